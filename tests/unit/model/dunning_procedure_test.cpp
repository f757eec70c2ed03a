#include "model/dunning_procedure.hpp"

#include <gtest/gtest.h>

namespace saldo::model {
namespace {

const Currency kEur = Currency::parse("EUR");

DunningProcedure two_levels() {
  DunningProcedure p;
  p.name = "standard";
  p.levels.resize(2);
  p.levels[0].days = 5;
  p.levels[1].days = 20;
  p.levels[1].fee["EUR"] = {500, kEur};
  return p;
}

std::string fault_of(const DunningProcedure& p) {
  const auto checked = p.check();
  return checked ? "" : checked.error().message;
}

TEST(DunningProcedure, IsSoundWhenItsLevelsRise) {
  EXPECT_EQ(fault_of(two_levels()), "");
  auto p = two_levels();
  p.levels[1].days = 5;
  EXPECT_EQ(
      fault_of(p),
      "dunning procedure 'standard': level 2: its days must be more than the level's before it");
  p.levels.clear();
  EXPECT_NE(fault_of(p), "");
}

TEST(DunningProcedure, RefusesAmountsUnderAnothersCode) {
  auto p = two_levels();
  p.levels[0].min_amount["USD"] = {1, kEur};
  EXPECT_EQ(fault_of(p),
            "dunning procedure 'standard': level 1: min_amount: 'USD' holds an amount in 'EUR'");
  p.levels[0].min_amount = {{"EUR", {-1, kEur}}};
  EXPECT_NE(fault_of(p), "");
}

TEST(DunningProcedure, RefusesNegativeDays) {
  auto p = two_levels();
  p.interval_days = -1;
  EXPECT_NE(fault_of(p), "");
  p = two_levels();
  p.levels[0].days = -1;
  EXPECT_NE(fault_of(p), "");
}

TEST(DunningProcedure, ModesReadWhatTheyPrint) {
  for (const auto mode : {CreditMode::sap_like, CreditMode::net, CreditMode::ignore})
    EXPECT_EQ(*parse_credit_mode(to_string(mode)), mode);
  for (const auto mode : {DisputeMode::whole, DisputeMode::undisputed_part})
    EXPECT_EQ(*parse_dispute_mode(to_string(mode)), mode);
  EXPECT_FALSE(parse_credit_mode("sap-like"));
}

}  // namespace
}  // namespace saldo::model
