#include "jobs/dispatch.hpp"

#include <gtest/gtest.h>

#include "unit/jobs/queue.hpp"

namespace saldo::jobs {
namespace {

store::Run run_of(const std::string& name, const std::string& kind,
                  const std::string& arguments = "{}") {
  store::Run run;
  run.id = 1;
  run.job = name;
  run.kind = kind;
  run.arguments_json = arguments;
  return run;
}

TEST(Dispatch, WhatIsNotInTheConfigurationAnyMoreFailsByName) {
  Desk desk;
  for (const char* kind : {"sync", "ingest", "reconcile", "dunning", "balance_check"}) {
    const flows::RunOutcome outcome = dispatch(desk.environment(), run_of("gone", kind), {});
    EXPECT_EQ(outcome.end, flows::RunOutcome::End::failed) << kind;
    EXPECT_NE(outcome.error.find("'gone' is not in the configuration"), std::string::npos) << kind;
  }
}

TEST(Dispatch, ArgumentsReachTheUseCase) {
  Desk desk;
  desk.config->jobs = {job("cash")};
  desk.book.post_bank("bank", flows::statement(0, 5), {flows::transaction(5, "B1")});
  const auto run = [&](const std::string& arguments) {
    return dispatch(desk.environment(), run_of("cash", "reconcile", arguments), {});
  };
  EXPECT_FALSE(run(R"({"dry_run":true})").changed);
  EXPECT_FALSE(run(R"({"as_of":"2026-01-04"})").changed);
  EXPECT_TRUE(run(R"({"as_of":"2026-01-05"})").changed);
}

TEST(Dispatch, ADunningRunIsOfTodayInItsTimeZone) {
  Desk desk;
  config::Job dunning = job("dunning", "dunning");
  dunning.procedure = "standard";
  dunning.time_zone = "Europe/Madrid";
  desk.config->jobs = {dunning};
  desk.config->procedures["standard"].levels.resize(1);
  desk.clock.time = store::at_second(23 * 3'600 + 1'800);  // 23:30 UTC is tomorrow in Madrid
  const auto outcome = dispatch(desk.environment(), run_of("dunning", "dunning"), {});
  EXPECT_NE(outcome.result_json.find("\"2026-01-02\""), std::string::npos) << outcome.result_json;
}

TEST(Dispatch, AJobIsTriedOnceMoreThanItsRetries) {
  config::Config config;
  config.jobs = {job("cash")};
  config.jobs[0].retries = 5;
  EXPECT_EQ(attempts_max(config, run_of("cash", "reconcile")), 6);
  EXPECT_GT(attempts_max(config, run_of("bank", "sync")), 1);
}

TEST(Dispatch, OnlyWhatHasACronIsScheduled) {
  config::Config config;
  config.connectors.resize(3);
  config.connectors[0].name = "with source";
  config.connectors[0].source.emplace();
  config.connectors[0].schedule.cron = "*/5 * * * *";
  config.connectors[1].name = "submit only";
  config.connectors[1].schedule.cron = "*/5 * * * *";
  config.connectors[2].name = "watched";
  config.connectors[2].source.emplace();
  config.jobs = {job("cash"), job("dunning", "dunning")};
  config.jobs[1].cron = "0 7 * * MON";
  const auto all = schedules(config);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "with source");
  EXPECT_EQ(all[0].kind, "sync");
  EXPECT_EQ(all[1].name, "dunning");
  EXPECT_EQ(all[1].kind, "dunning");
}

}  // namespace
}  // namespace saldo::jobs
