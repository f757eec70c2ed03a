#pragma once

#include "flows/dispute_case.hpp"
#include "flows/environment.hpp"

/// What saldo does to disputes by itself.
namespace saldo::flows {

/// How disputes were brought up to what has happened.
struct DisputesBrought {
  std::int64_t changed = 0;  ///< amounts of theirs that were settled
  std::int64_t closed = 0;   ///< nothing of them was left
  std::int64_t opened = 0;   ///< deductions that cash application found
  std::int64_t voided = 0;   ///< the decision that found the deduction was undone
  bool any() const { return changed + closed + opened + voided != 0; }
};
/// Takes over what was settled on disputed items, voids what nobody has touched and has no
/// deduction behind it any more, and opens a dispute for each deduction that cash application has
/// found since it was asked last: once, for its cursor moves in the same transaction.
DisputesBrought bring_disputes_up(const DisputeDesk& desk);

/// As bring_disputes_up, and escalates what is late by its SLA.
RunOutcome run_disputes(const Environment& environment, Date today, bool dry_run,
                        const RunControl& control);

}  // namespace saldo::flows
