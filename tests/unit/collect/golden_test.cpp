#include <gtest/gtest.h>

#include "unit/collect/dunning_story.hpp"

/// The worked examples of the dunning rules, run by run.
namespace saldo::collect {
namespace {

DunningStory first_account() {
  DunningStory s;
  s.account.items.reserve(6);
  s.add("A", 1000, "2025-01-10");
  s.add("B", 40, "2025-01-25");
  s.add("C", 500, "2025-02-20");
  s.add("D", 300, "2025-01-15").dispute = {on("2025-02-01"), on("2025-02-28")};
  s.add("E", 250, "2025-01-12").direct_debit = {on("2025-01-10"), on("2025-02-09")};
  s.add("K", -200, "2025-02-01").posting_date = on("2025-02-01");
  return s;
}

TEST(DunningG1, RunsAnAccountFromFirstArrearsToTheLastLevel) {
  DunningStory s = first_account();
  EXPECT_EQ(s.told("2025-01-13"),
            "ACCT_MIN_ARREARS; A IN_GRACE B NOT_OVERDUE C NOT_OVERDUE D NOT_OVERDUE E IN_GRACE "
            "K NOT_POSTED");
  EXPECT_EQ(s.told("2025-01-14"),
            "ACCT_MIN_ARREARS; B NOT_OVERDUE C NOT_OVERDUE D NOT_OVERDUE E IN_GRACE K NOT_POSTED");
  EXPECT_EQ(s.told("2025-01-20"),
            "NOTICE L1: A1 D1; 1300.00 + 0.00; B NOT_OVERDUE C NOT_OVERDUE "
            "E DIRECT_DEBIT_IN_FLIGHT K NOT_POSTED");
  EXPECT_EQ(s.told("2025-02-02").substr(0, 13), "ACCT_INTERVAL");
  EXPECT_EQ(s.told("2025-02-03"),
            "NOTICE L2: A2 B1 K2; 840.00 + 5.00; C NOT_OVERDUE D DISPUTED "
            "E DIRECT_DEBIT_IN_FLIGHT");
  EXPECT_EQ(s.told("2025-02-17"),
            "NOTICE L2: A2 B2 E1 K2; 1090.00 + 5.00; C NOT_OVERDUE D DISPUTED");
  EXPECT_EQ(s.told("2025-03-03"), "NOTICE L3: A3 B2 C1 D2 E2 K3; 1890.00 + 10.00");
  EXPECT_EQ(s.told("2025-03-17"), "NOTICE L3: A3 B3 C2 D3 E3 K3; 1890.00 + 10.00");
  EXPECT_EQ(s.told("2025-03-31"), "NOTICE L3: A3 B3 C2 D3 E3 K3; 1890.00 + 10.00");
  EXPECT_EQ(s.told("2025-04-14"), "NOTICE L3: A3 B3 C3 D3 E3 K3; 1890.00 + 10.00");
}

TEST(DunningG1, GivesEachRepeatedNoticeAnIdentityOfItsOwn) {
  DunningStory s = first_account();
  std::set<std::string> identities;
  int notices = 0;
  for (const char* day : {"2025-01-20", "2025-02-03", "2025-02-17", "2025-03-03", "2025-03-17",
                          "2025-03-31", "2025-04-14"}) {
    const DunningDecision again = decide(s.account, golden_procedure(), on(day));
    s.run(day);
    EXPECT_EQ(again.idempotency_basis, s.decision.idempotency_basis);
    notices += s.decision.outcome == AccountOutcome::notice;
    identities.insert(s.decision.idempotency_basis);
  }
  EXPECT_EQ(notices, 7);
  EXPECT_EQ(identities.size(), 7u);
}

TEST(DunningG2, KeepsASmallItemOffTheLevelWhoseMinimumItMisses) {
  DunningStory s;
  s.add("X", 60, "2025-01-01");
  s.add("Y", 5000, "2025-06-01");
  EXPECT_EQ(s.told("2025-01-10"), "NOTICE L1: X1; 60.00 + 0.00; Y NOT_OVERDUE");
  EXPECT_EQ(s.told("2025-01-24"), "NOTICE L2: X2; 60.00 + 5.00; Y NOT_OVERDUE");
  EXPECT_EQ(s.told("2025-02-12"), "NO_CHANGE; Y NOT_OVERDUE");
  EXPECT_EQ(s.told("2025-02-26"), "NO_CHANGE; Y NOT_OVERDUE");
}

TEST(DunningG3, RaisesALateDiscoveryStepByStep) {
  DunningStory s;
  s.add("Z", 900, "2024-10-01");
  EXPECT_EQ(s.told("2025-01-02"), "NOTICE L1: Z1; 900.00 + 0.00");
  EXPECT_EQ(s.told("2025-01-15"), "ACCT_INTERVAL");
  EXPECT_EQ(s.told("2025-01-16"), "NOTICE L2: Z2; 900.00 + 5.00");
  EXPECT_EQ(s.told("2025-01-30"), "NOTICE L3: Z3; 900.00 + 10.00");
  EXPECT_EQ(s.told("2025-02-13"), "NOTICE L3: Z3; 900.00 + 10.00");
}

TEST(DunningG4, LetsAPromiseRun) {
  DunningStory s;
  s.add("Q", 900, "2025-01-01").promise = {on("2025-01-15"), on("2025-01-31")};
  EXPECT_EQ(s.told("2025-01-10"), "NOTICE L1: Q1; 900.00 + 0.00");
  EXPECT_EQ(s.told("2025-01-24"), "NOTHING_DUNNABLE; Q PROMISE_ACTIVE");
  EXPECT_EQ(s.told("2025-02-01"), "NOTICE L2: Q2; 900.00 + 5.00");
}

TEST(DunningG5, SelectsOnTheLastDayOfTheIntervalNotBefore) {
  DunningStory s;
  s.add("R", 900, "2025-01-01");
  s.account.last_dunning_date = on("2025-03-01");
  EXPECT_EQ(s.told("2025-03-14"), "ACCT_INTERVAL");
  EXPECT_EQ(s.told("2025-03-15"), "NOTICE L1: R1; 900.00 + 0.00");
}

model::DunningProcedure sap_minimum(bool on_level_one) {
  model::DunningProcedure p = golden_procedure();
  p.account_min_arrears = p.item_grace = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    if (i == 0 && !on_level_one) continue;
    p.levels[i].min_amount["EUR"] = eur(10);
    p.levels[i].min_percent = model::Percent::from_thousandths(10'000);
  }
  p.levels[1].min_amount["EUR"] = eur(10);
  return p;
}

TEST(DunningG6, CountsExactlyTheMinimumPercentage) {
  DunningStory s(sap_minimum(/*on_level_one=*/true));
  s.add("S", 100, "2025-01-01");
  s.add("T", 900, "2025-12-01");
  EXPECT_EQ(s.told("2025-01-10"), "NOTICE L1: S1; 100.00 + 0.00; T NOT_OVERDUE");
}

TEST(DunningG6, FallsBackALevelBelowTheMinimumPercentage) {
  DunningStory s(sap_minimum(/*on_level_one=*/false));
  s.add("S", 100, "2025-01-01").previous_level = 1;
  s.add("T", 1000, "2025-12-01");
  EXPECT_EQ(s.told("2025-01-30"), "NO_CHANGE; T NOT_OVERDUE");
}

TEST(DunningG6, SendsTheNoticeOfTheLevelThatItFellBackTo) {
  auto procedure = sap_minimum(/*on_level_one=*/false);
  procedure.progressive = false;
  DunningStory s(procedure);
  s.add("S", 100, "2025-01-01");
  s.add("T", 1000, "2025-12-01");
  EXPECT_EQ(s.told("2025-01-30"), "NOTICE L1: S1; 100.00 + 0.00; T NOT_OVERDUE");
}

TEST(DunningG6, RepeatsTheCheckOnTheNextLevel) {
  DunningStory s(sap_minimum(/*on_level_one=*/true));
  s.add("S", 100, "2025-01-01").previous_level = 1;
  s.add("T", 1000, "2025-12-01");
  EXPECT_EQ(s.told("2025-01-30"), "BELOW_MIN; S BELOW_MIN T NOT_OVERDUE");
}

}  // namespace
}  // namespace saldo::collect
