#include <gtest/gtest.h>

#include "unit/collect/dunning_story.hpp"

namespace saldo::collect {
namespace {

constexpr const char* kDay = "2025-02-01";  // 31 days after kDue
constexpr const char* kDue = "2025-01-01";

/// What becomes of an item beside one that is dunned.
template <class Change>
std::string reason_of(Change change, model::DunningProcedure procedure = golden_procedure()) {
  DunningStory s(std::move(procedure));
  s.account.items.reserve(2);
  change(s.add("X", 500, kDue));
  s.add("other", 500, kDue);
  s.run(kDay);
  EXPECT_EQ(s.decision.items[1].reason, ItemReason::dunned);
  return std::string(to_string(s.decision.items[0].reason));
}

TEST(DunningItems, SayWhyEachIsNotDunned) {
  EXPECT_EQ(reason_of([](DunningItem&) {}), "DUNNED");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.due_date = on(kDay); }), "NOT_OVERDUE");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.due_date = on("2025-01-29"); }), "IN_GRACE");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.due_date = on("2025-01-28"); }), "BELOW_FIRST_LEVEL");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.due_date = on("2025-01-27"); }), "DUNNED");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.blocked = true; }), "ITEM_BLOCKED");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.payment_plan = true; }), "PAYMENT_PLAN");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.open = eur(0); }), "BELOW_CENT");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.posting_date = on("2025-02-02"); }), "NOT_POSTED");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.procedure = "public"; }), "OTHER_POLICY");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.procedure = "golden"; }), "DUNNED");
  EXPECT_EQ(reason_of([](DunningItem& i) { i.level_cap = 0; }), "BELOW_FIRST_LEVEL");
}

TEST(DunningItems, AreOutOnTheFirstAndLastDayOfAHoldAndInOnTheDayAfter) {
  const auto until = [](const char* last) { return model::Period{on("2025-01-20"), on(last)}; };
  EXPECT_EQ(reason_of([&](DunningItem& i) { i.promise = until(kDay); }), "PROMISE_ACTIVE");
  EXPECT_EQ(reason_of([&](DunningItem& i) { i.promise = until("2025-01-31"); }), "DUNNED");
  EXPECT_EQ(reason_of([&](DunningItem& i) { i.direct_debit = until(kDay); }),
            "DIRECT_DEBIT_IN_FLIGHT");
  EXPECT_EQ(reason_of([&](DunningItem& i) { i.direct_debit = until("2025-01-31"); }), "DUNNED");
  EXPECT_EQ(reason_of([&](DunningItem& i) { i.dispute = {on(kDay), {}}; }), "DISPUTED");
}

TEST(DunningItems, AreOutForOneIntervalAfterADisputeThatTheCustomerLost) {
  const auto released = [](const char* day) {
    return [day](DunningItem& i) { i.released = {{on(day), eur(120)}}; };
  };
  EXPECT_EQ(reason_of(released("2025-01-19")), "AFTER_DISPUTE");
  EXPECT_EQ(reason_of(released("2025-01-18")), "DUNNED") << "exactly 14 days";
  auto part = golden_procedure();
  part.dispute_mode = model::DisputeMode::undisputed_part;
  EXPECT_EQ(reason_of(released("2025-01-19"), part), "DUNNED");
  EXPECT_EQ(reason_of(
                [](DunningItem& i) {
                  i.released = {{on("2025-01-19"), eur(120)}, {on("2025-01-20"), eur(380)}};
                },
                part),
            "AFTER_DISPUTE");
}

TEST(DunningItems, GoOnAtTheirLevelAfterADispute) {
  DunningStory s;
  s.add("X", 500, kDue);
  EXPECT_EQ(s.told("2025-01-10"), "NOTICE L1: X1; 500.00 + 0.00");
  s.account.items[0].dispute = {on("2025-01-15"), on("2025-02-20")};
  EXPECT_EQ(s.told("2025-02-10"), "NOTHING_DUNNABLE; X DISPUTED");
  s.account.items[0].released = {{on("2025-02-20"), eur(500)}};
  EXPECT_EQ(s.told("2025-03-05"), "NOTHING_DUNNABLE; X AFTER_DISPUTE");
  EXPECT_EQ(s.told("2025-03-06"), "NOTICE L2: X2; 500.00 + 5.00") << "no level is lost or skipped";
}

TEST(DunningItems, AreDunnedForWhatIsNotInDispute) {
  auto procedure = golden_procedure();
  const auto dispute = [](std::int64_t disputed) {
    DunningStory s;
    DunningItem& i = s.add("X", 500, kDue);
    i.dispute = {on(kDue), {}};
    i.disputed = eur(disputed);
    return s.account;
  };
  EXPECT_EQ(decide(dispute(120), procedure, on(kDay)).outcome, AccountOutcome::nothing_dunnable);
  procedure.dispute_mode = model::DisputeMode::undisputed_part;
  const auto part = decide(dispute(120), procedure, on(kDay));
  EXPECT_EQ(part.outcome, AccountOutcome::notice);
  EXPECT_EQ(part.amount, eur(380));
  EXPECT_EQ(decide(dispute(500), procedure, on(kDay)).items[0].reason, ItemReason::disputed);
}

TEST(DunningItems, DoNotRiseAboveTheirCap) {
  DunningStory s;
  DunningItem& i = s.add("X", 500, "2024-10-01");
  i.previous_level = 2;
  i.level_cap = 2;
  EXPECT_EQ(s.told(kDay), "NO_CHANGE");
}

TEST(DunningItems, ReachTheirLevelAtOnceWithoutProgression) {
  auto procedure = golden_procedure();
  procedure.progressive = false;
  DunningStory s(procedure);
  s.add("X", 500, "2024-10-01");
  EXPECT_EQ(s.told(kDay), "NOTICE L3: X3; 500.00 + 10.00");
}

TEST(DunningItems, ReachALevelWithExactlyItsMinimum) {
  DunningStory s;
  s.add("X", 50, kDue).previous_level = 1;
  EXPECT_EQ(s.told(kDay), "NOTICE L2: X2; 50.00 + 5.00");
  DunningStory less;
  less.add("X", 50, kDue).previous_level = 1;
  less.account.items[0].open -= Money{1, kEur};
  EXPECT_EQ(less.told(kDay), "NO_CHANGE");
}

TEST(DunningItems, KeepALevelThatTheyOnceHad) {
  DunningStory s;
  s.add("X", 500, "2025-01-25").previous_level = 2;  // 7 days late: level 1 by its days
  EXPECT_EQ(s.told(kDay), "NO_CHANGE");
}

TEST(DunningItems, OfALevelThatTheProcedureNoLongerHasAreAtItsLast) {
  DunningStory s;
  s.add("X", 500, "2024-10-01").previous_level = 9;
  EXPECT_EQ(s.told(kDay), "NOTICE L3: X3; 500.00 + 10.00");
}

template <class Change>
std::string outcome_of(Change change) {
  DunningStory s;
  s.add("X", 500, kDue);
  change(s.account);
  return std::string(to_string(s.run(kDay).outcome));
}

TEST(DunningAccounts, AreStoppedByTheirOwnGates) {
  EXPECT_EQ(outcome_of([](DunningAccount&) {}), "NOTICE");
  EXPECT_EQ(outcome_of([](DunningAccount& a) { a.has_procedure = false; }), "NO_PROCEDURE");
  EXPECT_EQ(outcome_of([](DunningAccount& a) { a.blocked = true; }), "ACCT_BLOCKED");
  EXPECT_EQ(outcome_of([](DunningAccount& a) { a.legal = true; }), "LEGAL");
  EXPECT_EQ(outcome_of([](DunningAccount& a) { a.insolvent = true; }), "INSOLVENCY");
  EXPECT_EQ(outcome_of([](DunningAccount& a) { a.items.clear(); }), "ACCT_MIN_ARREARS");
}

TEST(DunningAccounts, StillSayWhatEachItemIsWhenTheyAreStopped) {
  DunningStory s;
  s.account.blocked = true;
  s.add("X", 500, kDue);
  s.add("Y", 500, "2025-03-01");
  s.run(kDay);
  ASSERT_EQ(s.decision.items.size(), 2u);
  EXPECT_EQ(s.decision.items[0].reason, ItemReason::dunnable);
  EXPECT_EQ(s.decision.items[1].reason, ItemReason::not_overdue);
  EXPECT_EQ(s.decision.idempotency_basis, "");
}

TEST(DunningAccounts, RefuseItemsInAnotherCurrency) {
  DunningStory s;
  s.add("X", 500, kDue).open = {500, Currency::parse("USD")};
  EXPECT_THROW(s.run(kDay), FormatError);
}

}  // namespace
}  // namespace saldo::collect
