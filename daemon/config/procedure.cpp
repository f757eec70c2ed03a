#include <algorithm>

#include "config/procedure.hpp"
#include "config/sections.hpp"

/// Dunning procedures, RULES §1.8. One that has the name of a procedure in the ERP duns the
/// customers that have it there, and no other configured one does:
///
///     standard:
///       interval_days: 14              # between two notices to one customer
///       account_min_arrears_days: 5    # one item must be this late before the account is dunned
///       item_grace_days: 3
///       balance_check: { max_age_days: 1 }   # a job of this kind found the book like the ERP's
///       days: { calendar: DE, due_date: following, business_days_only: true }
///       channel_interval_days: { email: 7, letter: 14 }
///       four_eyes: { from_amount: 10000.00 EUR, from_level: 3 }
///       interest: { country: DE, compensation: true }
///       legal: { interval_days: 30, text: before-court }
///       levels:
///         - { days: 5 }
///         - { days: 20, min_amount: 50.00 EUR, fee: { EUR: "5.00", SEK: "50.00" } }
///         - { days: 40, min_percent: 10, always: true, effects: [delivery_stop] }
namespace saldo::config {
namespace {

using model::CreditMode;
using model::DayBasis;
using model::DisputeMode;
using model::DueConvention;
using model::DunningMode;
using model::DunningProcedure;

/// One of the modes by its name; the first where the key isn't there.
template <class Mode>
Mode read_mode(Mapping& map, std::string_view key, std::initializer_list<Mode> modes) {
  std::vector<std::string> names;
  for (const Mode mode : modes) names.emplace_back(model::to_string(mode));
  const auto name = map.choice(key, names, names.front());
  return *(modes.begin() + (std::ranges::find(names, name) - names.begin()));
}

model::DunningDays read_days(Mapping& map, Faults& faults) {
  model::DunningDays days;
  const Node* node = map.find("days");
  if (node == nullptr) return days;
  Mapping section(*node, "days", "days", faults);
  days.calendar = section.required_text("calendar");
  days.due_date =
      read_mode(section, "due_date",
                {DueConvention::none, DueConvention::following, DueConvention::modified_following});
  days.business_days_only = section.flag("business_days_only", false);
  section.finish();
  return days;
}

std::map<std::string, int> read_channel_intervals(Mapping& map, Faults& faults) {
  std::map<std::string, int> intervals;
  const Node* node = map.find("channel_interval_days");
  if (node == nullptr) return intervals;
  Mapping section(*node, "channel_interval_days", "channel_interval_days", faults);
  for (const std::string& channel : kChannels)
    if (section.find(channel) != nullptr)
      intervals[channel] = section.integer(channel, 1, kDaysMax, 1);
  section.finish();
  return intervals;
}

std::optional<model::LegalStage> read_legal(Mapping& map, Faults& faults) {
  const Node* node = map.find("legal");
  if (node == nullptr) return std::nullopt;
  model::LegalStage legal;
  Mapping section(*node, "legal", "legal", faults);
  section.require("interval_days");
  legal.interval_days = section.integer("interval_days", 1, kDaysMax, legal.interval_days);
  legal.text = section.text("text");
  legal.channels = read_channels(section, faults);
  section.finish();
  return legal;
}

model::FourEyes read_four_eyes(Mapping& map, Faults& faults) {
  model::FourEyes eyes;
  const Node* node = map.find("four_eyes");
  if (node == nullptr) return eyes;
  Mapping section(*node, "four_eyes", "four_eyes", faults);
  eyes.from_amount = read_amounts(section, "from_amount", faults);
  eyes.from_level = section.integer("from_level", 1, 9, 0);
  section.finish();
  return eyes;
}

std::optional<model::InterestTerms> read_interest(Mapping& map, Faults& faults) {
  const Node* node = map.find("interest");
  if (node == nullptr) return std::nullopt;
  model::InterestTerms terms;
  Mapping section(*node, "interest", "interest", faults);
  terms.country = section.required_text("country");
  terms.regime = section.text("regime", terms.regime);
  terms.basis =
      read_mode(section, "basis", {DayBasis::act_365, DayBasis::act_act, DayBasis::act_360});
  terms.compensation = section.flag("compensation", false);
  section.finish();
  return terms;
}

DunningProcedure read_procedure(const Entry& entry, const Config& config, Faults& faults) {
  DunningProcedure p;
  p.name = entry.key;
  Mapping map(entry.value, entry.key, "dunning procedure " + in_quotes(entry.key), faults);
  p.mode = read_mode(map, "mode", {DunningMode::item, DunningMode::account});
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
  if (const Node* node = map.find("balance_check")) {
    Mapping check(*node, "balance_check", "balance_check", faults);
    check.require("max_age_days");
    p.max_balance_check_age_days = check.integer("max_age_days", 1, kDaysMax, 1);
    check.finish();
  }
  p.days = read_days(map, faults);
  p.channel_interval_days = read_channel_intervals(map, faults);
  p.show_all_from_level = map.integer("show_all_from_level", 1, 9, 0);
  p.legal = read_legal(map, faults);
  p.four_eyes = read_four_eyes(map, faults);
  p.interest = read_interest(map, faults);
  if (const Node* levels = map.require("levels")) p.levels = read_levels(*levels, faults);
  map.finish();
  lint_procedure(p, entry.value, config, faults);
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

std::map<std::string, DunningProcedure> read_procedures(const Node& node, const Config& config,
                                                        Faults& faults) {
  std::map<std::string, DunningProcedure> procedures;
  Mapping dunning(node, "dunning", "dunning", faults);
  if (const Node* list = dunning.require("procedures")) {
    Mapping map(*list, "procedures", "procedures", faults);
    for (const Entry& entry : list->entries) {
      check_name(entry.key, "procedures", entry.at, faults);
      procedures.emplace(entry.key, read_procedure(entry, config, faults));
    }
  }
  dunning.finish();
  return procedures;
}

}  // namespace saldo::config
