#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <thread>

#include "e2e/story.hpp"
#include "support/period.hpp"
#include "support/saldod.hpp"

/// What starts a run: a change, the clock, another job, a person.
namespace saldo::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::vector<boost::json::object> runs_of(const Saldod& saldod, const std::string& job) {
  std::vector<boost::json::object> found;
  for (auto& run : saldod.get("/v1/runs?limit=1000").lines())
    if (text(run, "job") == job) found.push_back(std::move(run));
  return found;
}

/// Waits for something that is bound to come.
template <class F>
bool comes(F happened) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!happened()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

/// Changes the book of a daemon that isn't running.
void change(const Saldod& saldod, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(saldod.database().c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_close(database);
}

TEST(OnChange, AFileThatIsDroppedIsTaken) {
  Saldod saldod;
  saldod.configure(two_connectors("{ watch: true }"));
  saldod.start();
  drop(saldod.folder() / "bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  EXPECT_TRUE(comes([&] { return !saldod.rows("transactions").empty(); }));
  EXPECT_TRUE(comes([&] { return std::filesystem::exists(saldod.folder() / "bank/done/s.xml"); }));
  const auto runs = runs_of(saldod, "bank");
  ASSERT_THAT(runs, testing::Not(IsEmpty()));
  EXPECT_EQ(text(runs.back(), "cause"), "change");
}

TEST(OnChange, AFileIsTakenOnlyOnceItHasSettled) {
  Saldod saldod;
  saldod.configure(
      "connectors:\n  - name: bank\n"
      "    source: { plugin: files, directory: bank, settled_for: 3s }\n"
      "    decoders: [camt]\n    schedule: { watch: true }\n");
  saldod.start();
  const std::string whole = camt053({sheet_of({payment_by_reference()})});
  // Written in pieces, as an upload comes: no half of it is ever taken.
  std::ofstream file(saldod.folder() / "bank/s.xml", std::ios::binary);
  for (std::size_t at = 0; at < whole.size(); at += whole.size() / 4 + 1) {
    file << whole.substr(at, whole.size() / 4 + 1) << std::flush;
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }
  file.close();
  EXPECT_TRUE(comes([&] { return !saldod.rows("transactions").empty(); }));
  EXPECT_THAT(saldod.get("/v1/documents").lines(), SizeIs(1));
  EXPECT_THAT(saldod.get("/v1/quarantine").lines(), IsEmpty());
}

TEST(Cron, RunsOnceAfterADowntimeHoweverOftenItWasMissed) {
  Saldod saldod;
  saldod.configure(
      "jobs:\n  - { name: nightly, kind: reconcile, cron: \"0 3 * * *\", time_zone: Europe/Berlin "
      "}\n");
  saldod.start();
  EXPECT_THAT(runs_of(saldod, "nightly"), IsEmpty());
  saldod.stop();
  change(saldod, "UPDATE job_schedule SET served_until_at = served_until_at - 10 * 86400000000");
  saldod.start();
  EXPECT_TRUE(comes([&] { return !runs_of(saldod, "nightly").empty(); }));
  saldod.settle();
  const auto runs = runs_of(saldod, "nightly");
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(text(runs[0], "cause"), "cron");
  EXPECT_EQ(text(runs[0], "state"), "done");
  saldod.stop();
  saldod.start();
  saldod.settle();
  EXPECT_THAT(runs_of(saldod, "nightly"), SizeIs(1));
}

TEST(After, AJobStartsWhenItsUpstreamsHaveEndedWithNews) {
  Saldod saldod;
  saldod.configure(two_connectors() +
                   "jobs:\n  - { name: cash-application, kind: reconcile, after: [bank, erp] }\n");
  saldod.start();
  saldod.sync("bank");
  saldod.settle();
  EXPECT_THAT(runs_of(saldod, "cash-application"), IsEmpty()) << "nothing has changed";
  drop(saldod.folder() / "erp", "1-customers.xml", debmas(two_debtors()));
  drop(saldod.folder() / "erp", "2-invoices.xml", invoic(three_bills()));
  drop(saldod.folder() / "bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  saldod.sync("erp");
  saldod.settle();
  saldod.sync("bank");
  saldod.settle();
  const auto runs = runs_of(saldod, "cash-application");
  ASSERT_THAT(runs, SizeIs(2));
  for (const auto& run : runs) EXPECT_EQ(text(run, "cause"), "after");
  EXPECT_EQ(text(saldod.rows("cash-application").at(0), "status"), "applied");
  saldod.sync("bank");
  saldod.settle();
  EXPECT_THAT(runs_of(saldod, "cash-application"), SizeIs(2)) << "nothing has changed";
}

TEST(After, AJobThatWasOwedWhenSaldoDiedStartsWithTheNextOne) {
  Saldod saldod;
  saldod.configure(two_connectors() +
                   "jobs:\n  - { name: cash-application, kind: reconcile, after: [bank, erp] }\n");
  saldod.start();
  drop(saldod.folder() / "bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  saldod.sync("bank");
  saldod.settle();
  saldod.stop();
  // As if it had died between the end of the import and the start of what comes after.
  change(saldod,
         "DELETE FROM allocation; DELETE FROM decision; DELETE FROM job_run WHERE job = "
         "'cash-application'");
  saldod.start();
  saldod.settle();
  EXPECT_THAT(runs_of(saldod, "cash-application"), SizeIs(1));
  EXPECT_THAT(saldod.rows("cash-application"), SizeIs(1));
}

TEST(After, NewsIsNotLostWhenSaldoDiesBeforeTheImportHasEnded) {
  Saldod saldod;
  saldod.configure(two_connectors() +
                   "jobs:\n  - { name: cash-application, kind: reconcile, after: [bank, erp] }\n");
  saldod.start();
  drop(saldod.folder() / "bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  saldod.sync("bank");
  saldod.settle();
  saldod.stop();
  // As if it had died with everything posted and the run not ended: the repeated run posts nothing.
  change(saldod,
         "DELETE FROM decision; DELETE FROM job_run WHERE job = 'cash-application'; "
         "UPDATE job_run SET state = 'running', owner = 'dead', finished_at = NULL");
  saldod.start();
  saldod.settle();
  EXPECT_THAT(runs_of(saldod, "cash-application"), SizeIs(1));
}

TEST(OnDemand, OneKeyIsOneRunHoweverOftenItIsAskedFor) {
  Saldod saldod;
  saldod.configure(kReconcileJob);
  saldod.start();
  const std::string body = R"({"idempotency_key":"monday"})";
  const auto first = saldod.run("cash-application", body);
  EXPECT_EQ(text(first, "cause"), "demand");
  const auto second = saldod.run("cash-application", body);
  EXPECT_EQ(number(first, "id"), number(second, "id"));
  const auto other = saldod.run("cash-application", R"({"idempotency_key":"tuesday"})");
  EXPECT_NE(number(first, "id"), number(other, "id"));
  saldod.stop();
  saldod.start();
  EXPECT_EQ(number(saldod.run("cash-application", body), "id"), number(first, "id"));
}

}  // namespace
}  // namespace saldo::test
