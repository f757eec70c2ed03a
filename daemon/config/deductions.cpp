#include "config/procedure.hpp"
#include "config/sections.hpp"
#include "config/yaml_writer.hpp"
#include "model/keys.hpp"

/// What a company says of deductions, RULES §7:
///
///     deductions:
///       window_days: 90                 # from the payment on; without it, without end
///       windows:                        # as customers' contracts have it
///         - { customer: "100001", days: 30 }
///       evidence:                       # one of them, before a deduction is credited
///         - { reason: shortage, kinds: [proof_of_delivery] }
namespace saldo::config {

namespace {

/// The value of an enumeration by its name, or a fault.
template <class Parse>
auto read_word(const Node& node, const char* key, Parse parse, Faults& faults) {
  const auto text = read_text(node, key, faults);
  std::optional<std::remove_cvref_t<decltype(parse(*text).value())>> word;
  if (!text) return word;
  const auto parsed = parse(*text);
  if (parsed)
    word = *parsed;
  else
    faults.add(node.at, parsed.error().message);
  return word;
}

void read_window(const Node& node, model::DeductionPolicy& policy, Faults& faults) {
  Mapping map(node, "windows", "an entry of windows", faults);
  const std::string customer = map.required_text("customer");
  map.require("days");
  const int days = map.integer("days", 1, kDaysMax, 1);
  map.finish();
  if (!customer.empty() && !policy.windows.emplace(model::number_key(customer), days).second)
    faults.add(node.at, "customer " + in_quotes(customer) + " has a window already");
}

void read_evidence(const Node& node, model::DeductionPolicy& policy, Faults& faults) {
  Mapping map(node, "evidence", "an entry of evidence", faults);
  std::optional<model::DisputeReason> reason;
  if (const Node* at = map.require("reason"))
    reason = read_word(*at, "reason", model::parse_dispute_reason, faults);
  std::vector<model::EvidenceKind> kinds;
  if (const Node* list = map.require("kinds"))
    for (const Node& kind : read_list(*list, "kinds", faults))
      if (const auto one = read_word(kind, "kinds", model::parse_evidence_kind, faults))
        kinds.push_back(*one);
  map.finish();
  if (!reason) return;
  if (kinds.empty())
    faults.add(node.at, "nothing could ever show a deduction for " +
                            std::string(model::to_string(*reason)) +
                            "; name at least one kind, or leave the entry out for any");
  else if (!policy.evidence.emplace(*reason, std::move(kinds)).second)
    faults.add(node.at, "the reason " + std::string(model::to_string(*reason)) +
                            " has its evidence already; put the kinds into one entry");
}

}  // namespace

model::DeductionPolicy read_deductions(const Node& node, Faults& faults) {
  model::DeductionPolicy policy;
  Mapping map(node, "deductions", "deductions", faults);
  policy.window_days = map.integer("window_days", 1, kDaysMax, 0);
  if (const Node* list = map.find("windows"))
    for (const Node& entry : read_list(*list, "windows", faults))
      read_window(entry, policy, faults);
  if (const Node* list = map.find("evidence"))
    for (const Node& entry : read_list(*list, "evidence", faults))
      read_evidence(entry, policy, faults);
  map.finish();
  return policy;
}

void write_deductions(Writer& w, const model::DeductionPolicy& policy) {
  w.key("deductions").map();
  if (policy.window_days != 0) w.key("window_days").number(policy.window_days);
  w.key("windows").list();
  for (const auto& [customer, days] : policy.windows)
    w.flow().map().key("customer").text(customer).key("days").number(days).end_map();
  w.end_list().key("evidence").list();
  for (const auto& [reason, kinds] : policy.evidence) {
    std::vector<std::string> names;
    for (const model::EvidenceKind kind : kinds) names.emplace_back(model::to_string(kind));
    w.flow().map().key("reason").text(std::string(model::to_string(reason)));
    w.texts("kinds", names);
    w.end_map();
  }
  w.end_list().end_map();
}

}  // namespace saldo::config
