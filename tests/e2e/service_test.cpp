#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <thread>

#include "e2e/story.hpp"
#include "support/period.hpp"
#include "support/saldod.hpp"

/// saldod as a service: start, reload, stop.
namespace saldo::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

bool logged(const Saldod& saldod, const std::string& words) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (saldod.log().find(words) == std::string::npos) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

TEST(Service, UsesAGoodConfigurationAfterSighup) {
  Saldod saldod;
  saldod.configure(kReconcileJob);
  saldod.start();
  ASSERT_TRUE(logged(saldod, "ready"));
  EXPECT_EQ(saldod.ask("POST", "/v1/connectors/bank/sync")->status, 404);
  saldod.configure(two_connectors() + kReconcileJob);
  saldod.process().signal(SIGHUP);
  ASSERT_TRUE(logged(saldod, "is in use"));
  drop(saldod.folder() / "bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  EXPECT_EQ(text(saldod.sync("bank"), "state"), "done");
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
}

TEST(Service, GoesOnWithTheOldConfigurationWhenTheNewOneIsBad) {
  Saldod saldod;
  saldod.configure(two_connectors());
  saldod.start();
  ASSERT_TRUE(logged(saldod, "ready"));
  saldod.configure(two_connectors() + "jbos: []\n");
  saldod.process().signal(SIGHUP);
  ASSERT_TRUE(logged(saldod, "goes on with version"));
  EXPECT_THAT(saldod.log(), HasSubstr("jbos"));
  drop(saldod.folder() / "bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  EXPECT_EQ(text(saldod.sync("bank"), "state"), "done");
}

TEST(Service, DoesNotMoveItsStoreWhileItRuns) {
  Saldod saldod;
  saldod.configure(kReconcileJob);
  saldod.start();
  ASSERT_TRUE(logged(saldod, "ready"));
  const std::string config = read_file(saldod.folder() / "saldo.yaml");
  std::string moved = config;
  moved.replace(moved.find("saldo.db"), 8, "other.db");
  std::ofstream(saldod.folder() / "saldo.yaml") << moved;
  saldod.process().signal(SIGHUP);
  ASSERT_TRUE(logged(saldod, "restart it"));
  EXPECT_FALSE(std::filesystem::exists(saldod.folder() / "other.db"));
  EXPECT_TRUE(saldod.answers());
}

TEST(Service, GivesBackARunWhenItIsStoppedAndFinishesItNextTime) {
  Saldod saldod;
  saldod.configure(two_connectors());
  saldod.start();
  const Period period =
      make_period(11, {.debtors = 5, .bills = 20, .days = 40, .transfers_a_day = 2});
  for (const auto& [name, bytes] : period.bank_files()) drop(saldod.folder() / "bank", name, bytes);
  const std::int64_t run = number(saldod.post("/v1/connectors/bank/sync").json(), "run");
  while (saldod.rows("statements").empty())
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(saldod.stop(), 0);
  saldod.start();
  const auto ended = saldod.wait_for_run(run);
  EXPECT_EQ(text(ended, "state"), "done") << boost::json::serialize(ended);
  saldod.settle();
  EXPECT_THAT(saldod.rows("statements"), SizeIs(40));
  EXPECT_EQ(saldod.broken(), "");
  EXPECT_TRUE(std::filesystem::exists(saldod.folder() / "bank/done" / "statement-040.sta"));
}

TEST(Service, RefusesASocketOnWhichAnotherAnswers) {
  Saldod saldod;
  saldod.configure(kReconcileJob);
  saldod.start();
  Process second({SALDO_BUILD_DIR "/bin/saldod", "--config", saldod.folder() / "saldo.yaml"},
                 saldod.folder() / "second.log");
  EXPECT_EQ(second.wait(kPatience), 1);
  EXPECT_THAT(read_file(saldod.folder() / "second.log"), HasSubstr("another saldod"));
  EXPECT_TRUE(saldod.answers());
}

TEST(Service, TakesOverTheSocketOfOneThatWasKilled) {
  Saldod saldod;
  saldod.configure(kReconcileJob);
  saldod.start();
  saldod.kill();
  EXPECT_TRUE(std::filesystem::exists(saldod.folder() / "saldo.sock"));
  saldod.start();
  EXPECT_TRUE(saldod.answers());
  EXPECT_EQ(saldod.stop(), 0);
  EXPECT_FALSE(std::filesystem::exists(saldod.folder() / "saldo.sock"));
}

TEST(Service, EndsWithEveryFaultOfABadConfiguration) {
  Saldod saldod;
  saldod.configure(
      "conectors: []\n"
      "jobs:\n"
      "  - { name: a, kind: reconcle }\n"
      "  - { name: b, kind: dunning, procedure: strict }\n"
      "  - { name: c, kind: reconcile, cron: \"0 25 * * *\" }\n");
  EXPECT_EQ(saldod.run_to_end(), 2);
  const std::string faults = saldod.log();
  for (const char* fault : {"connectors", "reconcile", "strict", "25"})
    EXPECT_THAT(faults, HasSubstr(fault));
  EXPECT_GE(std::count(faults.begin(), faults.end(), '\n'), 4) << faults;
  EXPECT_THAT(faults, HasSubstr("saldo.yaml:5:"));
}

TEST(Service, EndsWithoutAConfiguration) {
  Saldod saldod;
  EXPECT_EQ(saldod.run_to_end(), 2);
  EXPECT_THAT(saldod.log(), HasSubstr("saldo.yaml"));
}

}  // namespace
}  // namespace saldo::test
