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

}  // namespace
}  // namespace saldo::collect
