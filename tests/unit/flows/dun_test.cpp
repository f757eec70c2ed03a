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

/// SAP's KNB5: each dunning area has a procedure and a block of its own.
TEST_F(DunFlow, AnAreaGoesByItsOwnBlockAndProcedure) {
  const struct {
    const char *block, *area_procedure, *area_block, *noticed, *reasons;
  } cases[] = {
      {"", "standard", "", ":1 Z1:1", "NOTICE NOTICE"},
      {"", "standard", "X", ":1", "NOTICE ACCT_BLOCKED"},
      {"X", "standard", "", "Z1:1", "ACCT_BLOCKED NOTICE"},
      {"", "", "", ":1", "NOTICE NO_PROCEDURE"},
  };
  for (const auto& c : cases) {
    desk.book.tamper("DELETE FROM dunning_notice_item");
    desk.book.tamper("DELETE FROM dunning_notice");
    desk.book.tamper("DELETE FROM dunning_outcome");
    Customer late = customer("100001");
    late.dunning_procedure = "standard";
    late.dunning_block = c.block;
    late.dunning_areas = {{"Z1", c.area_procedure, c.area_block, {}, {}}};
    Item other = item("3", "100001", 20'000);
    other.dunning_area = "Z1";
    desk.book.post_receivables("erp", {late}, {other});
    run();
    EXPECT_EQ(desk.book.text("SELECT COALESCE(GROUP_CONCAT(area || ':' || level, ' '), '') FROM "
                             "(SELECT * FROM dunning_notice ORDER BY area)"),
              c.noticed);
    EXPECT_EQ(desk.book.text("SELECT GROUP_CONCAT(reason, ' ') FROM (SELECT reason FROM "
                             "dunning_outcome WHERE item_id IS NULL AND customer_id = (SELECT id "
                             "FROM customer WHERE number = '100001') ORDER BY id)"),
              c.reasons);
  }
}

TEST_F(DunFlow, AChangeKeepsTheAreasThatItDoesNotName) {
  Customer whole = customer("100001"), change = customer("100001");
  whole.dunning_areas = {{"Z1", "standard", "X", {}, {}}, {"Z2", "standard", "", {}, {}}};
  desk.book.post_receivables("erp", {whole}, {});
  change.partial = true;
  change.dunning_areas = {{"Z2", "standard", "Y", {}, {}}};
  desk.book.post_receivables("erp", {change}, {});
  const auto areas = [&] {
    return desk.book.text(
        "SELECT COALESCE(GROUP_CONCAT(area || '=' || COALESCE(dunning_block, "
        "''), ' '), '') FROM (SELECT * FROM customer_dunning_area ORDER BY "
        "area)");
  };
  EXPECT_EQ(areas(), "Z1=X Z2=Y");
  desk.book.post_receivables("erp", {customer("100001")}, {});
  EXPECT_EQ(areas(), "");
}

/// Whoever's turn it was would otherwise dun by rules that the ERP doesn't mean for the customer.
TEST_F(DunFlow, ACustomerOfAnotherConfiguredProcedureIsLeftToIt) {
  model::DunningProcedure strict = desk.config->procedures["standard"];
  strict.name = "0002";
  desk.config->procedures["0002"] = strict;
  Customer late = customer("100001");
  late.dunning_procedure = "0002";
  desk.book.post_receivables("erp", {late}, {});
  run();
  EXPECT_EQ(desk.book.count("dunning_notice"), 0);
  EXPECT_EQ(desk.book.text("SELECT reason FROM dunning_outcome WHERE item_id IS NOT NULL"),
            "OTHER_POLICY");
  run_dunning(desk.environment(), {.procedure = "0002", .run_date = day("2026-02-01")}, control);
  EXPECT_EQ(desk.book.text("SELECT procedure_name FROM dunning_notice"), "0002");
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
