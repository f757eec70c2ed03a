#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/story.hpp"
#include "support/period.hpp"
#include "support/saldod.hpp"

/// What comes twice is in the book once, and what happened twice is in it twice.
namespace saldo::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class Again : public testing::Test {
 protected:
  Again() {
    saldod_.configure(two_connectors() + kReconcileJob);
    saldod_.start();
  }

  boost::json::object submit(const std::string& connector, const std::string& name,
                             const std::string& bytes) {
    auto answer = saldod_.submit(connector, name, bytes);
    saldod_.settle();
    return answer;
  }

  Saldod saldod_;
};

TEST_F(Again, TheSameFilesChangeNothingAndSaySo) {
  const Period period = make_period(7);
  for (const auto& [name, bytes] : period.erp_files()) submit("erp", name, bytes);
  for (const auto& [name, bytes] : period.bank_files()) submit("bank", name, bytes);
  saldod_.run("cash-application");
  const std::string before = saldod_.exported();
  for (const auto& [name, bytes] : period.erp_files()) {
    const auto answer = submit("erp", name, bytes);
    EXPECT_TRUE(answer.at("known").as_bool()) << name;
    EXPECT_EQ(text(answer, "status"), "posted") << name;
  }
  for (const auto& [name, bytes] : period.bank_files())
    EXPECT_TRUE(submit("bank", name, bytes).at("known").as_bool()) << name;
  saldod_.run("cash-application");
  EXPECT_EQ(saldod_.exported(), before);
  EXPECT_EQ(saldod_.broken(), "");
}

TEST_F(Again, TheSameFilesInTheDirectoryMoveToDoneAndChangeNothing) {
  const Period period =
      make_period(8, {.debtors = 5, .bills = 10, .days = 2, .transfers_a_day = 3});
  std::string before;
  for (int time = 0; time < 2; ++time) {
    for (const auto& [name, bytes] : period.erp_files())
      drop(saldod_.folder() / "erp", name, bytes);
    for (const auto& [name, bytes] : period.bank_files())
      drop(saldod_.folder() / "bank", name, bytes);
    saldod_.sync("erp");
    const auto run = saldod_.sync("bank");
    EXPECT_EQ(run.at("changed").as_bool(), time == 0) << boost::json::serialize(run);
    const auto unchanged = run.at("result").at("unchanged").to_number<std::size_t>();
    EXPECT_EQ(unchanged, time == 0 ? 0 : period.bank_files().size());
    for (const auto& [name, bytes] : period.bank_files()) {
      EXPECT_FALSE(std::filesystem::exists(saldod_.folder() / "bank" / name)) << name;
      EXPECT_TRUE(std::filesystem::exists(saldod_.folder() / "bank/done" / name)) << name;
    }
    if (time == 0) before = saldod_.exported();
  }
  EXPECT_EQ(saldod_.exported(), before);
}

TEST_F(Again, TheSameContentUnderAnotherNameIsTheSameDocument) {
  const std::string bytes = camt053({sheet_of({payment_by_reference()})});
  const auto first = submit("bank", "monday.xml", bytes);
  const std::string before = saldod_.exported();
  const auto second = submit("bank", "copy-of-monday.xml", bytes);
  EXPECT_FALSE(first.at("known").as_bool());
  EXPECT_TRUE(second.at("known").as_bool());
  EXPECT_EQ(number(first, "document"), number(second, "document"));
  EXPECT_EQ(text(second, "name"), "monday.xml");
  EXPECT_EQ(saldod_.exported(), before);
  const auto document =
      saldod_.get("/v1/documents/" + std::to_string(number(first, "document"))).json();
  EXPECT_THAT(document.at("deliveries").as_array(), SizeIs(2));
}

TEST_F(Again, AnOverlappingStatementAddsOnlyWhatIsNewAndNamesTheTwins) {
  Transfer second = payment_by_reference(), third = payment_by_reference();
  second.reference = "BANK00000002";
  second.cents = 5'000;
  third.reference = "BANK00000003";
  third.cents = 7'000;
  submit("bank", "morning.xml", camt053({sheet_of({payment_by_reference(), second})}));
  submit("bank", "evening.xml", camt053({sheet_of({payment_by_reference(), second, third})}, "  "));
  EXPECT_THAT(saldod_.rows("transactions"), SizeIs(3));
  const auto duplicates = saldod_.rows("duplicates");
  ASSERT_THAT(duplicates, SizeIs(2));
  for (const auto& row : duplicates) {
    EXPECT_THAT(text(row, "twin"), testing::Not(IsEmpty()));
    EXPECT_NE(text(row, "document"), text(row, "twin_document"));
    EXPECT_GT(row.at("at").as_object().at("line").as_int64(), 0);
    EXPECT_GT(row.at("twin_at").as_object().at("line").as_int64(), 0);
  }
  EXPECT_EQ(saldod_.broken(), "");
}

TEST_F(Again, AStatementSentAgainInOtherBytesAddsNothing) {
  const Period period =
      make_period(9, {.debtors = 5, .bills = 20, .days = 1, .transfers_a_day = 9});
  submit("bank", "first.xml", camt053(period.sheets));
  const std::size_t before = saldod_.rows("transactions").size();
  submit("bank", "second.xml", camt053(period.sheets, "\t"));
  EXPECT_THAT(saldod_.rows("transactions"), SizeIs(before));
  EXPECT_THAT(saldod_.rows("duplicates"), SizeIs(before));
  EXPECT_EQ(saldod_.broken(), "");
}

TEST_F(Again, TwoEqualPaymentsOnOneDayStayTwo) {
  Transfer payment = payment_by_reference();
  payment.reference.clear();
  submit("bank", "day.xml", camt053({sheet_of({payment, payment})}));
  EXPECT_THAT(saldod_.rows("transactions"), SizeIs(2));
  EXPECT_THAT(saldod_.rows("duplicates"), IsEmpty());
  submit("bank", "day-again.xml", camt053({sheet_of({payment, payment})}, " "));
  EXPECT_THAT(saldod_.rows("transactions"), SizeIs(2));
  EXPECT_THAT(saldod_.rows("duplicates"), SizeIs(2));
  EXPECT_EQ(saldod_.broken(), "");
}

}  // namespace
}  // namespace saldo::test
