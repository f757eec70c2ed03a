#include "flows/dunning_backtest.hpp"

#include <gtest/gtest.h>

#include <soci/soci.h>

#include <boost/json.hpp>

#include "flows/dun.hpp"
#include "flows/reconcile.hpp"
#include "store/dunning_holds.hpp"
#include "store/runs.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

/// 100001 owes 300.00 due on 31 December; 100002 owes 900.00 and pays it on 20 January. There are
/// runs on 10 and 24 January and on 7 February.
class DunningBacktest : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.interval_days = 14;
    procedure.levels.resize(3);
    procedure.levels[0].days = 5;
    procedure.levels[1].days = 20;
    procedure.levels[2].days = 35;
    desk.config->procedures["standard"] = procedure;
    desk.config->jobs.push_back({.name = "dunning", .kind = "dunning", .procedure = "standard"});
    Customer first = customer("100001"), second = customer("100002");
    first.dunning_procedure = second.dunning_procedure = "standard";
    desk.book.post_receivables(
        "erp", {first, second},
        {item("90000001", "100001", 30'000), item("90000002", "100002", 90'000)});
    desk.book.post_bank("bank", statement(0, 0), {});
    run("2026-01-10");
    Transaction paid = transaction(90'000, "B1", "2026-01-20");
    paid.remittance = {"invoice 90000002"};
    desk.book.post_bank("paid", statement(0, 90'000, "2026-01-20"), {paid});
    run_reconcile(desk.environment(), {}, RunControl{.run = 99});
    ASSERT_EQ(desk.book.number("SELECT open_minor FROM item WHERE number = '90000002'"), 0);
    run("2026-01-24");
    run("2026-02-07");
  }
  void run(const char* on) {
    desk.clock.time = Instant(std::chrono::sys_days{day(on).ymd()}) + std::chrono::hours(6);
    const auto id = desk.book.write([&](soci::session& sql) {
      return store::enqueue(sql, {.job = "dunning", .kind = "dunning", .cause = "schedule"},
                            desk.clock.now())
          .id;
    });
    RunControl control{.run = id};
    const RunOutcome outcome =
        run_dunning(desk.environment(), {.procedure = "standard", .run_date = day(on)}, control);
    ASSERT_EQ(outcome.end, RunOutcome::End::done) << outcome.error;
    desk.book.write([&](soci::session& sql) {
      sql << "UPDATE job_run SET state = 'done', result_json = :result WHERE id = :id",
          soci::use(outcome.result_json, "result"), soci::use(id, "id");
    });
  }
  std::vector<json::object> backtest(const model::DunningProcedure& procedure,
                                     const char* from = "2026-01-01",
                                     const char* to = "2026-02-28") {
    std::vector<json::object> lines;
    backtest_dunning(desk.environment(), procedure, day(from), day(to),
                     [&](const json::object& line) { lines.push_back(line); });
    return lines;
  }
  model::DunningProcedure configured() { return desk.config->procedures.at("standard"); }

  Desk desk;
};

TEST_F(DunningBacktest, TheProcedureThatIsConfiguredGivesNothingElse) {
  const auto lines = backtest(configured());
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].at("days"), 3);
  EXPECT_EQ(lines[0].at("otherwise"), 0);
  // Levels 1, 2 and 3 of the first; level 1 of the second before it paid.
  EXPECT_EQ(lines[0].at("notices_then"), 4);
  EXPECT_EQ(lines[0].at("notices_now"), 4);
}

TEST_F(DunningBacktest, TellsEachNoticeThatWouldHaveGoneOtherwise) {
  model::DunningProcedure later = configured();
  later.version = "2";
  later.levels[0].days = 15;
  const auto lines = backtest(later);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0].at("day"), "2026-01-10");
  EXPECT_EQ(lines[0].at("customer"), "100001");
  EXPECT_EQ(lines[0].at("then").at("level"), 1);
  EXPECT_EQ(lines[0].at("then").at("amount"), "300.00");
  EXPECT_FALSE(lines[0].at("now").as_object().contains("level"));
  EXPECT_FALSE(lines[0].at("now").at("because").as_string().empty());
  EXPECT_EQ(lines[1].at("customer"), "100002");
  // Level 1 comes a run later, and so do those behind it; who had paid by then hears nothing.
  EXPECT_EQ(lines[2].at("day"), "2026-01-24");
  EXPECT_EQ(lines[2].at("then").at("level"), 2);
  EXPECT_EQ(lines[2].at("now").at("level"), 1);
  EXPECT_EQ(lines[3].at("then").at("level"), 3);
  EXPECT_EQ(lines[3].at("now").at("level"), 2);
  EXPECT_EQ(lines[4].at("notices_then"), 4);
  EXPECT_EQ(lines[4].at("notices_now"), 2);
  EXPECT_EQ(lines[4].at("procedure_version"), "2");
  EXPECT_EQ(lines[4].at("changes").at(0).at("then"), "level 1");
  EXPECT_EQ(lines[4].at("changes").at(0).at("now"), "none");
  EXPECT_EQ(lines[4].at("changes").at(0).at("amount"), "1200.00");
}

TEST_F(DunningBacktest, AHoldCountsOnTheDaysOnWhichItStood) {
  const auto hold = desk.book.write([&](soci::session& sql) {
    return store::add_hold(sql,
                           {.customer = "100001",
                            .item = {},
                            .kind = store::HoldKind::block,
                            .period = {day("2026-01-20"), {}},
                            .reason = "in talks",
                            .actor = "unix:anna"},
                           Instant(std::chrono::sys_days{day("2026-01-20").ymd()}));
  });
  desk.book.write([&](soci::session& sql) {
    store::end_hold(sql, hold, "unix:anna",
                    Instant(std::chrono::sys_days{day("2026-02-01").ymd()}));
  });
  // On 24 January nothing; the level that was due then comes on 7 February.
  EXPECT_EQ(backtest(configured()).back().at("notices_then"), 3);
}

TEST_F(DunningBacktest, GoesOnFromWhatWasSentBefore) {
  const model::NoticeId first{desk.book.number("SELECT MIN(id) FROM dunning_notice")};
  desk.book.write([&](soci::session& sql) {
    sql << "UPDATE dunning_notice SET state = 'sent', sent_day = run_day WHERE id = " +
               std::to_string(model::raw(first));
  });
  model::DunningProcedure longer = configured();
  longer.interval_days = 30;
  const auto lines = backtest(longer, "2026-01-20", "2026-01-31");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].at("then").at("level"), 2);
  EXPECT_EQ(lines[0].at("now").at("outcome"), "ACCT_INTERVAL");
}

TEST_F(DunningBacktest, ChangesNothing) {
  const std::string before = desk.book.dump();
  backtest(configured());
  EXPECT_EQ(desk.book.dump(), before);
}

TEST_F(DunningBacktest, SaysWhatItHasNothingToCompareWith) {
  const auto refusal = [&](const model::DunningProcedure& procedure, const char* from) {
    try {
      backtest(procedure, from);
      return std::string("nothing");
    } catch (const FailureException& e) {
      return e.failure.message;
    }
  };
  EXPECT_EQ(refusal(configured(), "2026-02-20"),
            "no dunning run by the procedure 'standard' proposed anything from 2026-02-20 to "
            "2026-02-28; there is nothing to try it on");
  model::DunningProcedure other = configured();
  other.name = "strict";
  EXPECT_EQ(refusal(other, "2026-01-01"),
            "the configuration has no procedure 'strict' to compare with; give the file's the name "
            "of the one that it is to replace");
}

}  // namespace
}  // namespace saldo::flows
