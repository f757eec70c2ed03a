#include "collect/run_gate.hpp"

#include <gtest/gtest.h>

namespace saldo::collect {
namespace {

const Date kRun = Date::parse_iso("2025-02-10");

model::DunningProcedure at_most(int days) {
  model::DunningProcedure p;
  p.max_bank_age_days = days;
  return p;
}
BankAccountState known_up_to(int days_before) {
  return {"DE89370400440532013000", kRun.plus_days(-days_before), false, ""};
}

TEST(RunGate, OpensOnFreshAndCompleteBankData) {
  EXPECT_FALSE(gate_run({known_up_to(0), known_up_to(3)}, at_most(3), kRun).refused());
}

TEST(RunGate, RefusesOnOldBankData) {
  const auto d = gate_run({known_up_to(1), known_up_to(4)}, at_most(3), kRun);
  EXPECT_EQ(to_string(d.gate), "BANK_STALE");
  EXPECT_EQ(
      d.reason,
      "Bank account DE89370400440532013000 is known up to 2025-02-06, 4 days before the run; 3 "
      "are allowed.");
}

TEST(RunGate, RefusesOnAGapBeforeAllElse) {
  BankAccountState gap = known_up_to(0);
  gap.gap = true;
  gap.gap_detail = "statement 12 is missing";
  const auto d = gate_run({known_up_to(9), gap}, at_most(3), kRun);
  EXPECT_EQ(to_string(d.gate), "BANK_GAP");
  EXPECT_NE(d.reason.find("statement 12 is missing"), std::string::npos);
  auto tolerant = at_most(0);
  tolerant.require_no_gap = false;
  EXPECT_FALSE(gate_run({gap}, tolerant, kRun).refused());
}

TEST(RunGate, RefusesWhenNothingIsKnownAndFreshnessIsDemanded) {
  EXPECT_EQ(gate_run({}, at_most(3), kRun).gate, RunGate::bank_stale);
  EXPECT_EQ(gate_run({{"X", {}, false, ""}}, at_most(3), kRun).gate, RunGate::bank_stale);
  EXPECT_FALSE(gate_run({}, at_most(0), kRun).refused());
}

TEST(BalanceGate, OpensOnlyOnAFreshComparisonWithoutDifferences) {
  model::DunningProcedure p;
  EXPECT_FALSE(gate_balance({}, p, kRun).refused()) << "nobody asked for one";
  p.max_balance_check_age_days = 2;
  EXPECT_FALSE(gate_balance({kRun.plus_days(-2), 0}, p, kRun).refused());
  const auto never = gate_balance({}, p, kRun);
  EXPECT_EQ(to_string(never.gate), "BALANCE_STALE");
  EXPECT_EQ(never.reason, "The book was never compared with the ERP's; run the balance check.");
  const auto old = gate_balance({kRun.plus_days(-3), 0}, p, kRun);
  EXPECT_EQ(to_string(old.gate), "BALANCE_STALE");
  EXPECT_EQ(old.reason,
            "The book was last compared with the ERP's figures of 2025-02-07, 3 days before the "
            "run; 2 are allowed.");
  const auto differs = gate_balance({kRun, 5}, p, kRun);
  EXPECT_EQ(to_string(differs.gate), "BALANCE_DIFFERS");
  EXPECT_EQ(differs.reason,
            "The balance check with the ERP's figures of 2025-02-10 found 5 differences; `saldo "
            "export balance-check` lists them.");
}

}  // namespace
}  // namespace saldo::collect
