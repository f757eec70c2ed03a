#include "collect/dispute.hpp"

#include <algorithm>

#include "collect/approval.hpp"
#include "model/spelling.hpp"

namespace saldo::collect {

namespace {

using model::DisputeState;

constexpr model::Spelling<DisputeAct, 11> kActs{{
    {DisputeAct::assign, "assign"},
    {DisputeAct::resume, "resume"},
    {DisputeAct::wait_customer, "wait_customer"},
    {DisputeAct::wait_internal, "wait_internal"},
    {DisputeAct::resolve, "resolve"},
    {DisputeAct::approve, "approve"},
    {DisputeAct::reject, "reject"},
    {DisputeAct::close, "close"},
    {DisputeAct::settle, "settle"},
    {DisputeAct::annul, "void"},
    {DisputeAct::reopen, "reopen"},
}};

struct Transition {
  DisputeState from;
  DisputeAct act;
  DisputeState to;
};

using enum DisputeState;

constexpr Transition kTransitions[] = {
    {fresh, DisputeAct::assign, assigned},
    {reopened, DisputeAct::assign, assigned},
    {assigned, DisputeAct::assign, assigned},
    {in_progress, DisputeAct::assign, assigned},
    {waiting_customer, DisputeAct::assign, assigned},
    {waiting_internal, DisputeAct::assign, assigned},

    {assigned, DisputeAct::resume, in_progress},
    {waiting_customer, DisputeAct::resume, in_progress},
    {waiting_internal, DisputeAct::resume, in_progress},

    // Who waits or resolves has begun.
    {assigned, DisputeAct::wait_customer, waiting_customer},
    {in_progress, DisputeAct::wait_customer, waiting_customer},
    {waiting_internal, DisputeAct::wait_customer, waiting_customer},
    {assigned, DisputeAct::wait_internal, waiting_internal},
    {in_progress, DisputeAct::wait_internal, waiting_internal},
    {waiting_customer, DisputeAct::wait_internal, waiting_internal},
    {assigned, DisputeAct::resolve, resolved},
    {in_progress, DisputeAct::resolve, resolved},
    {waiting_customer, DisputeAct::resolve, resolved},
    {waiting_internal, DisputeAct::resolve, resolved},

    // An approved resolution can still be taken back as long as it isn't in effect.
    {resolved, DisputeAct::approve, resolved},
    {resolved, DisputeAct::reject, in_progress},
    {resolved, DisputeAct::close, closed},

    {closed, DisputeAct::reopen, reopened},
};

}  // namespace

std::string_view to_string(DisputeAct act) { return model::spell(kActs, act); }

const std::vector<DisputeAct>& all_dispute_acts() {
  static const std::vector<DisputeAct> all = [] {
    std::vector<DisputeAct> acts;
    for (const auto& [act, name] : kActs) acts.push_back(act);
    return acts;
  }();
  return all;
}

std::optional<DisputeState> next_state(DisputeState state, DisputeAct act) {
  if (act == DisputeAct::annul && model::is_open(state)) return voided;
  if (act == DisputeAct::settle && model::is_open(state)) return closed;
  const auto found = std::ranges::find_if(
      kTransitions, [&](const Transition& t) { return t.from == state && t.act == act; });
  return found == std::end(kTransitions) ? std::nullopt : std::optional(found->to);
}

Result<DisputeState> after(DisputeState state, DisputeAct act) {
  if (const auto next = next_state(state, act)) return *next;
  std::string possible;
  for (const DisputeAct other : all_dispute_acts())
    if (other != DisputeAct::settle && next_state(state, other))
      possible += (possible.empty() ? "" : ", ") + std::string(to_string(other));
  return Failure{.kind = FailureKind::conflict,
                 .message = "the dispute is " + std::string(model::to_string(state)) + ", which " +
                            std::string(to_string(act)) + " doesn't fit; what can be done: " +
                            (possible.empty() ? "nothing, open a new one" : possible),
                 .rule = "dispute.state"};
}

Result<bool> approve_resolution(const DisputeHands& hands, const std::string& actor) {
  if (actor == hands.opened_by)
    return Failure{.kind = FailureKind::denied,
                   .message = actor +
                              " opened this dispute; another person must approve what is "
                              "given away for it",
                   .rule = "dispute.maker_checker"};
  if (actor == hands.resolved_by)
    return Failure{.kind = FailureKind::denied,
                   .message = actor + " resolved this dispute; another person must approve it",
                   .rule = "dispute.maker_checker"};
  return approve({.maker = hands.resolved_by, .approvers = hands.approvers, .eyes = hands.eyes},
                 actor);
}

Result<void> may_reopen(Date closed_on, Date today, int within_days) {
  const Date last = closed_on.plus_days(within_days);
  if (today <= last) return {};
  return Failure{.kind = FailureKind::conflict,
                 .message = "the dispute was closed on " + closed_on.to_string() +
                            " and could be reopened until " + last.to_string() + "; open a new one",
                 .rule = "dispute.reopen"};
}

}  // namespace saldo::collect
