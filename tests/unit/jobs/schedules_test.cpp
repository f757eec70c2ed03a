#include <gtest/gtest.h>

#include "unit/jobs/queue.hpp"

namespace saldo::jobs {
namespace {

using store::at_second;

constexpr std::int64_t kHour = 3'600, kDay = 24 * kHour;  // tests begin on 2026-01-01, 00:00 UTC

class Schedules : public testing::Test {
 protected:
  void SetUp() override { queue.desk.config->jobs[0].cron = "0 7 * * *"; }
  std::optional<Instant> serve_at(std::int64_t second) {
    queue.desk.clock.time = at_second(second);
    return queue.jobs().serve_schedules();
  }
  std::int64_t runs() { return queue.desk.book.count("job_run"); }
  /// What is queued is done at once, as a worker would.
  void carry_out() {
    queue.desk.book.write([&](soci::session& sql) {
      while (const auto run = store::claim_run(sql, "worker", queue.desk.clock.now()))
        store::finish_run(sql, run->id, "{}", queue.desk.clock.now());
    });
  }
  Queue queue;
};

TEST_F(Schedules, ANewScheduleStartsNowAndMakesUpForNothing) {
  EXPECT_EQ(serve_at(8 * kHour), at_second(kDay + 7 * kHour));
  EXPECT_EQ(runs(), 0);
}

TEST_F(Schedules, ARunIsQueuedWhenItsTimeHasCome) {
  EXPECT_EQ(serve_at(0), at_second(7 * kHour));
  EXPECT_EQ(serve_at(7 * kHour - 1), at_second(7 * kHour));
  EXPECT_EQ(runs(), 0);
  EXPECT_EQ(serve_at(7 * kHour), at_second(kDay + 7 * kHour));
  ASSERT_EQ(runs(), 1);
  const store::Run run = queue.find(1);
  EXPECT_EQ(run.job, "cash");
  EXPECT_EQ(run.kind, "reconcile");
  EXPECT_EQ(run.cause, "cron");
  EXPECT_EQ(run.actor, "saldod");
}

TEST_F(Schedules, ServingTwiceAtOneTimeQueuesOnce) {
  serve_at(0);
  serve_at(7 * kHour);
  carry_out();
  serve_at(7 * kHour);
  serve_at(7 * kHour + 1);
  EXPECT_EQ(runs(), 1);
}

TEST_F(Schedules, WhatWasMissedRunsOnceHoweverOftenItWasMissed) {
  serve_at(0);
  EXPECT_EQ(serve_at(5 * kDay), at_second(5 * kDay + 7 * kHour));
  EXPECT_EQ(runs(), 1);
}

TEST_F(Schedules, WhatWasMissedWhileSaldoWasDownRunsOnce) {
  serve_at(0);
  queue.restart();
  serve_at(3 * kDay);
  EXPECT_EQ(runs(), 1);
  carry_out();
  queue.restart();
  serve_at(3 * kDay);
  EXPECT_EQ(runs(), 1) << "a restart isn't a reason to run";
}

TEST_F(Schedules, EachDayHasItsRun) {
  serve_at(0);
  for (std::int64_t d = 0; d < 4; ++d) {
    serve_at(d * kDay + 7 * kHour);
    carry_out();
  }
  EXPECT_EQ(runs(), 4);
}

TEST_F(Schedules, TheEarliestOfAllIsWhatIsWaitedFor) {
  config::Job often = job("often");
  often.cron = "*/15 * * * *";
  queue.desk.config->jobs.push_back(often);
  EXPECT_EQ(serve_at(60), at_second(15 * 60));
  EXPECT_EQ(serve_at(15 * 60), at_second(30 * 60));
  EXPECT_EQ(queue.find(1).job, "often");
}

TEST_F(Schedules, AClockThatWasSetBackRunsNothingTwice) {
  serve_at(0);
  serve_at(7 * kHour);
  carry_out();
  serve_at(6 * kHour);
  EXPECT_EQ(runs(), 1);
}

TEST_F(Schedules, WithoutAnyScheduleThereIsNothingToWaitFor) {
  queue.desk.config->jobs[0].cron.clear();
  EXPECT_FALSE(serve_at(0));
  EXPECT_EQ(runs(), 0);
}

}  // namespace
}  // namespace saldo::jobs
