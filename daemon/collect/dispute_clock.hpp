#pragma once

#include <span>

#include "model/calendar.hpp"
#include "model/dispute.hpp"
#include "saldo/date.hpp"

/// How long a dispute has been worked on, in business days.
namespace saldo::collect {

/// From this day on the dispute was in this state.
struct DisputeStep {
  Date day;
  model::DisputeState state = model::DisputeState::fresh;
};

struct DisputeClock {
  int used = 0;  ///< business days behind the day on which it was opened, up to today
  Date due;      ///< the day on which `used` reaches the limit; empty while the clock stands
};

/// The clock runs from the last opening while the next word is ours: not while the customer has it,
/// nor once the dispute is resolved. `steps` in order, the first is the opening. What happens on a
/// day counts from the next one.
DisputeClock dispute_clock(std::span<const DisputeStep> steps, int days_allowed,
                           const model::Calendar& calendar, Date today);

/// How far up the chain a dispute belongs that has used so many of the days allowed (see
/// model::escalated_to).
int escalation_due(int used, const model::DisputeSla& sla);

}  // namespace saldo::collect
