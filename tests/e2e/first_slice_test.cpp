#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/story.hpp"
#include "support/period.hpp"
#include "support/saldod.hpp"

namespace saldo::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kJobs =
    "jobs:\n"
    "  - { name: cash-application, kind: reconcile }\n"
    "  - { name: dunning, kind: dunning, procedure: standard }\n";

class FirstSlice : public testing::Test {
 protected:
  FirstSlice() {
    saldod_.configure(two_connectors() + kJobs);
    saldod_.start();
    drop(saldod_.folder() / "erp", "1-customers.xml", debmas(two_debtors()));
    drop(saldod_.folder() / "erp", "2-invoices.xml", invoic(three_bills()));
    drop(saldod_.folder() / "bank", "statement.xml", camt053({sheet_of({payment_by_reference()})}));
  }

  bool done(const fs::path& file) const {
    const fs::path in_tray = saldod_.folder() / file;
    return !fs::exists(in_tray) && fs::exists(in_tray.parent_path() / "done" / in_tray.filename());
  }

  Saldod saldod_;
};

TEST_F(FirstSlice, GoesFromAFileToAMatchThatExplainsItself) {
  const auto imported = saldod_.sync("erp");
  EXPECT_EQ(text(imported, "state"), "done") << boost::json::serialize(imported);
  EXPECT_EQ(text(saldod_.sync("bank"), "state"), "done");
  EXPECT_TRUE(done("erp/1-customers.xml") && done("erp/2-invoices.xml") &&
              done("bank/statement.xml"));

  const auto run = saldod_.run("cash-application");
  EXPECT_EQ(text(run, "state"), "done") << boost::json::serialize(run);
  const auto decisions = saldod_.rows("cash-application");
  ASSERT_THAT(decisions, SizeIs(1));
  const auto& d = decisions[0];
  EXPECT_EQ(text(d, "entry"), "BANK00000001");
  EXPECT_EQ(text(d, "status"), "applied");
  EXPECT_EQ(text(d, "customer"), "0000100001");
  EXPECT_EQ(text(d, "rule"), "reference.creditor");
  EXPECT_EQ(boost::json::serialize(d.at("applied")), R"([["0090000001",119000,0]])");
  const std::string evidence = boost::json::serialize(d.at("evidence"));
  EXPECT_THAT(evidence, HasSubstr("creditor_reference"));
  EXPECT_THAT(evidence, HasSubstr(creditor_reference("90000001")));

  const auto items = saldod_.rows("items");
  ASSERT_THAT(items, SizeIs(3));
  EXPECT_EQ(text(items[0], "state"), "cleared");
  EXPECT_EQ(text(items[0], "open_amount"), "0.00");
  EXPECT_EQ(text(items[1], "state"), "open");
  EXPECT_EQ(saldod_.broken(), "");
}

TEST_F(FirstSlice, EndsInAReminderForWhatIsLeft) {
  saldod_.sync("erp");
  saldod_.sync("bank");
  saldod_.run("cash-application");
  const auto run = saldod_.run("dunning", R"({"as_of":")" + kDay.to_string() + R"("})");
  ASSERT_EQ(text(run, "state"), "done") << boost::json::serialize(run);
  const auto notices = saldod_.rows("dunning");
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(text(notices[0], "customer"), "0000100001");
  EXPECT_EQ(text(notices[0], "state"), "proposed");
  const std::string items = boost::json::serialize(notices[0].at("items"));
  EXPECT_THAT(items, HasSubstr("0090000002"));
  EXPECT_THAT(items, testing::Not(HasSubstr("0090000001")));
  // Everybody who wasn't reminded has a reason.
  bool has_reason = false;
  for (const auto& row : saldod_.rows("dunning-reasons"))
    has_reason =
        has_reason || (text(row, "customer") == "0000100002" && !text(row, "reason").empty());
  EXPECT_TRUE(has_reason);
  EXPECT_EQ(saldod_.broken(), "");
}

TEST_F(FirstSlice, LeavesNothingBehindAfterADryRun) {
  saldod_.sync("erp");
  saldod_.sync("bank");
  const std::string before = saldod_.exported();
  const auto run = saldod_.run("cash-application", R"({"dry_run":true})");
  EXPECT_THAT(boost::json::serialize(run.at("result")), HasSubstr("reference.creditor"));
  EXPECT_EQ(saldod_.exported(), before);
  EXPECT_THAT(saldod_.rows("cash-application"), IsEmpty());
}

TEST_F(FirstSlice, DecodesInAConfinedChild) {
  saldod_.sync("bank");
  const auto documents = saldod_.get("/v1/documents").lines();
  ASSERT_THAT(documents, SizeIs(1));
  EXPECT_EQ(text(documents[0], "decoder"), "camt");
  EXPECT_EQ(text(documents[0], "status"), "posted");
  const auto one = saldod_.get("/v1/documents/" + text(documents[0], "sha256")).json();
  EXPECT_THAT(one.at("deliveries").as_array(), SizeIs(1));
  EXPECT_THAT(one.at("brought").as_array(), SizeIs(1));
  const std::string raw =
      saldod_.get("/v1/documents/" + text(documents[0], "sha256") + "/raw").body;
  EXPECT_EQ(raw, camt053({sheet_of({payment_by_reference()})}));
}

}  // namespace
}  // namespace saldo::test
