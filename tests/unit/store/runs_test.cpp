#include "store/runs.hpp"

#include <gtest/gtest.h>

#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

NewRun new_run(const std::string& job, const std::string& arguments = "{}",
               const std::string& key = {}) {
  return {.job = job,
          .kind = job == "cash" ? "reconcile" : "dunning",
          .cause = "demand",
          .actor = "unix:anna",
          .arguments_json = arguments,
          .idempotency_key = key};
}

class Runs : public testing::Test {
 protected:
  std::int64_t queue(const NewRun& run, std::int64_t second = 0) {
    return book.write([&](soci::session& sql) { return enqueue(sql, run, at_second(second)).id; });
  }
  /// The id of the claimed run; 0: none.
  std::int64_t claim(std::int64_t second = 0, const std::string& owner = "me") {
    return book.write([&](soci::session& sql) {
      const auto run = claim_run(sql, owner, at_second(second));
      return run ? run->id : 0;
    });
  }
  store::Run find(std::int64_t id) {
    return book.read([&](soci::session& sql) { return find_run(sql, id).value(); });
  }
  void finish(std::int64_t id, std::int64_t second, bool changed = false) {
    book.write([&](soci::session& sql) {
      if (changed) mark_changed(sql, id);
      finish_run(sql, id, R"({"n":1})", at_second(second));
    });
  }
  bool news(const std::string& job, const std::vector<std::string>& upstream) {
    return book.read([&](soci::session& sql) { return has_news_for(sql, job, upstream); });
  }
  TestBook book;
};

TEST_F(Runs, ARunGoesFromQueuedToRunningToDone) {
  const std::int64_t id = queue(new_run("cash", R"({"dry_run":true})"));
  EXPECT_EQ(find(id).state, "queued");
  EXPECT_EQ(find(id).attempt, 0);
  EXPECT_EQ(claim(1), id);
  EXPECT_EQ(find(id).state, "running");
  EXPECT_EQ(find(id).attempt, 1);
  finish(id, 2, true);
  const store::Run run = find(id);
  EXPECT_EQ(run.state, "done");
  EXPECT_TRUE(run.ended());
  EXPECT_TRUE(run.changed);
  EXPECT_EQ(run.job, "cash");
  EXPECT_EQ(run.kind, "reconcile");
  EXPECT_EQ(run.cause, "demand");
  EXPECT_EQ(run.actor, "unix:anna");
  EXPECT_EQ(run.arguments_json, R"({"dry_run":true})");
  EXPECT_EQ(run.result_json, R"({"n":1})");
  EXPECT_EQ(run.error, "");
}

TEST_F(Runs, OneRunOfAJobAtATime) {
  const std::int64_t first = queue(new_run("cash")), second = queue(new_run("cash", R"({"a":1})")),
                     other = queue(new_run("dunning"));
  EXPECT_EQ(claim(), first);
  EXPECT_EQ(claim(), other);
  EXPECT_EQ(claim(), 0);
  finish(first, 1);
  EXPECT_EQ(claim(1), second);
}

TEST_F(Runs, OneOfCashApplicationAndOneThatDeliversAtATimeWhateverTheirJobs) {
  for (const char* kind : {"reconcile", "deliver"}) {
    NewRun one = new_run("of one company"), other = new_run("of another company");
    one.kind = other.kind = kind;
    const std::int64_t first = queue(one), second = queue(other);
    EXPECT_EQ(claim(), first) << kind;
    EXPECT_EQ(claim(), 0) << kind;
    EXPECT_FALSE(book.read([](soci::session& sql) { return next_due(sql).has_value(); })) << kind;
    finish(first, 1);
    EXPECT_EQ(claim(1), second) << kind;
    finish(second, 1);
  }
}

TEST_F(Runs, AreClaimedInTheOrderInWhichTheyAreDue) {
  NewRun later = new_run("a");
  later.not_before = at_second(100);
  const std::int64_t a = queue(later), b = queue(new_run("b"), 50), c = queue(new_run("c"), 10);
  EXPECT_EQ(claim(60), c);
  EXPECT_EQ(claim(60), b);
  EXPECT_EQ(claim(99), 0);
  EXPECT_EQ(claim(100), a);
}

TEST_F(Runs, AnIdempotencyKeyMakesOneRunHoweverOftenItIsAsked) {
  const std::int64_t id = queue(new_run("cash", "{}", "key-1"));
  EXPECT_EQ(queue(new_run("cash", "{}", "key-1")), id);
  EXPECT_EQ(claim(), id);
  EXPECT_EQ(queue(new_run("cash", "{}", "key-1")), id);
  finish(id, 1);
  EXPECT_EQ(queue(new_run("cash", "{}", "key-1")), id) << "also when it has ended";
  EXPECT_NE(queue(new_run("cash", "{}", "key-2")), id);
  EXPECT_EQ(book.count("job_run"), 2);
}

TEST_F(Runs, EqualRunsThatHaveNotStartedAreOne) {
  const std::int64_t id = queue(new_run("cash"));
  EXPECT_EQ(queue(new_run("cash")), id);
  EXPECT_NE(queue(new_run("cash", R"({"dry_run":true})")), id);
  EXPECT_NE(queue(new_run("dunning")), id);
  EXPECT_EQ(claim(), id);
  const std::int64_t next = queue(new_run("cash"));
  EXPECT_NE(next, id) << "what runs may have begun too early to see what is new";
  EXPECT_EQ(queue(new_run("cash")), next);
}

TEST_F(Runs, ARunThatWaitsForItsRetryIsNotTakenForANewOne) {
  const std::int64_t id = queue(new_run("cash"));
  claim();
  book.write([&](soci::session& sql) { requeue_run(sql, id, "bank away", at_second(300), true); });
  EXPECT_NE(queue(new_run("cash")), id);
}

TEST_F(Runs, ARetryCountsAndWaitsForItsTime) {
  const std::int64_t id = queue(new_run("cash"));
  claim();
  book.write([&](soci::session& sql) { requeue_run(sql, id, "bank away", at_second(300), true); });
  EXPECT_EQ(find(id).state, "queued");
  EXPECT_EQ(find(id).error, "bank away");
  EXPECT_EQ(find(id).attempt, 1);
  EXPECT_EQ(claim(299), 0);
  EXPECT_EQ(claim(300), id);
  EXPECT_EQ(find(id).attempt, 2);
  EXPECT_EQ(find(id).error, "") << "the new attempt has none yet";
}

TEST_F(Runs, AnInterruptionDoesNotCount) {
  const std::int64_t id = queue(new_run("cash"));
  claim();
  book.write([&](soci::session& sql) { requeue_run(sql, id, "stopped", at_second(1), false); });
  EXPECT_EQ(find(id).attempt, 0);
  EXPECT_EQ(claim(1), id);
  EXPECT_EQ(find(id).attempt, 1);
}

TEST_F(Runs, WhatADeadProcessLeftRunningIsQueuedAgain) {
  const std::int64_t dead = queue(new_run("a")), mine = queue(new_run("b")),
                     done = queue(new_run("c"));
  EXPECT_EQ(claim(0, "dead"), dead);
  EXPECT_EQ(claim(0, "me"), mine);
  EXPECT_EQ(claim(0, "dead"), done);
  finish(done, 1);
  const auto recovered =
      book.write([](soci::session& sql) { return recover_runs(sql, "me", at_second(10)); });
  EXPECT_EQ(recovered, 1);
  EXPECT_EQ(find(dead).state, "queued");
  EXPECT_EQ(find(dead).attempt, 0);
  EXPECT_EQ(find(mine).state, "running");
  EXPECT_EQ(find(done).state, "done");
  EXPECT_EQ(claim(10), dead);
}

TEST_F(Runs, TheNextDueTimeIsThatOfTheEarliestThatCouldRun) {
  const auto due = [&] { return book.read([](soci::session& sql) { return next_due(sql); }); };
  EXPECT_FALSE(due());
  NewRun later = new_run("a");
  later.not_before = at_second(100);
  queue(later);
  EXPECT_EQ(due(), at_second(100));
  const std::int64_t b = queue(new_run("b"), 50);
  EXPECT_EQ(due(), at_second(50));
  claim(50);
  queue(new_run("b"), 60);
  EXPECT_EQ(due(), at_second(100)) << "b runs already";
  finish(b, 70);
  EXPECT_EQ(due(), at_second(60));
}

TEST_F(Runs, ATimeInThePastIsNow) {
  NewRun early = new_run("a");
  early.not_before = at_second(-1'000);
  queue(early, 5);
  EXPECT_EQ(book.read([](soci::session& sql) { return next_due(sql); }), at_second(5));
}

TEST_F(Runs, ArePendingWhileQueuedOrRunning) {
  const auto pending = [&] {
    return book.read([](soci::session& sql) { return is_pending(sql, "cash"); });
  };
  EXPECT_FALSE(pending());
  const std::int64_t id = queue(new_run("cash"));
  EXPECT_TRUE(pending());
  claim();
  EXPECT_TRUE(pending());
  finish(id, 1);
  EXPECT_FALSE(pending());
}

TEST_F(Runs, FailedAndCancelledRunsSayWhy) {
  const std::int64_t a = queue(new_run("a")), b = queue(new_run("b"));
  claim();
  book.write([&](soci::session& sql) {
    fail_run(sql, a, "no such bank", R"({"left":1})", at_second(3));
    cancel_run(sql, b, "cancelled by unix:anna", at_second(3));
  });
  EXPECT_EQ(find(a).state, "failed");
  EXPECT_EQ(find(a).error, "no such bank");
  EXPECT_EQ(find(a).result_json, R"({"left":1})");
  EXPECT_EQ(find(b).state, "cancelled");
  EXPECT_EQ(find(b).error, "cancelled by unix:anna");
}

TEST_F(Runs, ChangesOfAnAttemptAreNotForgottenWhenTheRunFailsLater) {
  const std::int64_t id = queue(new_run("bank"));
  claim(1);
  book.write([&](soci::session& sql) {
    mark_changed(sql, id);
    requeue_run(sql, id, "bank away", at_second(2), true);
  });
  claim(2);
  book.write([&](soci::session& sql) { fail_run(sql, id, "bank away", "", at_second(3)); });
  EXPECT_TRUE(find(id).changed);
  EXPECT_TRUE(news("cash", {"bank"}));
}

TEST_F(Runs, NewsAreChangesSinceTheJobLastBegan) {
  EXPECT_FALSE(news("cash", {"bank", "erp"}));
  const std::int64_t bank = queue(new_run("bank"));
  claim(1);
  finish(bank, 2);
  EXPECT_FALSE(news("cash", {"bank", "erp"})) << "it changed nothing";
  const std::int64_t erp = queue(new_run("erp"), 3);
  claim(3);
  finish(erp, 4, true);
  EXPECT_TRUE(news("cash", {"bank", "erp"}));
  EXPECT_FALSE(news("cash", {"bank"}));
  const std::int64_t cash = queue(new_run("cash"), 5);
  claim(5);
  EXPECT_FALSE(news("cash", {"bank", "erp"})) << "it has begun, so it sees them";
  finish(cash, 6);
  EXPECT_FALSE(news("cash", {"bank", "erp"}));
}

TEST_F(Runs, ASchedulesMarkIsRemembered) {
  book.write([](soci::session& sql) {
    EXPECT_FALSE(served_until(sql, "cash"));
    set_served_until(sql, "cash", at_second(1));
    set_served_until(sql, "cash", at_second(2));
    set_served_until(sql, "dunning", at_second(3));
    EXPECT_EQ(served_until(sql, "cash"), at_second(2));
  });
}

TEST_F(Runs, ThereIsNoRunOfAnUnknownId) {
  EXPECT_FALSE(book.read([](soci::session& sql) { return find_run(sql, 7); }));
}

}  // namespace
}  // namespace saldo::store
