#include "flows/dun.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

class DunFlow : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.levels.resize(1);
    procedure.levels[0].days = 5;
    procedure.levels[0].fee["EUR"] = eur(500);
    desk.config->procedures["standard"] = procedure;
    Customer late = customer("100001"), unconcerned = customer("100002");
    late.dunning_procedure = "standard";
    desk.book.post_receivables("erp", {late, unconcerned},
                               {item("1", "100001", 30'000), item("2", "100002", 900)});
    desk.book.post_bank("bank", statement(0, 0), {});
  }
  RunOutcome run(bool dry = false, const char* on = "2026-02-01") {
    return run_dunning(desk.environment(),
                       {.procedure = "standard", .run_date = day(on), .dry_run = dry}, control);
  }
  Desk desk;
  RunControl control{.run = 7};
};

TEST_F(DunFlow, ProposesANoticeAndGivesEveryAccountItsReason) {
  const RunOutcome outcome = run();
  EXPECT_EQ(outcome.end, RunOutcome::End::done) << outcome.error;
  EXPECT_TRUE(outcome.changed);
  EXPECT_EQ(desk.book.text("SELECT level || '|' || amount_minor || '|' || fee_minor || '|' || "
                           "state || '|' || config_version FROM dunning_notice"),
            "1|30000|500|proposed|v1");
  EXPECT_EQ(desk.book.number("SELECT COUNT(DISTINCT customer_id) FROM dunning_outcome WHERE "
                             "item_id IS NULL AND run_id = 7"),
            2);
  EXPECT_EQ(json::parse(outcome.result_json).at("notices"), 1);
  EXPECT_EQ(json::parse(outcome.result_json).at("amount"), json::parse(R"({"EUR":"300.00"})"));
}

TEST_F(DunFlow, TheSameRunAgainProposesNothingTwice) {
  run();
  const RunOutcome again = run();
  EXPECT_FALSE(again.changed);
  EXPECT_EQ(json::parse(again.result_json).at("already_proposed"), 1);
  EXPECT_EQ(desk.book.count("dunning_notice"), 1);
}

TEST_F(DunFlow, ADryRunProposesNothing) {
  const std::string before = desk.book.dump();
  const RunOutcome dry = run(true);
  EXPECT_FALSE(dry.changed);
  EXPECT_EQ(json::parse(dry.result_json).at("notices"), 1);
  EXPECT_EQ(desk.book.dump(), before);
}

TEST_F(DunFlow, RefusesOnAGapInTheBanksData) {
  desk.book.post_bank("later", statement(50, 50, "2026-01-09"), {});
  const std::string before = desk.book.dump();
  const RunOutcome refused = run();
  EXPECT_EQ(refused.end, RunOutcome::End::failed);
  EXPECT_NE(refused.error.find("RUN_REFUSED BANK_GAP"), std::string::npos) << refused.error;
  EXPECT_EQ(desk.book.dump(), before);
}

TEST_F(DunFlow, RefusesOnOldBankData) {
  desk.config->procedures["standard"].max_bank_age_days = 3;
  EXPECT_NE(run().error.find("RUN_REFUSED BANK_STALE"), std::string::npos);
  EXPECT_EQ(run(false, "2026-01-08").end, RunOutcome::End::done);
}

TEST_F(DunFlow, AnUnknownProcedureFailsByName) {
  const RunOutcome outcome = run_dunning(
      desk.environment(), {.procedure = "harsh", .run_date = day("2026-02-01")}, control);
  EXPECT_EQ(outcome.end, RunOutcome::End::failed);
  EXPECT_NE(outcome.error.find("'harsh'"), std::string::npos);
}

TEST_F(DunFlow, AStopProposesNothing) {
  std::stop_source stop;
  stop.request_stop();
  control.stop = stop.get_token();
  EXPECT_EQ(run().end, RunOutcome::End::cancelled);
  EXPECT_EQ(desk.book.count("dunning_notice"), 0);
  EXPECT_EQ(desk.book.count("dunning_outcome"), 0);
}

}  // namespace
}  // namespace saldo::flows
