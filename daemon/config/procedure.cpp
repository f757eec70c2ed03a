#include <algorithm>

#include "config/sections.hpp"

/// Dunning procedures, RULES §1.8:
///
///     standard:
///       interval_days: 14              # between two notices to one customer
///       account_min_arrears_days: 5    # one item must be this late before the account is dunned
///       item_grace_days: 3
///       levels:
///         - { days: 5 }
///         - { days: 20, min_amount: 50.00 EUR, fee: { EUR: "5.00", SEK: "50.00" } }
///         - { days: 40, min_percent: 10, always: true }
namespace saldo::config {
namespace {

using model::CreditMode;
using model::DisputeMode;
using model::DunningLevel;
using model::DunningProcedure;

constexpr int kDaysMax = 3650;

void add_amount(std::string_view amount, std::string_view currency, const Node& node,
                std::string_view key, std::map<std::string, Money>& amounts, Faults& faults) {
  try {
    const Money money = Money::parse(amount, Currency::parse(currency));
    if (money.minor < 0)
      faults.add(node.at, in_quotes(key) + " must not be negative, but is " + in_quotes(amount));
    amounts.emplace(currency, money);
  } catch (const FormatError& e) {
    faults.add(node.at,
               in_quotes(key) + ": " + e.what() + "; write 1234.50 EUR or { EUR: 1234.50 }");
  }
}

/// "5.00 EUR", or amounts by currency: { EUR: 5.00, SEK: 50 }.
std::map<std::string, Money> read_amounts(Mapping& map, std::string_view key, Faults& faults) {
  std::map<std::string, Money> amounts;
  const Node* node = map.find(key);
  if (node == nullptr) return amounts;
  if (node->kind == Node::Kind::mapping) {
    for (const Entry& entry : node->entries)
      if (const auto amount = read_text(entry.value, entry.key, faults))
        add_amount(*amount, entry.key, entry.value, key, amounts, faults);
  } else if (const auto text = read_text(*node, key, faults)) {
    const auto space = text->rfind(' ');
    if (space == std::string::npos)
      faults.add(node->at, in_quotes(key) +
                               " must be an amount with its currency, such as 5.00 EUR " +
                               "or { EUR: 5.00, SEK: 50.00 }, not " + in_quotes(*text));
    else
      add_amount(text->substr(0, space), text->substr(space + 1), *node, key, amounts, faults);
  }
  return amounts;
}

/// A percentage above 0 and up to 100, with up to three decimals.
std::optional<model::Percent> read_percent(Mapping& map, std::string_view key, Faults& faults) {
  const Node* node = map.find(key);
  if (node == nullptr) return std::nullopt;
  const auto text = read_text(*node, key, faults);
  if (!text) return std::nullopt;
  const auto percent = model::Percent::parse(*text);
  if (percent && !percent->zero()) return *percent;
  faults.add(node->at, in_quotes(key) +
                           " must be a number above 0 and up to 100, with up to three decimals, "
                           "not " +
                           in_quotes(*text));
  return std::nullopt;
}

DunningLevel read_level(const Node& node, Faults& faults) {
  DunningLevel level;
  Mapping map(node, "levels", "a dunning level", faults);
  map.require("days");
  level.days = map.integer("days", 1, kDaysMax, 0);
  level.min_amount = read_amounts(map, "min_amount", faults);
  level.min_percent = read_percent(map, "min_percent", faults);
  level.fee = read_amounts(map, "fee", faults);
  level.always = map.flag("always", false);
  map.finish();
  return level;
}

std::vector<DunningLevel> read_levels(const Node& node, Faults& faults) {
  constexpr std::size_t kLevelsMax = 9;  // as in SAP, where one digit holds the level
  std::vector<DunningLevel> levels;
  const auto& list = read_list(node, "levels", faults);
  if (node.kind == Node::Kind::sequence && (list.empty() || list.size() > kLevelsMax))
    faults.add(node.at,
               "a dunning procedure has 1 to 9 levels, not " + std::to_string(list.size()));
  for (const Node& entry : list) {
    levels.push_back(read_level(entry, faults));
    if (levels.size() < 2) continue;
    const int earlier = levels[levels.size() - 2].days;
    if (const int days = levels.back().days; days != 0 && days <= earlier)
      faults.add(entry.at, "level " + std::to_string(levels.size()) + " begins after " +
                               std::to_string(days) + " days, which is not later than level " +
                               std::to_string(levels.size() - 1) + " with " +
                               std::to_string(earlier) + "; put the levels in ascending order");
  }
  return levels;
}

/// One of the modes by its name; the first where the key isn't there.
template <class Mode>
Mode read_mode(Mapping& map, std::string_view key, std::initializer_list<Mode> modes) {
  std::vector<std::string> names;
  for (const Mode mode : modes) names.emplace_back(model::to_string(mode));
  const auto name = map.choice(key, names, names.front());
  return *(modes.begin() + (std::ranges::find(names, name) - names.begin()));
}

DunningProcedure read_procedure(const Entry& entry, Faults& faults) {
  DunningProcedure p;
  p.name = entry.key;
  Mapping map(entry.value, entry.key, "dunning procedure " + in_quotes(entry.key), faults);
  map.require("interval_days");
  p.interval_days = map.integer("interval_days", 1, kDaysMax, p.interval_days);
  p.account_min_arrears = map.integer("account_min_arrears_days", 0, kDaysMax, 0);
  p.item_grace = map.integer("item_grace_days", 0, kDaysMax, 0);
  p.progressive = map.flag("progressive", p.progressive);
  p.credit_mode =
      read_mode(map, "credit_mode", {CreditMode::sap_like, CreditMode::net, CreditMode::ignore});
  p.dispute_mode =
      read_mode(map, "dispute_mode", {DisputeMode::whole, DisputeMode::undisputed_part});
  p.unapplied_hold = read_percent(map, "unapplied_hold_percent", faults);
  if (const Node* node = map.find("bank_data")) {
    Mapping bank(*node, "bank_data", "bank_data", faults);
    p.max_bank_age_days = bank.integer("max_age_days", 1, kDaysMax, 0);
    p.require_no_gap = bank.flag("require_no_gap", p.require_no_gap);
    bank.finish();
  }
  if (const Node* levels = map.require("levels")) p.levels = read_levels(*levels, faults);
  map.finish();
  return p;
}

}  // namespace

DunningProcedure standard_procedure() {
  DunningProcedure p;
  p.name = "standard";
  p.interval_days = 14;
  p.account_min_arrears = 5;
  p.item_grace = 3;
  p.levels = {{.days = 5}, {.days = 20}, {.days = 40, .always = true}};
  return p;
}

std::map<std::string, DunningProcedure> read_procedures(const Node& node, Faults& faults) {
  std::map<std::string, DunningProcedure> procedures;
  Mapping dunning(node, "dunning", "dunning", faults);
  if (const Node* list = dunning.require("procedures")) {
    Mapping map(*list, "procedures", "procedures", faults);
    for (const Entry& entry : list->entries) {
      check_name(entry.key, "procedures", entry.at, faults);
      procedures.emplace(entry.key, read_procedure(entry, faults));
    }
  }
  dunning.finish();
  return procedures;
}

}  // namespace saldo::config
