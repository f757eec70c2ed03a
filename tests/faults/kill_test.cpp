#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <thread>

#include "support/period.hpp"
#include "support/saldod.hpp"

/// kill -9 of the daemon, and of its children, at random moments: nothing is lost, nothing doubled,
/// and the book is that of a run that nobody disturbed.
namespace saldo::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr PeriodSize kSize{.debtors = 25, .bills = 160, .days = 10, .transfers_a_day = 12};
/// A backlog for one run.
constexpr PeriodSize kBacklog{.debtors = 60, .bills = 900, .days = 6, .transfers_a_day = 120};

/// SALDO_SEED repeats what a failed test printed.
std::uint32_t seed() {
  const char* given = std::getenv("SALDO_SEED");
  return given != nullptr ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10))
                          : std::random_device{}();
}

void fill(const Saldod& saldod, const Period& period) {
  for (const auto& [name, bytes] : period.erp_files()) drop(saldod.folder() / "erp", name, bytes);
  for (const auto& [name, bytes] : period.bank_files()) drop(saldod.folder() / "bank", name, bytes);
}

bool empty_trays(const Saldod& saldod) {
  for (const char* tray : {"bank", "erp"})
    for (const auto& entry : std::filesystem::directory_iterator(saldod.folder() / tray))
      if (entry.is_regular_file()) return false;
  return true;
}

/// Waits for a run's end; its state, "retry" when it failed and will be tried again later, or
/// nothing when the daemon went away.
std::optional<std::string> ended(const Saldod& saldod, const std::optional<Reply>& queued) {
  if (!queued || queued->status != 200) return std::nullopt;
  const std::string target = "/v1/runs/" + std::to_string(number(queued->json(), "run"));
  for (;;) {
    const auto run = saldod.ask("GET", target + "?wait_ms=1000");
    if (!run || run->status != 200) return std::nullopt;
    const std::string state = text(run->json(), "state");
    if (state == "queued" && !text(run->json(), "error").empty()) return "retry";
    if (state != "queued" && state != "running") return state;
  }
}

/// What an operator's script does, each step as often as it takes. False when the daemon went away.
bool import_all(const Saldod& saldod) {
  while (!saldod.answers())
    if (!saldod.process().alive()) return false;
  while (!empty_trays(saldod)) {
    const auto erp = ended(saldod, saldod.ask("POST", "/v1/connectors/erp/sync"));
    const auto bank = ended(saldod, saldod.ask("POST", "/v1/connectors/bank/sync"));
    if (!erp || !bank) return false;
  }
  return true;
}

/// Matches, once however often it is asked for.
bool match_all(const Saldod& saldod) {
  const auto state = ended(saldod, saldod.ask("POST", "/v1/jobs/cash-application/run",
                                              R"({"idempotency_key":"the-one"})"));
  return state && *state == "done";
}

/// How many decisions stand in the book, read past the daemon.
std::int64_t decisions_in(const Saldod& saldod) {
  sqlite3* book = nullptr;
  sqlite3_stmt* query = nullptr;
  std::int64_t count = -1;
  if (sqlite3_open_v2(saldod.database().c_str(), &book, SQLITE_OPEN_READONLY, nullptr) ==
          SQLITE_OK &&
      sqlite3_prepare_v2(book, "SELECT COUNT(*) FROM decision", -1, &query, nullptr) == SQLITE_OK &&
      sqlite3_step(query) == SQLITE_ROW)
    count = sqlite3_column_int64(query, 0);
  sqlite3_finalize(query);
  sqlite3_close(book);
  return count;
}

/// Posts what was set aside because its decoder was killed three times.
void replay_all(const Saldod& saldod) {
  for (auto held = saldod.get("/v1/quarantine").lines(); !held.empty();
       held = saldod.get("/v1/quarantine").lines()) {
    for (const auto& row : held)
      ended(saldod, saldod.ask("POST", "/v1/documents/" + std::to_string(number(row, "document")) +
                                           "/replay"));
  }
}

class Killed : public testing::Test {
 protected:
  explicit Killed(const PeriodSize& size = kSize)
      : seed_(seed()), chance_(seed_), period_(make_period(seed_, size)) {
    std::cout << "SALDO_SEED=" << seed_ << "\n";
    Saldod saldod;
    prepare(saldod);
    const auto begin = Clock::now();
    saldod.launch();
    EXPECT_TRUE(import_all(saldod) && match_all(saldod));
    duration_ = std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
    undisturbed_ = saldod.exported();
    decisions_ = decisions_in(saldod);
    EXPECT_EQ(saldod.broken(), "");
    std::cout << "undisturbed: " << duration_.count() << " ms\n";
  }

  void prepare(Saldod& saldod) const {
    saldod.configure(two_connectors() + kReconcileJob);
    fill(saldod, period_);
  }
  milliseconds below(milliseconds longest) {
    return milliseconds(static_cast<std::int64_t>(chance_()) % (longest.count() + 1));
  }
  void expect_the_same_book(const Saldod& saldod) const {
    EXPECT_EQ(saldod.exported(), undisturbed_) << "SALDO_SEED=" << seed_;
    EXPECT_EQ(saldod.broken(), "") << "SALDO_SEED=" << seed_;
    EXPECT_TRUE(empty_trays(saldod));
  }

  std::uint32_t seed_;
  std::mt19937 chance_;
  Period period_;
  milliseconds duration_{};
  std::string undisturbed_;
  std::int64_t decisions_ = 0;
};

TEST_F(Killed, AtAHundredRandomMomentsTheDaemonEndsWithTheSameBook) {
  constexpr int kKills = 100;
  int kills = 0, books = 0;
  while (kills < kKills && !HasFailure()) {
    Saldod saldod;
    prepare(saldod);
    ++books;
    for (bool through = false; !through;) {
      saldod.launch();
      // Each life gets further than the one before, so that over a book the moments lie in all of
      // the work; a third of its time makes it several lives.
      const auto moment = Clock::now() + below(duration_ / 3);
      std::jthread killer([&](const std::stop_token& stop) {
        while (!stop.stop_requested() && Clock::now() < moment)
          std::this_thread::sleep_for(milliseconds(1));
        if (!stop.stop_requested() && kills < kKills) saldod.process().signal(SIGKILL);
      });
      through = import_all(saldod) && match_all(saldod);
      killer.request_stop();
      killer.join();
      if (!through || !saldod.answers()) {
        EXPECT_EQ(saldod.process().wait(kPatience), -SIGKILL);
        through = false;
        ++kills;
      }
    }
    expect_the_same_book(saldod);
  }
  std::cout << kills << " kills in " << books << " books\n";
  EXPECT_EQ(kills, kKills);
}

class KilledWhileMatching : public Killed {
 protected:
  KilledWhileMatching() : Killed(kBacklog) {}

  /// Asks for the run until so many decisions stand in the book, and kills the daemon then.
  void kill_behind(Saldod& saldod, std::int64_t decisions) const {
    const auto end = Clock::now() + kPatience;
    std::optional<Reply> queued;
    while (decisions_in(saldod) < decisions && Clock::now() < end) {
      if (!queued || queued->status != 200)
        queued =
            saldod.ask("POST", "/v1/jobs/cash-application/run", R"({"idempotency_key":"the-one"})");
      std::this_thread::sleep_for(milliseconds(1));
    }
    EXPECT_GE(decisions_in(saldod), decisions) << "SALDO_SEED=" << seed_;
    saldod.kill();
  }
};

/// The moments are counted in decisions, so that they lie in all of the run's passes.
TEST_F(KilledWhileMatching, TheRunGoesOnBehindItsLastDecisionAndTheBookIsTheSame) {
  constexpr int kBooks = 2, kKills = 12;
  ASSERT_GT(decisions_, 500);
  for (int book = 0; book < kBooks && !HasFailure(); ++book) {
    Saldod saldod;
    prepare(saldod);
    saldod.start();
    ASSERT_TRUE(import_all(saldod));
    std::set<std::int64_t> moments;
    while (moments.size() < kKills)
      moments.insert(1 + static_cast<std::int64_t>(chance_()) % (decisions_ - 1));
    for (const std::int64_t moment : moments) {
      kill_behind(saldod, moment);
      saldod.start();
    }
    ASSERT_TRUE(match_all(saldod)) << "SALDO_SEED=" << seed_;
    expect_the_same_book(saldod);
    EXPECT_EQ(decisions_in(saldod), decisions_) << "none was made twice; SALDO_SEED=" << seed_;
  }
}

/// Nobody asks for anything here: what was begun, and what comes after it, is taken up again.
TEST_F(Killed, AtRandomMomentsTheDaemonDoesByItselfWhatItOwes) {
  constexpr int kKills = 20;
  Saldod saldod;
  saldod.configure(two_connectors("{ watch: true }") +
                   "jobs:\n  - { name: cash-application, kind: reconcile, after: [bank, erp] }\n");
  fill(saldod, period_);
  for (int kill = 0; kill < kKills; ++kill) {
    saldod.launch();
    EXPECT_EQ(saldod.process().wait(below(duration_ / 2)), std::nullopt);
    saldod.kill();
  }
  saldod.start();
  const auto end = Clock::now() + kPatience;
  const auto all_decided = [&] {
    const auto rows = saldod.rows("transactions");
    return !rows.empty() && std::none_of(rows.begin(), rows.end(), [](const auto& row) {
      return text(row, "state") == "new";
    });
  };
  while (!(empty_trays(saldod) && all_decided()) && Clock::now() < end)
    std::this_thread::sleep_for(milliseconds(50));
  saldod.settle();
  EXPECT_TRUE(empty_trays(saldod) && all_decided());
  EXPECT_EQ(saldod.rows("statements").size(), period_.sheets.size());
  EXPECT_EQ(saldod.rows("items").size(), period_.bills.size());
  EXPECT_EQ(saldod.broken(), "") << "SALDO_SEED=" << seed_;
}

TEST_F(Killed, AtRandomMomentsTheChildrenCostRepetitionsAndNothingElse) {
  constexpr int kKills = 40;
  std::atomic<int> kills = 0;
  while (kills < kKills && !HasFailure()) {
    Saldod saldod;
    prepare(saldod);
    saldod.start();
    std::jthread killer([&](const std::stop_token& stop) {
      while (!stop.stop_requested() && kills < kKills) {
        std::this_thread::sleep_for(below(duration_ / 8));
        const auto children = saldod.process().children();
        if (children.empty()) continue;
        ::kill(children[chance_() % children.size()], SIGKILL);
        ++kills;
      }
    });
    ASSERT_TRUE(import_all(saldod));
    killer.request_stop();
    killer.join();
    replay_all(saldod);
    ASSERT_TRUE(match_all(saldod));
    expect_the_same_book(saldod);
  }
}

}  // namespace
}  // namespace saldo::test
