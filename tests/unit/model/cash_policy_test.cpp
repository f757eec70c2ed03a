#include "model/cash_policy.hpp"

#include <gtest/gtest.h>

namespace saldo::model {
namespace {

TEST(CashStages, AreSpelledAndReadBack) {
  for (const CashStage stage : all_cash_stages())
    EXPECT_EQ(parse_cash_stage(to_string(stage)).value(), stage);
  EXPECT_FALSE(parse_cash_stage("anything"));
}

TEST(CashStages, StandInTheOrderOfTheProofs) {
  const std::pair<const char*, int> expected[] = {
      {"collection.end_to_end_id", 1}, {"reference.creditor", 2}, {"advice.exact", 3},
      {"reference.exact", 4},          {"reference.discount", 5}, {"reference.tolerance", 6},
      {"advice.deduction", 7},         {"reference.partial", 8},  {"reference.overpaid", 8},
      {"payer.single_item", 9},        {"payer.due_items", 10},   {"payer.subset", 11},
      {"reference.corrupted", 13},     {"payer.unapplied", 14},   {"payer.unknown", 15}};
  for (const auto& [rule, strength] : expected) EXPECT_EQ(strength_of_rule(rule), strength) << rule;
}

TEST(CashStages, RulesThatSettleNothingBelongToNone) {
  for (const char* rule :
       {"payer.unknown", "payer.unapplied", "technical.money_out", "review.park"})
    EXPECT_FALSE(stage_of_rule(rule)) << rule;
}

TEST(CashScopes, TheFirstThatFitsCounts) {
  CashPolicy policy;
  policy.groups["keys"].customers = {"1"};
  policy.groups["north"].countries = {"SE"};
  policy.scopes = {{"both", {"1000"}, {"keys", "north"}, {}}, {"company", {"1000"}, {}, {}}};
  EXPECT_EQ(policy.scope_of({"1000", "1", "DE"})->name, "both");
  EXPECT_EQ(policy.scope_of({"1000", "2", "SE"})->name, "both");
  EXPECT_EQ(policy.scope_of({"1000", "2", "DE"})->name, "company");
  EXPECT_EQ(policy.scope_of({"2000", "1", "SE"}), nullptr);
  EXPECT_EQ(policy.scope_of({}), nullptr) << "nobody knows who paid";
}

}  // namespace
}  // namespace saldo::model
