#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

#include "e2e/story.hpp"
#include "support/period.hpp"
#include "support/saldod.hpp"

/// The book as a whole: what was true at a date, what verify proves, what a backup holds.
namespace saldo::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Book : public testing::Test {
 protected:
  Book() {
    saldod_.configure(two_connectors() + kReconcileJob);
    saldod_.start();
  }
  void submit(const std::string& connector, const std::string& name, const std::string& bytes) {
    saldod_.submit(connector, name, bytes);
    saldod_.settle();
  }
  std::string aging(Date day) {
    return saldod_.get("/v1/export/aging?as_of=" + day.to_string()).body;
  }

  Saldod saldod_;
};

TEST_F(Book, KnowsWhatWasOpenAtAPastDate) {
  submit("erp", "customers.xml", debmas(two_debtors()));
  submit("erp", "invoices.xml", invoic(three_bills()));
  const Date before = kDay.plus_days(-1);
  const std::string then = aging(before);
  const std::string items = saldod_.get("/v1/export/items?as_of=" + before.to_string()).body;
  EXPECT_THAT(then, HasSubstr("\"total\":\"4070.00\""));
  EXPECT_THAT(then, HasSubstr("\"customer\":null"));
  submit("bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  saldod_.run("cash-application");
  EXPECT_EQ(aging(before), then);
  EXPECT_EQ(saldod_.get("/v1/export/items?as_of=" + before.to_string()).body, items);
  EXPECT_THAT(aging(kDay), HasSubstr("\"total\":\"2880.00\""));
}

TEST_F(Book, HoldsAfterAPeriodOfAllKindsOfPayments) {
  const Period period = make_period(21, {.debtors = 15, .bills = 80, .days = 6});
  for (const auto& [name, bytes] : period.erp_files()) submit("erp", name, bytes);
  for (const auto& [name, bytes] : period.bank_files()) submit("bank", name, bytes);
  saldod_.run("cash-application");
  const auto verified = saldod_.post("/v1/verify").json();
  EXPECT_TRUE(verified.at("holds").as_bool()) << boost::json::serialize(verified);
  EXPECT_THAT(verified.at("gaps").as_array(), IsEmpty());
  EXPECT_EQ(number(verified, "documents"), 8);
  std::map<std::string, int> statuses;
  for (const auto& d : saldod_.rows("cash-application")) ++statuses[text(d, "status")];
  EXPECT_GT(statuses["applied"], 0);
  EXPECT_GT(statuses["unapplied"], 0);
  EXPECT_GT(statuses["proposed"], 0);
}

TEST_F(Book, NamesTheGapWhenAStatementIsMissing) {
  const Period period =
      make_period(22, {.debtors = 5, .bills = 20, .days = 3, .transfers_a_day = 2});
  submit("bank", "1.xml", camt053({period.sheets[0]}));
  submit("bank", "3.xml", camt053({period.sheets[2]}));
  auto verified = saldod_.post("/v1/verify").json();
  EXPECT_THAT(verified.at("gaps").as_array(), testing::SizeIs(1));
  submit("bank", "2.xml", camt053({period.sheets[1]}));
  verified = saldod_.post("/v1/verify").json();
  EXPECT_THAT(verified.at("gaps").as_array(), IsEmpty()) << boost::json::serialize(verified);
  EXPECT_EQ(saldod_.broken(), "");
}

TEST_F(Book, IsNotBelievedWhenADocumentIsDamaged) {
  submit("bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  EXPECT_EQ(saldod_.broken(), "");
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(saldod_.folder() / "documents"))
    if (entry.path().extension() == ".zst") {
      std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all);
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(entry.file_size() / 2));
      file.put('\x7f');
    }
  EXPECT_THAT(saldod_.broken(), HasSubstr("invariant 4"));
}

TEST_F(Book, IsInItsBackup) {
  submit("erp", "customers.xml", debmas(two_debtors()));
  submit("bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  const std::string tar = saldod_.post("/v1/backup").body;
  constexpr std::size_t kBlock = 512;
  ASSERT_EQ(tar.size() % kBlock, 0u);
  ASSERT_EQ(tar.substr(0, 9), std::string("saldo.db\0", 9));
  const std::size_t size = std::stoul(tar.substr(124, 11), nullptr, 8);
  const auto copy = saldod_.folder() / "copy.db";
  std::ofstream(copy, std::ios::binary) << tar.substr(kBlock, size);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open_v2(copy.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  sqlite3_stmt* query = nullptr;
  ASSERT_EQ(sqlite3_prepare_v2(database,
                               "SELECT (SELECT COUNT(*) FROM bank_transaction), (SELECT COUNT(*) "
                               "FROM customer), (SELECT * FROM pragma_integrity_check)",
                               -1, &query, nullptr),
            SQLITE_OK)
      << sqlite3_errmsg(database);
  ASSERT_EQ(sqlite3_step(query), SQLITE_ROW);
  EXPECT_EQ(sqlite3_column_int(query, 0), 1);
  EXPECT_EQ(sqlite3_column_int(query, 1), 2);
  EXPECT_STREQ(reinterpret_cast<const char*>(sqlite3_column_text(query, 2)), "ok");
  sqlite3_finalize(query);
  sqlite3_close(database);
  for (const auto& document : saldod_.get("/v1/documents").lines()) {
    const std::string sha256 = text(document, "sha256");
    EXPECT_THAT(tar, HasSubstr("documents/" + sha256.substr(0, 2) + "/" + sha256.substr(2)));
  }
}

}  // namespace
}  // namespace saldo::test
