#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/story.hpp"
#include "support/period.hpp"
#include "support/process.hpp"
#include "support/saldod.hpp"

/// What cash application leaves to persons, and how it answers for what it did by itself.
namespace saldo::test {
namespace {

using boost::json::object;
using testing::HasSubstr;

class ReviewStory : public testing::Test {
 protected:
  void start(const std::string& jobs) {
    saldod_.configure(two_connectors() + jobs);
    saldod_.start();
  }
  void take(const Period& period) {
    for (const auto& [name, bytes] : period.erp_files()) submit("erp", name, bytes);
    for (const auto& [name, bytes] : period.bank_files()) submit("bank", name, bytes);
  }
  void submit(const std::string& connector, const std::string& name, const std::string& bytes) {
    saldod_.submit(connector, name, bytes);
    saldod_.settle();
  }
  std::vector<object> waiting() { return saldod_.get("/v1/review").lines(); }
  static std::string version(const object& row) { return std::to_string(number(row, "version")); }

  Saldod saldod_;
};

TEST_F(ReviewStory, APersonWorksOffWhatWaitsAndTheBookHolds) {
  start(kReconcileJob);
  take(make_period(31, {.debtors = 12, .bills = 60, .days = 5}));
  saldod_.run("cash-application");
  const auto rows = waiting();
  ASSERT_GT(rows.size(), 2u);
  std::int64_t accepted = 0, parked = 0, put_aside = 0;
  for (const object& row : rows) {
    const std::string target = "/v1/review/" + text(row, "transaction");
    const std::string seen = R"({"version":)" + version(row);
    if (!row.at("proposals").as_array().empty()) {
      const auto reply = saldod_.ask("POST", target + "/accept", seen + R"(,"proposal":1})");
      ASSERT_TRUE(reply);
      // Two payments may be proposed for one item: the second one is told that it is too late.
      if (reply->status == 200)
        ++accepted;
      else
        EXPECT_THAT(reply->body, HasSubstr("the book has moved on")) << reply->body;
    } else if (text(row, "state") == "unapplied") {
      saldod_.post(target + "/park",
                   seen + R"(,"reason":"on account","customer":")" + text(row, "customer") + "\"}");
      ++parked;
    } else {
      saldod_.post(target + "/not-ar", seen + R"(,"reason":"not ours"})");
      ++put_aside;
    }
  }
  EXPECT_GT(accepted, 0);
  EXPECT_GT(parked + put_aside, 0);
  EXPECT_EQ(saldod_.broken(), "");
  saldod_.run("cash-application");
  EXPECT_EQ(saldod_.broken(), "");
  // What was decided by hand can be taken back, all of it.
  for (const object& d : saldod_.rows("cash-application")) {
    if (!text(d, "rule").starts_with("review.")) continue;
    const object row = saldod_.get("/v1/review/" + text(d, "transaction")).json();
    saldod_.post("/v1/review/" + text(d, "transaction") + "/undo",
                 R"({"reason":"all over again","version":)" + version(row) + "}");
  }
  EXPECT_EQ(saldod_.broken(), "");
  EXPECT_THAT(saldod_.get("/v1/export/audit").body, HasSubstr("review.undo"));
}

TEST_F(ReviewStory, ASecondPersonWhoHasSeenAnOlderStateIsRefused) {
  start(kReconcileJob);
  submit("erp", "customers.xml", debmas(two_debtors()));
  submit("erp", "invoices.xml", invoic(three_bills()));
  submit("bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  saldod_.run("cash-application");
  const std::string target = "/v1/review/BANK00000001";
  const std::string seen = version(saldod_.get(target).json());
  const std::string body = R"({"reason":"wrong","version":)" + seen + "}";
  saldod_.post(target + "/undo", body);
  const auto late = saldod_.ask("POST", target + "/undo", body);
  EXPECT_EQ(late->status, 409);
  EXPECT_THAT(late->body, HasSubstr("decided on anew"));
  const auto without = saldod_.ask("POST", target + "/undo", R"({"version":1})");
  EXPECT_NE(without->status, 200);
}

TEST_F(ReviewStory, ExplainLeadsFromTheOpenAmountToTheBytesOfTheFile) {
  start(kReconcileJob);
  submit("erp", "customers.xml", debmas(two_debtors()));
  submit("erp", "invoices.xml", invoic(three_bills()));
  const std::string file = camt053({sheet_of({payment_by_reference()})});
  submit("bank", "s.xml", file);
  saldod_.run("cash-application");
  const auto lines = saldod_.get("/v1/explain/BANK00000001").lines();
  ASSERT_GT(lines.size(), 5u);
  for (const object& line : lines) {
    if (text(line, "about") != "source") continue;
    const auto offset = static_cast<std::size_t>(number(line, "offset"));
    EXPECT_THAT(file.substr(offset, 20), HasSubstr("<Ntry"));
    const auto document = saldod_.get("/v1/documents/" + text(line, "document") + "/raw");
    EXPECT_EQ(document.body, file);
  }
  EXPECT_THAT(saldod_.get("/v1/explain/0090000001").body, HasSubstr("= 0.00 EUR (cleared)."));
  EXPECT_EQ(saldod_.ask("GET", "/v1/explain/nothing")->status, 404);
}

TEST_F(ReviewStory, ABacktestUnderTheSamePolicyFindsNothingAndUnderAnotherNamesTheMoney) {
  start(kReconcileJob);
  const Period period = make_period(32, {.debtors = 15, .bills = 90, .days = 6});
  for (const auto& [name, bytes] : period.erp_files()) submit("erp", name, bytes);
  // A run a day, so that what is known changes from one to the next.
  for (const auto& [name, bytes] : period.bank_files()) {
    submit("bank", name, bytes);
    saldod_.run("cash-application");
  }
  const std::string target = "/v1/policy/backtest?from=2000-01-01&to=2100-01-01";
  const auto same = saldod_.post(target, "defaults: {}\n").lines();
  ASSERT_EQ(same.size(), 1u) << boost::json::serialize(same.front());
  EXPECT_GT(number(same.back(), "decisions"), 40);
  const auto none =
      saldod_.post(target, "defaults: { stages: { invoice_number: { post: false } } }\n");
  const auto lines = none.lines();
  ASSERT_GT(lines.size(), 1u);
  EXPECT_EQ(number(lines.back(), "otherwise"), static_cast<std::int64_t>(lines.size()) - 1);
  EXPECT_THAT(none.body,
              HasSubstr("\"then\":\"applied\",\"now\":\"proposed\",\"currency\":\"EUR\""));
  const auto typo = saldod_.ask("POST", target, "defaults: { stages: { subsets: {} } }\n");
  EXPECT_EQ(typo->status, 400);
  EXPECT_THAT(typo->body, HasSubstr("did you mean 'subset'?"));
}

TEST_F(ReviewStory, ADryRunShowsTheMoneyAndThePaymentsAndChangesNothing) {
  start(kReconcileJob);
  submit("erp", "customers.xml", debmas(two_debtors()));
  submit("erp", "invoices.xml", invoic(three_bills()));
  submit("bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  const std::string before = saldod_.exported();
  const object run = saldod_.run("cash-application", R"({"dry_run":true})");
  const object& result = run.at("result").as_object();
  EXPECT_EQ(boost::json::serialize(result.at("applied")),
            R"({"EUR":{"count":1,"amount":"1190.00"}})");
  EXPECT_EQ(boost::json::serialize(result.at("by_rule").at("reference.creditor")),
            R"({"EUR":{"count":1,"amount":"1190.00"}})");
  EXPECT_EQ(result.at("payments").as_array().size(), 1u);
  EXPECT_EQ(saldod_.exported(), before);
}

TEST_F(ReviewStory, TwoReconcileJobsNeverRunAtOnce) {
  start("jobs:\n  - { name: one, kind: reconcile }\n  - { name: two, kind: reconcile }\n");
  take(make_period(33, {.debtors = 20, .bills = 150, .days = 8}));
  std::vector<std::int64_t> runs;
  for (const char* job : {"one", "two"})
    runs.push_back(
        number(saldod_.post("/v1/jobs/" + std::string(job) + "/run", "{}").json(), "run"));
  std::vector<object> ended;
  for (const std::int64_t run : runs) ended.push_back(saldod_.wait_for_run(run));
  for (std::size_t i = 0; i < ended.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_TRUE(text(ended[i], "started_at") >= text(ended[j], "finished_at") ||
                  text(ended[j], "started_at") >= text(ended[i], "finished_at"))
          << boost::json::serialize(ended[i]) << boost::json::serialize(ended[j]);
  EXPECT_EQ(saldod_.broken(), "");
}

}  // namespace
}  // namespace saldo::test
