#include "model/cash_policy.hpp"

#include <algorithm>

#include "model/spelling.hpp"

namespace saldo::model {
namespace {

constexpr Spelling<CashStage, kCashStages> kStages{{
    {CashStage::collection, "collection"},
    {CashStage::creditor_reference, "creditor_reference"},
    {CashStage::advice, "advice"},
    {CashStage::invoice_number, "invoice_number"},
    {CashStage::discount, "discount"},
    {CashStage::tolerance, "tolerance"},
    {CashStage::deduction, "deduction"},
    {CashStage::partial, "partial"},
    {CashStage::overpaid, "overpaid"},
    {CashStage::single_item, "single_item"},
    {CashStage::group, "group"},
    {CashStage::subset, "subset"},
    {CashStage::corrupted, "corrupted"},
}};

constexpr std::pair<std::string_view, CashStage> kRules[] = {
    {"reference.creditor", CashStage::creditor_reference},
    {"reference.exact", CashStage::invoice_number},
    {"reference.order", CashStage::invoice_number},
    {"reference.discount", CashStage::discount},
    {"reference.over_discount", CashStage::discount},
    {"reference.partial", CashStage::partial},
    {"reference.overpaid", CashStage::overpaid},
    {"reference.and_others", CashStage::overpaid},
    {"reference.corrupted", CashStage::corrupted},
    {"advice.exact", CashStage::advice},
    {"advice.discount", CashStage::discount},
    {"advice.deduction", CashStage::deduction},
    {"payer.single_item", CashStage::single_item},
    {"payer.equal_items", CashStage::single_item},
    {"payer.due_items", CashStage::group},
    {"payer.due_balance", CashStage::group},
    {"payer.all_items", CashStage::group},
    {"payer.balance", CashStage::group},
    {"payer.due_date", CashStage::group},
    {"payer.month", CashStage::group},
    {"payer.subset", CashStage::subset},
};

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::ranges::find(list, value) != list.end();
}

int strength_of(CashStage stage) {
  constexpr int kPartial = 8, kCorrupted = 13;
  if (stage == CashStage::corrupted) return kCorrupted;
  // Up to `partial` they stand in the order of the rules; `overpaid` shares its number.
  const int n = static_cast<int>(stage) + 1;
  return n <= kPartial ? n : n - 1;
}

}  // namespace

std::string_view to_string(CashStage stage) { return spell(kStages, stage); }
Result<CashStage> parse_cash_stage(std::string_view text) {
  return read(kStages, "stage of cash application", text);
}

const std::array<CashStage, kCashStages>& all_cash_stages() {
  static const std::array<CashStage, kCashStages> all = [] {
    std::array<CashStage, kCashStages> stages{};
    for (std::size_t i = 0; i < kCashStages; ++i) stages[i] = kStages[i].first;
    return stages;
  }();
  return all;
}

std::optional<CashStage> stage_of_rule(std::string_view rule) {
  for (const auto& [name, stage] : kRules)
    if (name == rule) return stage;
  // The families that have more rules than one for the same evidence.
  if (rule.starts_with("collection.")) return CashStage::collection;
  if (rule.find(".tolerance") != std::string_view::npos) return CashStage::tolerance;
  return std::nullopt;
}

int strength_of_rule(std::string_view rule) {
  constexpr int kOnAccount = 14, kUnknown = 15;
  if (const auto stage = stage_of_rule(rule)) return strength_of(*stage);
  return rule == "payer.unknown" ? kUnknown : kOnAccount;
}

bool is_beyond(Money amount, const AmountLimits& limits) {
  const auto limit = limits.find(std::string(amount.currency.code()));
  if (limit == limits.end()) return false;
  return amount.minor < 0 ? -amount.minor > limit->second.minor
                          : amount.minor > limit->second.minor;
}

bool CashRules::may_post(CashStage stage, Money amount) const {
  const StagePolicy& policy = at(stage);
  return policy.post && !is_beyond(amount, policy.up_to) && !is_beyond(amount, post_up_to);
}

const CashScope* CashPolicy::scope_of(const Party& party) const {
  const auto belongs = [&](const std::string& name) {
    const auto group = groups.find(name);
    return group != groups.end() && (group->second.customers.contains(party.customer) ||
                                     group->second.countries.contains(party.country));
  };
  for (const CashScope& scope : scopes) {
    if (!scope.company_codes.empty() && !contains(scope.company_codes, party.company_code))
      continue;
    if (!scope.customer_groups.empty() && std::ranges::none_of(scope.customer_groups, belongs))
      continue;
    return &scope;
  }
  return nullptr;
}

}  // namespace saldo::model
