#include "collect/dispute_clock.hpp"

#include <algorithm>

namespace saldo::collect {

namespace {

using model::DisputeState;

bool runs_in(DisputeState state) {
  return model::is_open(state) && state != DisputeState::waiting_customer &&
         state != DisputeState::resolved;
}

bool opens(DisputeState state) {
  return state == DisputeState::fresh || state == DisputeState::reopened;
}

}  // namespace

DisputeClock dispute_clock(std::span<const DisputeStep> steps, int days_allowed,
                           const model::Calendar& calendar, Date today) {
  DisputeClock clock;
  if (steps.empty()) return clock;
  std::size_t at = steps.size() - 1;
  while (at > 0 && !opens(steps[at].state)) --at;
  // Long enough for any calendar; the walk ends as soon as both figures are known.
  const Date last = std::max(today, steps.back().day).plus_days(days_allowed * 7 + 366);
  int counted = 0;
  for (Date day = steps[at].day.plus_days(1); day <= last; day = day.plus_days(1)) {
    while (at + 1 < steps.size() && steps[at + 1].day < day) ++at;
    const bool runs = runs_in(steps[at].state);
    if (!runs && at + 1 == steps.size()) break;
    if (runs && calendar.business_day(day)) {
      if (++counted == days_allowed) clock.due = day;
      if (day <= today) clock.used = counted;
    }
    if (day >= today && counted >= days_allowed) break;
  }
  if (!runs_in(steps.back().state)) clock.due = {};
  return clock;
}

int escalation_due(int used, const model::DisputeSla& sla) {
  if (used <= sla.days) return 0;
  const int steps = 1 + (used - sla.days - 1) / std::max(1, sla.step_days);
  return std::min(steps, model::kEscalationMax);
}

}  // namespace saldo::collect
