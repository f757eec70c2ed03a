#include <gtest/gtest.h>

#include "unit/collect/dunning_story.hpp"

namespace saldo::collect {
namespace {

constexpr const char* kDay = "2025-02-01";
constexpr const char* kDue = "2025-01-01";

model::DunningProcedure with(model::CreditMode mode) {
  auto p = golden_procedure();
  p.credit_mode = mode;
  return p;
}

TEST(DunningCredits, TakeTheLevelOfTheirItem) {
  DunningStory s;
  s.account.items.reserve(3);
  s.add("A", 500, kDue).previous_level = 1;
  s.add("B", 300, "2025-01-20");
  s.add("K", -100, kDue).related = model::ItemId{2};
  EXPECT_EQ(s.told(kDay), "NOTICE L2: A2 B1 K1; 700.00 + 5.00");
}

TEST(DunningCredits, StayOutWithTheirItem) {
  DunningStory s;
  s.account.items.reserve(3);
  s.add("A", 500, kDue);
  s.add("B", 300, "2025-03-01");
  s.add("K", -100, kDue).related = model::ItemId{2};
  EXPECT_EQ(s.told(kDay), "NOTICE L1: A1; 500.00 + 0.00; B NOT_OVERDUE K CREDIT_ITEM_EXCLUDED");
}

TEST(DunningCredits, TakeTheHighestLevelWhenTheirItemIsSettled) {
  DunningStory s;
  s.add("A", 500, kDue).previous_level = 1;
  s.add("K", -100, kDue).related = model::ItemId{99};
  EXPECT_EQ(s.told(kDay), "NOTICE L2: A2 K2; 400.00 + 5.00");
}

TEST(DunningCredits, WaitForTheirBaselineDate) {
  DunningStory s;
  s.add("A", 500, kDue);
  s.add("K", -100, "2025-02-02");
  EXPECT_EQ(s.told(kDay), "NOTICE L1: A1; 500.00 + 0.00; K NOT_OVERDUE");
}

TEST(DunningCredits, StopTheNoticeWhenTheyCoverIt) {
  DunningStory s;
  s.add("A", 500, kDue);
  s.add("K", -500, kDue);
  EXPECT_EQ(s.told(kDay), "ACCT_CREDIT_BALANCE");
}

TEST(DunningCredits, StopTheNoticeWhenUnappliedMoneyCoversWhatTheMinimumLeavesOnIt) {
  auto p = golden_procedure();
  p.levels[0].min_amount["EUR"] = eur(20);
  p.levels[1].min_amount.clear();
  DunningStory s;
  s.account.items.reserve(2);
  s.add("A", 45, "2025-01-05").previous_level = 1;
  s.add("B", 10, "2025-01-20");
  s.account.unapplied = eur(50);
  EXPECT_EQ(to_string(decide(s.account, p, on(kDay)).outcome), "ACCT_CREDIT_BALANCE");
  s.account.unapplied = eur(40);
  EXPECT_EQ(decide(s.account, p, on(kDay)).amount, eur(45));
}

TEST(DunningCredits, CountUnappliedMoneyAgainstTheBalanceOnly) {
  DunningStory s;
  s.add("A", 500, kDue);
  s.account.unapplied = eur(499);
  EXPECT_EQ(decide(s.account, golden_procedure(), on(kDay)).amount, eur(500));
  s.account.unapplied = eur(500);
  EXPECT_EQ(s.told(kDay), "ACCT_CREDIT_BALANCE");
}

TEST(DunningCredits, AloneAreNoReasonForANewNotice) {
  DunningStory s;
  s.add("A", 500, kDue).previous_level = 2;
  s.add("K", -100, kDue);
  EXPECT_EQ(s.told(kDay), "NO_CHANGE");
}

TEST(DunningCredits, CanPullALevelBelowItsMinimum) {
  DunningStory s;
  s.account.items.reserve(3);
  s.add("A", 120, kDue).previous_level = 1;
  s.add("B", 300, "2025-01-20");
  s.add("K", -80, kDue);
  EXPECT_EQ(s.told(kDay), "NOTICE L1: A1 B1 K1; 340.00 + 0.00");  // 40 at level 2 are less than 50
}

TEST(DunningCredits, AreSetOffAgainstTheOldestInNetMode) {
  DunningStory s(with(model::CreditMode::net));
  s.account.items.reserve(4);
  s.add("A", 300, "2025-01-20");
  s.add("B", 100, kDue);
  s.add("C", 200, "2025-01-10");
  s.add("K", -150, kDue);
  s.account.unapplied = eur(10);
  EXPECT_EQ(s.told(kDay), "NOTICE L1: A1 C1; 440.00 + 0.00; B SET_OFF K CREDIT");
  EXPECT_EQ(s.decision.items[2].amount, eur(140));
}

TEST(DunningCredits, AreSetOffAgainstTheirOwnItemFirst) {
  DunningStory s(with(model::CreditMode::net));
  s.account.items.reserve(3);
  s.add("A", 300, "2025-01-20");
  s.add("B", 100, kDue);
  s.add("K", -50, kDue).related = model::ItemId{1};
  EXPECT_EQ(s.told(kDay), "NOTICE L1: A1 B1; 350.00 + 0.00; K CREDIT");
  EXPECT_EQ(s.decision.items[0].amount, eur(250));
}

TEST(DunningCredits, StopTheNoticeWhenAllIsSetOff) {
  DunningStory s(with(model::CreditMode::net));
  s.add("A", 100, kDue);
  s.add("K", -150, kDue);
  EXPECT_EQ(s.told(kDay), "ACCT_CREDIT_BALANCE; A SET_OFF K CREDIT");
}

TEST(DunningCredits, DoNotCountWhenIgnored) {
  DunningStory s(with(model::CreditMode::ignore));
  s.add("A", 100, kDue);
  s.add("K", -150, kDue);
  s.account.unapplied = eur(500);
  EXPECT_EQ(s.told(kDay), "NOTICE L1: A1; 100.00 + 0.00; K CREDIT");
}

TEST(DunningCredits, HoldTheAccountWhenMuchIsUnapplied) {
  auto procedure = golden_procedure();
  procedure.unapplied_hold = model::Percent::from_thousandths(50'000);
  DunningStory s(procedure);
  s.add("A", 500, kDue);
  s.account.unapplied = eur(250);
  EXPECT_EQ(s.told(kDay), "UNAPPLIED_HOLD");
  s.account.unapplied = eur(249);
  EXPECT_EQ(s.told(kDay), "NOTICE L1: A1; 500.00 + 0.00");
}

}  // namespace
}  // namespace saldo::collect
