#include "config/cash_policy.hpp"

#include <algorithm>

#include "base/sha256.hpp"
#include "config/cash_policy_lint.hpp"
#include "config/component.hpp"
#include "config/procedure.hpp"
#include "config/yaml_writer.hpp"

/// Policies of cash application, RULES §2:
///
///     customer_groups:
///       key-accounts: { customers: ["0000100001", "0000100007"] }
///       nordics: { countries: [SE, NO, DK, FI] }
///     defaults:
///       post_up_to: { EUR: 250000.00, USD: 250000.00 }
///       second_person_from: { EUR: 10000.00 }
///       discount_grace_days: 3
///       stages:
///         partial: { post: true, up_to: { EUR: 5000.00 } }
///         subset: { post: true, items_max: 4, accident_limit_ppm: 5000 }
///         corrupted: { post: false }
///       tolerances:
///         - { direction: under, amount: 1.00 EUR, percent: 0.5, reason: SMALL_DIFFERENCE }
///       budgets: { EUR: { amount: 50.00, days: 365 } }
///     rules:                           # the first that fits counts
///       - { name: keys, customer_groups: [key-accounts], stages: { subset: { post: false } } }
///     exchange_rates: { file: rates.csv, valid_days: 5 }
///     number_forms: ["SI27-#####"]     # beside those that the book shows
namespace saldo::config {
namespace {

using model::CashRules;
using model::CashStage;

constexpr int kPartsPerMillion = 1'000'000;

void read_stages(Mapping& map, CashRules& rules, Faults& faults) {
  const Node* node = map.find("stages");
  if (node == nullptr) return;
  Mapping stages(*node, "stages", "stages", faults);
  for (const CashStage stage : model::all_cash_stages()) {
    const std::string name(model::to_string(stage));
    const Node* one = stages.find(name);
    if (one == nullptr) continue;
    Mapping section(*one, name, "stage " + in_quotes(name), faults);
    model::StagePolicy& policy = rules.at(stage);
    policy.post = section.flag("post", policy.post);
    if (section.find("up_to") != nullptr) policy.up_to = read_amounts(section, "up_to", faults);
    if (stage == CashStage::subset) {
      constexpr int kItemsMax = 8;
      rules.subset_items_max = section.integer("items_max", 2, kItemsMax, rules.subset_items_max);
      rules.accident_limit_ppm = section.integer("accident_limit_ppm", 0, kPartsPerMillion,
                                                 static_cast<int>(rules.accident_limit_ppm));
    }
    section.finish();
  }
  stages.finish();
}

/// One tolerance; its currency is that of its amount, or named where it has only a percentage.
void read_tolerance(const Node& node, CashRules& rules, Faults& faults) {
  Mapping map(node, "tolerances", "a tolerance", faults);
  map.require("direction");
  const std::string direction = map.choice("direction", {"under", "over"}, "under");
  const auto amounts = read_amounts(map, "amount", faults);
  std::string currency = map.text("currency");
  model::ToleranceRule rule;
  rule.percent = read_percent(map, "percent", faults);
  rule.larger_of_both = map.choice("of_both", {"smaller", "larger"}, "smaller") == "larger";
  rule.reason = map.required_text("reason");
  map.finish();
  if (amounts.size() > 1 || (amounts.empty() && currency.empty())) {
    faults.add(node.at,
               "a tolerance is of one currency; write amount: 1.00 EUR, or percent: 0.5 "
               "with currency: EUR");
    return;
  }
  if (!amounts.empty()) {
    if (!currency.empty() && currency != amounts.begin()->first)
      faults.add(map.key_at("currency"), "'currency' is " + in_quotes(currency) +
                                             ", but the amount is in " + amounts.begin()->first);
    currency = amounts.begin()->first;
    rule.amount = amounts.begin()->second;
  } else if (!rule.percent) {
    faults.add(node.at, "a tolerance needs an 'amount', a 'percent' or both");
  }
  auto& slot =
      direction == "under" ? rules.write_offs[currency].under : rules.write_offs[currency].over;
  if (slot)
    faults.add(node.at,
               "this tolerance overlaps another one of " + currency + " for what is paid " +
                   (direction == "under" ? "too little" : "too much") + "; keep one of them");
  slot = rule;
}

void read_budgets(Mapping& map, CashRules& rules, Faults& faults) {
  const Node* node = map.find("budgets");
  if (node == nullptr) return;
  Mapping budgets(*node, "budgets", "budgets", faults);
  for (const Entry& entry : node->entries) {
    if (budgets.find(entry.key) == nullptr) continue;
    Mapping one(entry.value, entry.key, "budget " + in_quotes(entry.key), faults);
    const std::string amount = one.required_text("amount");
    model::WriteOffRule& rule = rules.write_offs[entry.key];
    rule.budget_days = one.integer("days", 1, kDaysMax, rule.budget_days);
    one.finish();
    if (amount.empty()) continue;
    try {
      rule.budget = Money::parse(amount, Currency::parse(entry.key));
    } catch (const FormatError& e) {
      faults.add(entry.value.at, "budget " + in_quotes(entry.key) + ": " + e.what());
    }
  }
  budgets.finish();
}

void read_write_offs(Mapping& map, CashRules& rules, Faults& faults) {
  // A rule that names tolerances has its own, all of them.
  if (map.find("tolerances") != nullptr || map.find("budgets") != nullptr) rules.write_offs.clear();
  if (const Node* list = map.find("tolerances"))
    for (const Node& entry : read_list(*list, "tolerances", faults))
      read_tolerance(entry, rules, faults);
  read_budgets(map, rules, faults);
}

void read_reasons(Mapping& map, CashRules& rules, Faults& faults) {
  const Node* node = map.find("deduction_reasons");
  if (node == nullptr) return;
  Mapping reasons(*node, "deduction_reasons", "deduction_reasons", faults);
  for (const Entry& entry : node->entries)
    rules.deduction_reasons[entry.key] = reasons.text(entry.key);
  reasons.finish();
}

/// The settings of a mapping over those that it starts from.
CashRules read_rules(Mapping& map, CashRules rules, Faults& faults) {
  constexpr int kDigitsMax = 20, kGraceMax = 365;
  if (map.find("post_up_to") != nullptr) rules.post_up_to = read_amounts(map, "post_up_to", faults);
  if (map.find("second_person_from") != nullptr)
    rules.second_person_from = read_amounts(map, "second_person_from", faults);
  rules.number_digits_min =
      map.integer("number_digits_min", 3, kDigitsMax, rules.number_digits_min);
  rules.discount_grace_days =
      map.integer("discount_grace_days", 0, kGraceMax, rules.discount_grace_days);
  rules.advice_days = map.integer("advice_days", 0, kGraceMax, rules.advice_days);
  constexpr int kFeeMax = 1'000'000;
  rules.return_fee_max_minor =
      map.integer("return_fee_max_minor", 0, kFeeMax, static_cast<int>(rules.return_fee_max_minor));
  read_stages(map, rules, faults);
  read_write_offs(map, rules, faults);
  read_reasons(map, rules, faults);
  return rules;
}

std::vector<std::string> read_names(Mapping& map, std::string_view key, Faults& faults) {
  std::vector<std::string> names;
  if (const Node* list = map.find(key))
    for (const Node& entry : read_list(*list, key, faults))
      if (auto name = read_text(entry, key, faults)) names.push_back(std::move(*name));
  return names;
}

void read_groups(Mapping& root, model::CashPolicy& policy, Faults& faults) {
  const Node* node = root.find("customer_groups");
  if (node == nullptr) return;
  Mapping groups(*node, "customer_groups", "customer_groups", faults);
  for (const Entry& entry : node->entries) {
    if (groups.find(entry.key) == nullptr ||
        !check_name(entry.key, "customer_groups", entry.at, faults))
      continue;
    Mapping one(entry.value, entry.key, "customer group " + in_quotes(entry.key), faults);
    model::CustomerGroup& group = policy.groups[entry.key];
    for (std::string& name : read_names(one, "customers", faults))
      group.customers.insert(std::move(name));
    for (std::string& name : read_names(one, "countries", faults))
      group.countries.insert(std::move(name));
    one.finish();
  }
  groups.finish();
}

/// "2026-05-29,USD,EUR,0.9227" a line; '#' begins a remark.
void read_rates(const std::string& text, model::CashPolicy& policy, Faults& faults) {
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.front() == '#' || line == "date,from,to,rate") continue;
    std::vector<std::string> cells(1);
    for (const char c : line)
      if (c == ',')
        cells.emplace_back();
      else
        cells.back() += c;
    try {
      if (cells.size() != 4 || Money::parse_minor(cells[3], 10) <= 0)
        throw FormatError("a row has a date, two currencies and a rate above 0");
      policy.rates.push_back({Currency::parse(cells[1]), Currency::parse(cells[2]),
                              Date::parse_iso(cells[0]), cells[3]});
    } catch (const FormatError& e) {
      faults.add({number, 1}, std::string(e.what()) +
                                  "; write date,from,to,rate, such as "
                                  "2026-05-29,USD,EUR,0.9227");
    }
  }
}

void read_exchange_rates(Mapping& root, const std::filesystem::path& file,
                         model::CashPolicy& policy, std::vector<Failure>& others, Faults& faults) {
  const Node* node = root.find("exchange_rates");
  if (node == nullptr) return;
  Mapping map(*node, "exchange_rates", "exchange_rates", faults);
  const std::string name = map.required_text("file");
  constexpr int kValidMax = 31;
  policy.rates_valid_days = map.integer("valid_days", 0, kValidMax, policy.rates_valid_days);
  map.finish();
  if (name.empty()) return;
  const auto path = resolve(std::filesystem::absolute(file).parent_path(), name);
  Faults of_rates(path.string());
  if (const auto text = read_file(path, of_rates)) read_rates(*text, policy, of_rates);
  std::ranges::move(of_rates.take(), std::back_inserter(others));
}

/// A form has letters, digits, blanks and marks between them, and '#' for each digit that counts
/// on.
void read_number_forms(Mapping& root, model::CashPolicy& policy, Faults& faults) {
  constexpr std::string_view kMarks = "#-./_ ";
  constexpr int kDigitsMin = 3;
  const Node* list = root.find("number_forms");
  if (list == nullptr) return;
  for (const Node& entry : read_list(*list, "number_forms", faults)) {
    auto form = read_text(entry, "number_forms", faults);
    if (!form) continue;
    const bool spelled = std::ranges::all_of(*form, [&](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kMarks.find(c) != kMarks.npos;
    });
    if (spelled && std::ranges::count(*form, '#') >= kDigitsMin)
      policy.number_forms.push_back(std::move(*form));
    else
      faults.add(entry.at, "number_forms: " + in_quotes(*form) +
                               " is no form of a number; write capital letters and digits as they "
                               "stand in it and '#' for each digit that counts on, at least three, "
                               "such as SI27-#####");
  }
}

void read_scopes(Mapping& root, model::CashPolicy& policy, Faults& faults) {
  const Node* list = root.find("rules");
  if (list == nullptr) return;
  for (const Node& entry : read_list(*list, "rules", faults)) {
    Mapping map(entry, "rules", "a rule", faults);
    model::CashScope scope;
    scope.name = map.required_text("name");
    scope.company_codes = read_names(map, "company_codes", faults);
    scope.customer_groups = read_names(map, "customer_groups", faults);
    scope.rules = read_rules(map, policy.defaults, faults);
    map.finish();
    policy.scopes.push_back(std::move(scope));
  }
}

LoadedCashPolicy read(const std::optional<std::string>& text, Faults& faults,
                      const std::filesystem::path& file,
                      const std::set<std::string>& company_codes) {
  LoadedCashPolicy loaded;
  model::CashPolicy policy;
  std::vector<Failure> others;
  const auto root = text ? parse_yaml(*text, faults) : std::nullopt;
  if (root) {
    Mapping map(*root, "policy", "the policy", faults);
    read_groups(map, policy, faults);
    if (const Node* defaults = map.find("defaults")) {
      Mapping section(*defaults, "defaults", "defaults", faults);
      policy.defaults = read_rules(section, policy.defaults, faults);
      section.finish();
    }
    read_scopes(map, policy, faults);
    read_number_forms(map, policy, faults);
    read_exchange_rates(map, file, policy, others, faults);
    map.finish();
    lint_cash_policy(policy, *root, company_codes, faults);
  }
  loaded.faults = faults.take();
  std::ranges::move(others, std::back_inserter(loaded.faults));
  if (!loaded.faults.empty() || !root) return loaded;
  policy.yaml = effective_yaml(policy);
  Sha256 hash;
  hash.update(policy.yaml);
  for (const model::DatedRate& r : policy.rates)
    hash.update(r.date.to_string() + std::string(r.from.code()) + std::string(r.to.code()) +
                r.rate + "\n");
  policy.version = hash.hex_digest();
  loaded.policy = std::move(policy);
  return loaded;
}

}  // namespace

LoadedCashPolicy load_cash_policy_text(std::string_view yaml, const std::filesystem::path& file,
                                       const std::set<std::string>& company_codes) {
  Faults faults(file.string());
  return read(std::string(yaml), faults, file, company_codes);
}

LoadedCashPolicy load_cash_policy(const std::filesystem::path& file,
                                  const std::set<std::string>& company_codes) {
  Faults faults(file.string());
  const auto text = read_file(file, faults);
  return read(text, faults, file, company_codes);
}

}  // namespace saldo::config
