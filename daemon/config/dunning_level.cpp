#include "config/procedure.hpp"

namespace saldo::config {
namespace {

using model::DunningLevel;

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

}  // namespace

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

std::vector<std::string> read_channels(Mapping& map, Faults& faults) {
  std::vector<std::string> channels;
  if (const Node* list = map.find("channels"))
    for (const Node& entry : read_list(*list, "channels", faults))
      if (auto channel = read_choice(entry, "channels", kChannels, faults))
        channels.push_back(std::move(*channel));
  return channels;
}

namespace {

model::DunningEffects read_effects(Mapping& map, Faults& faults) {
  model::DunningEffects effects;
  const Node* list = map.find("effects");
  if (list == nullptr) return effects;
  for (const Node& entry : read_list(*list, "effects", faults)) {
    const auto effect =
        read_choice(entry, "effects", {"credit_block", "delivery_stop", "hand_over"}, faults);
    effects.credit_block |= effect == "credit_block";
    effects.delivery_stop |= effect == "delivery_stop";
    effects.hand_over |= effect == "hand_over";
  }
  return effects;
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
  level.text = map.text("text");
  level.channels = read_channels(map, faults);
  level.interest = map.flag("interest", false);
  level.needs_approval = map.flag("needs_approval", true);
  level.effects = read_effects(map, faults);
  map.finish();
  return level;
}

}  // namespace

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

}  // namespace saldo::config
