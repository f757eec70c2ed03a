#include <algorithm>

#include "config/procedure.hpp"
#include "config/sections.hpp"
#include "config/yaml_writer.hpp"

/// What a company says of disputes, RULES §7:
///
///     disputes:
///       calendar: DE                    # whose business days count
///       reopen_within_days: 30
///       third_person_beyond: 10000.00 EUR   # what is given away beyond it takes two approvals
///       sla:                            # the first that fits; 10 and 5 days where none does
///         - { reason: price, beyond: 5000.00 EUR, days: 3, step_days: 2 }
///         - { queue: service-partner, days: 5 }
///         - { days: 10 }
namespace saldo::config {

namespace {

using model::DisputeSla;

constexpr int kSlaDaysMax = 250;  // a year of business days

DisputeSla read_sla(const Node& node, Faults& faults) {
  DisputeSla sla;
  Mapping map(node, "sla", "an entry of sla", faults);
  if (const Node* reason = map.find("reason"))
    if (const auto text = read_text(*reason, "reason", faults)) {
      const auto parsed = model::parse_dispute_reason(*text);
      if (parsed)
        sla.reason = *parsed;
      else
        faults.add(reason->at, parsed.error().message);
    }
  sla.beyond = read_amounts(map, "beyond", faults);
  sla.queue = map.text("queue");
  map.require("days");
  sla.days = map.integer("days", 1, kSlaDaysMax, sla.days);
  sla.step_days = map.integer("step_days", 1, kSlaDaysMax, sla.step_days);
  map.finish();
  return sla;
}

bool fits_all(const DisputeSla& sla) {
  return !sla.reason && sla.beyond.empty() && sla.queue.empty();
}

void check_calendar(Mapping& map, const model::DisputePolicy& policy, const Config& config,
                    Faults& faults) {
  if (policy.calendar.empty() || config.calendars.contains(policy.calendar)) return;
  std::vector<std::string> names;
  for (const auto& [name, calendar] : config.calendars) names.push_back(name);
  faults.add(map.key_at("calendar"), "there is no calendar " + in_quotes(policy.calendar) +
                                         suggestion(policy.calendar, names, "there are"));
}

}  // namespace

model::DisputePolicy read_disputes(const Node& node, const Config& config, Faults& faults) {
  model::DisputePolicy policy;
  Mapping map(node, "disputes", "disputes", faults);
  policy.calendar = map.text("calendar");
  check_calendar(map, policy, config, faults);
  policy.reopen_within_days = map.integer("reopen_within_days", 0, kDaysMax, 30);
  policy.third_person_beyond = read_amounts(map, "third_person_beyond", faults);
  if (const Node* list = map.find("sla"))
    for (const Node& entry : read_list(*list, "sla", faults)) {
      if (std::ranges::any_of(policy.slas, fits_all))
        faults.add(entry.at,
                   "nothing reaches this entry of 'sla': one before it fits everything; "
                   "move that one to the end");
      policy.slas.push_back(read_sla(entry, faults));
    }
  map.finish();
  return policy;
}

void write_disputes(Writer& w, const model::DisputePolicy& policy) {
  w.key("disputes").map();
  if (!policy.calendar.empty()) w.key("calendar").text(policy.calendar);
  w.key("reopen_within_days").number(policy.reopen_within_days);
  write_amounts(w, "third_person_beyond", policy.third_person_beyond);
  w.key("sla").list();
  for (const DisputeSla& sla : policy.slas) {
    w.map();
    if (sla.reason) w.key("reason").text(std::string(model::to_string(*sla.reason)));
    write_amounts(w, "beyond", sla.beyond);
    if (!sla.queue.empty()) w.key("queue").text(sla.queue);
    w.key("days").number(sla.days).key("step_days").number(sla.step_days).end_map();
  }
  w.end_list().end_map();
}

}  // namespace saldo::config
