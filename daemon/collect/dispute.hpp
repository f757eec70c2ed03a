#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/dispute.hpp"
#include "saldo/date.hpp"

/// The life of a dispute, and who may decide on it (RULES §7).
namespace saldo::collect {

/// What is done to a dispute.
enum class DisputeAct {
  assign,         ///< to an owner, or to another one
  resume,         ///< the owner begins, or goes on
  wait_customer,  ///< the customer has the next word
  wait_internal,  ///< a colleague has
  resolve,        ///< says what comes of it
  approve,        ///< another person agrees
  reject,         ///< or doesn't: the owner goes on
  close,          ///< the outcome is in effect
  settle,         ///< the items have cleared: nothing is left to dispute
  annul,          ///< it should not have been opened; "void"
  reopen,
};
std::string_view to_string(DisputeAct act);
const std::vector<DisputeAct>& all_dispute_acts();

/// The state that follows; none where the state doesn't allow the act.
std::optional<model::DisputeState> next_state(model::DisputeState state, DisputeAct act);
/// As next_state; a Failure (conflict) that says what can be done instead.
Result<model::DisputeState> after(model::DisputeState state, DisputeAct act);

/// Who has had a hand in the resolution so far.
struct DisputeHands {
  std::string opened_by, resolved_by;
  std::vector<std::string> approvers;  ///< in order
  int eyes = 2;                        ///< how many people it takes, with the one who resolved
};
/// What one more approval by `actor` comes to: true, it is approved; false, somebody else must
/// approve it, too. Whoever opened the dispute or resolved it can't approve what is given away for
/// it, and nobody counts twice (`denied`). That holds for everybody.
Result<bool> approve_resolution(const DisputeHands& hands, const std::string& actor);

/// Whether a dispute that was closed may still be reopened; a Failure (conflict) that says until
/// when it could be.
Result<void> may_reopen(Date closed_on, Date today, int within_days);

}  // namespace saldo::collect
