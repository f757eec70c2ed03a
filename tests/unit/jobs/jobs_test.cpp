#include "jobs/jobs.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "unit/jobs/queue.hpp"

namespace saldo::jobs {
namespace {

using namespace std::chrono_literals;

class JobQueue : public testing::Test {
 protected:
  std::int64_t run(const std::string& name = "cash", const std::string& arguments = "{}") {
    return queue.jobs().run_job(name, "demand", "unix:anna", arguments).value().id;
  }
  /// Something for cash application to decide on.
  void bring_payment(const std::string& reference = "B1") {
    queue.desk.book.post_bank(reference, flows::statement(0, 5),
                              {flows::transaction(5, reference)});
  }
  void break_book() { queue.desk.book.tamper("ALTER TABLE bank_transaction RENAME TO elsewhere"); }
  void mend_book() { queue.desk.book.tamper("ALTER TABLE elsewhere RENAME TO bank_transaction"); }
  Queue queue;
};

TEST_F(JobQueue, AWorkerCarriesOutWhatIsQueued) {
  bring_payment();
  queue.jobs().start(2);
  const auto ended = queue.jobs().wait(run(), 10min);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->state, "done") << ended->error;
  EXPECT_TRUE(ended->changed);
  EXPECT_EQ(boost::json::parse(ended->result_json).at("transactions"), 1);
  EXPECT_EQ(queue.desk.book.count("decision WHERE run_id = " + std::to_string(ended->id)), 1);
}

TEST_F(JobQueue, WhatWasQueuedBeforeTheStartIsCarriedOutToo) {
  const std::int64_t id = run();
  queue.jobs().start(1);
  EXPECT_EQ(queue.ended(id).state, "done");
}

TEST_F(JobQueue, UnknownNamesAreNotFound) {
  EXPECT_EQ(queue.jobs().run_job("cahs", "demand", "x", "{}").error().kind, FailureKind::not_found);
  EXPECT_EQ(queue.jobs().sync("bank", "demand", "x").error().kind, FailureKind::not_found);
  EXPECT_EQ(queue.desk.book.count("job_run"), 0);
}

TEST_F(JobQueue, AConnectorWithoutASourceCannotBeSynced) {
  queue.desk.config->connectors.resize(1);
  queue.desk.config->connectors[0].name = "mail";
  const auto result = queue.jobs().sync("mail", "demand", "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, FailureKind::invalid);
  EXPECT_NE(result.error().message.find("saldo submit"), std::string::npos);
}

TEST_F(JobQueue, AnIdempotencyKeyIsOneRun) {
  const auto first = queue.jobs().run_job("cash", "demand", "x", "{}", "key").value();
  EXPECT_EQ(queue.jobs().run_job("cash", "demand", "x", "{}", "key").value().id, first.id);
}

TEST_F(JobQueue, AnIdempotencyKeyOfAnotherRunIsRefused) {
  queue.desk.config->jobs.push_back(job("dunning", "dunning"));
  const auto first = queue.jobs().run_job("cash", "demand", "x", "{}", "monday").value();
  const auto other_job = queue.jobs().run_job("dunning", "demand", "x", "{}", "monday");
  const auto other_arguments =
      queue.jobs().run_job("cash", "demand", "x", R"({"dry_run":true})", "monday");
  for (const auto* refused : {&other_job, &other_arguments}) {
    ASSERT_FALSE(*refused);
    EXPECT_EQ(refused->error().kind, FailureKind::conflict);
    EXPECT_NE(refused->error().message.find("run " + std::to_string(first.id)), std::string::npos);
  }
  EXPECT_EQ(queue.desk.book.count("job_run"), 1);
}

TEST_F(JobQueue, WaitingGivesUpAfterItsTime) {
  const std::int64_t id = run();
  EXPECT_EQ(queue.jobs().wait(id, 1ms)->state, "queued");
  EXPECT_FALSE(queue.jobs().wait(99, 1ms));
}

TEST_F(JobQueue, AQueuedRunCanBeCancelled) {
  const std::int64_t id = run();
  EXPECT_TRUE(queue.jobs().cancel(id, "unix:anna"));
  EXPECT_EQ(queue.find(id).state, "cancelled");
  EXPECT_EQ(queue.find(id).error, "cancelled by unix:anna");
  queue.jobs().start(1);
  const std::int64_t next = run();
  queue.ended(next);
  EXPECT_EQ(queue.find(id).attempt, 0) << "it was never begun";
  EXPECT_FALSE(queue.jobs().cancel(id, "unix:anna"));
  EXPECT_FALSE(queue.jobs().cancel(99, "unix:anna"));
}

TEST_F(JobQueue, ARunningRunStopsAtItsNextSafePointWhenItIsCancelled) {
  bring_payment();
  queue.hold();
  queue.jobs().start(1);
  const std::int64_t id = run();
  queue.wait_until_held();
  EXPECT_EQ(queue.find(id).state, "running");
  EXPECT_TRUE(queue.jobs().cancel(id, "unix:anna"));
  queue.release();
  const store::Run ended = queue.ended(id);
  EXPECT_EQ(ended.state, "cancelled");
  EXPECT_EQ(ended.error, "cancelled by unix:anna");
  EXPECT_EQ(queue.desk.book.count("decision"), 0);
}

/// Claimed, and its worker hasn't begun it: it isn't free for another run meanwhile, and is stopped
/// as soon as it begins.
TEST_F(JobQueue, ARunThatIsClaimedButNotBegunIsCancelledByItsWorker) {
  const std::int64_t id = run();
  queue.desk.book.write(
      [&](soci::session& sql) { store::claim_run(sql, "the worker", queue.desk.clock.now()); });
  EXPECT_TRUE(queue.jobs().cancel(id, "unix:anna"));
  EXPECT_EQ(queue.find(id).state, "running");
  bring_payment();
  queue.hold();
  queue.jobs().start(1);  // takes over what another process had claimed
  queue.wait_until_held();
  queue.release();
  EXPECT_EQ(queue.ended(id).state, "cancelled");
  EXPECT_EQ(queue.find(id).error, "cancelled by unix:anna");
  EXPECT_EQ(queue.desk.book.count("decision"), 0);
}

TEST_F(JobQueue, ARunThatWaitsForItsNextAttemptIsCancelledForGood) {
  queue.desk.config->jobs[0].retries = 9;
  break_book();
  queue.jobs().start(1);
  const std::int64_t id = run();
  queue.wait_until(id, [](const store::Run& r) { return r.attempt >= 1 && r.state != "running"; });
  EXPECT_TRUE(queue.jobs().cancel(id, "unix:anna"));
  mend_book();
  queue.pass(24h);
  queue.ended(run("cash", R"({"dry_run":true})"));
  EXPECT_EQ(queue.find(id).state, "cancelled");
}

TEST_F(JobQueue, WhatIsDoneBeforeTheCancellationArrivesIsDone) {
  queue.hold();
  queue.jobs().start(1);
  const std::int64_t id = run();
  queue.wait_until_held();
  queue.jobs().cancel(id, "unix:anna");
  queue.release();
  EXPECT_EQ(queue.ended(id).state, "done") << "there was nothing to stop in";
}

TEST_F(JobQueue, AStopGivesBackWhatWasRunning) {
  bring_payment();
  queue.hold();
  queue.jobs().start(1);
  const std::int64_t id = run();
  queue.wait_until_held();
  std::thread stopper([&] { queue.jobs().stop(); });
  EXPECT_EQ(queue.jobs().wait(id, 10min)->state, "running") << "a stop wakes those who wait";
  queue.release();
  stopper.join();
  const store::Run given_back = queue.find(id);
  EXPECT_EQ(given_back.state, "queued");
  EXPECT_EQ(given_back.attempt, 0) << "an interruption is no attempt";
  EXPECT_EQ(queue.desk.book.count("decision"), 0);
  queue.restart().start(1);
  EXPECT_EQ(queue.ended(id).state, "done");
  EXPECT_EQ(queue.desk.book.count("decision"), 1);
}

TEST_F(JobQueue, WhatADeadProcessLeftRunningIsCarriedOut) {
  const std::int64_t id = run();
  queue.desk.book.write([&](soci::session& sql) {
    store::claim_run(sql, "a process that died", queue.desk.clock.now());
  });
  ASSERT_EQ(queue.find(id).state, "running");
  queue.restart().start(1);
  EXPECT_EQ(queue.ended(id).state, "done");
  EXPECT_EQ(queue.find(id).attempt, 1);
}

TEST_F(JobQueue, DocumentsThatWaitAreTakenUpAtTheStart) {
  queue.desk.config->connectors.resize(1);
  queue.desk.config->connectors[0].name = "bank";
  queue.desk.deliver("a.xml", "no decoder reads this");
  queue.jobs().start(1);
  const store::Run ingest = queue.ended(1);
  EXPECT_EQ(ingest.job, "bank");
  EXPECT_EQ(ingest.kind, "ingest");
  EXPECT_EQ(ingest.cause, "recovery");
  EXPECT_EQ(queue.desk.book.count("document WHERE status = 'quarantined'"), 1);
}

TEST_F(JobQueue, AFailureIsTriedAgainLaterAndThenGivenUp) {
  queue.desk.config->jobs[0].retries = 2;
  break_book();
  queue.jobs().start(1);
  const std::int64_t id = run();
  const store::Run first = queue.wait_until(
      id, [](const store::Run& r) { return r.attempt >= 1 && r.state != "running"; });
  EXPECT_NE(first.error.find("bank_transaction"), std::string::npos) << first.error;
  const std::int64_t delay = queue.desk.book.number(
      "SELECT not_before_at - queued_at FROM job_run WHERE id = " + std::to_string(id));
  EXPECT_GE(delay, 0);
  EXPECT_LE(delay, 3 * 2'000'000) << "the back-off begins small";
  const store::Run last = queue.wait_until(id, [&](const store::Run& r) {
    if (!r.ended()) queue.pass(10s);
    return r.ended();
  });
  EXPECT_EQ(last.state, "failed");
  EXPECT_EQ(last.attempt, 3);
  EXPECT_NE(last.error.find("bank_transaction"), std::string::npos) << last.error;
}

TEST_F(JobQueue, ARetryThatWorksIsDone) {
  queue.desk.config->jobs[0].retries = 10'000;
  break_book();
  queue.jobs().start(1);
  const std::int64_t id = run();
  queue.wait_until(id, [](const store::Run& r) { return r.attempt >= 1 && r.state != "running"; });
  mend_book();
  const store::Run last = queue.wait_until(id, [&](const store::Run& r) {
    if (!r.ended()) queue.pass(10s);
    return r.ended();
  });
  EXPECT_EQ(last.state, "done") << last.error;
  EXPECT_GE(last.attempt, 2);
}

TEST_F(JobQueue, AJobThatComesAfterAnotherRunsWhenTheBookChanged) {
  config::Job second = job("second");
  second.after = {"cash"};
  queue.desk.config->jobs.push_back(second);
  bring_payment();
  queue.jobs().start(1);
  run();
  const store::Run follower = queue.ended(2);
  EXPECT_EQ(follower.job, "second");
  EXPECT_EQ(follower.cause, "after");
  EXPECT_EQ(follower.state, "done");
}

TEST_F(JobQueue, AJobThatComesAfterAnotherRestsWhenNothingChanged) {
  config::Job second = job("second");
  second.after = {"cash"};
  queue.desk.config->jobs.push_back(second);
  queue.jobs().start(1);
  queue.ended(run());
  queue.ended(run());  // by now the first one's followers would have been queued
  EXPECT_EQ(queue.desk.book.count("job_run WHERE job = 'second'"), 0);
}

TEST_F(JobQueue, AJobThatLeftTheConfigurationFails) {
  const std::int64_t id = run();
  queue.desk.config->jobs.clear();
  queue.jobs().start(1);
  EXPECT_EQ(queue.ended(id).state, "failed");
}

TEST_F(JobQueue, AWorkerOutlivesABookThatFails) {
  queue.jobs().start(1);
  queue.desk.book.tamper("ALTER TABLE job_run RENAME TO elsewhere");
  queue.jobs().serve_schedules();  // wakes the worker, which finds no queue
  while (!queue.desk.logged("can't take work")) std::this_thread::sleep_for(2ms);
  queue.desk.book.tamper("ALTER TABLE elsewhere RENAME TO job_run");
  EXPECT_EQ(queue.ended(run()).state, "done");
}

TEST_F(JobQueue, AnEndThatTheBookCouldNotTakeIsRecordedWhenItCan) {
  queue.hold();
  queue.jobs().start(1);
  const std::int64_t id = run();
  queue.wait_until_held();
  queue.desk.book.tamper("ALTER TABLE job_run RENAME TO elsewhere");
  queue.release();
  while (!queue.desk.logged("can't record how")) std::this_thread::sleep_for(2ms);
  queue.desk.book.tamper("ALTER TABLE elsewhere RENAME TO job_run");
  queue.ended(id);
  EXPECT_EQ(queue.ended(run()).job, "cash") << "the job can run again";
}

TEST_F(JobQueue, StoppingTwiceOrWithoutAStartIsNothing) {
  queue.jobs().stop();
  queue.jobs().stop();
  queue.restart().start(3);
  queue.jobs().stop();
  queue.jobs().stop();
}

}  // namespace
}  // namespace saldo::jobs
