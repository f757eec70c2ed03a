#include "model/dispute.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "model/spelling.hpp"

namespace saldo::model {

namespace {

constexpr Spelling<DisputeState, 9> kStates{{
    {DisputeState::fresh, "new"},
    {DisputeState::assigned, "assigned"},
    {DisputeState::in_progress, "in_progress"},
    {DisputeState::waiting_customer, "waiting_customer"},
    {DisputeState::waiting_internal, "waiting_internal"},
    {DisputeState::resolved, "resolved"},
    {DisputeState::closed, "closed"},
    {DisputeState::voided, "voided"},
    {DisputeState::reopened, "reopened"},
}};

constexpr Spelling<DisputeResolution, 5> kResolutions{{
    {DisputeResolution::credit, "credit"},
    {DisputeResolution::rebill, "rebill"},
    {DisputeResolution::customer_pays, "customer_pays"},
    {DisputeResolution::partial, "partial"},
    {DisputeResolution::write_off, "write_off"},
}};

constexpr Spelling<DisputeReason, 11> kReasons{{
    {DisputeReason::price, "price"},
    {DisputeReason::shortage, "shortage"},
    {DisputeReason::damage, "damage"},
    {DisputeReason::freight, "freight"},
    {DisputeReason::tax, "tax"},
    {DisputeReason::trade_promotion, "trade_promotion"},
    {DisputeReason::cash_discount, "cash_discount"},
    {DisputeReason::duplicate, "duplicate"},
    {DisputeReason::paid_already, "paid_already"},
    {DisputeReason::document, "document"},
    {DisputeReason::unknown, "unknown"},
}};

constexpr std::array<std::string_view, kEscalationMax + 1> kChain{"collector", "team_lead", "sales",
                                                                  "credit_manager"};

}  // namespace

std::string_view to_string(DisputeState state) { return spell(kStates, state); }
Result<DisputeState> parse_dispute_state(std::string_view text) {
  return read(kStates, "state of a dispute", text);
}

bool is_open(DisputeState state) {
  return state != DisputeState::closed && state != DisputeState::voided;
}

std::string_view to_string(DisputeResolution resolution) { return spell(kResolutions, resolution); }
Result<DisputeResolution> parse_dispute_resolution(std::string_view text) {
  return read(kResolutions, "resolution", text);
}

bool needs_approval(DisputeResolution resolution) {
  return resolution != DisputeResolution::customer_pays;
}

std::string_view to_string(DisputeReason reason) { return spell(kReasons, reason); }
Result<DisputeReason> parse_dispute_reason(std::string_view text) {
  return read(kReasons, "reason of a dispute", text);
}

DisputeSla DisputePolicy::sla(DisputeReason reason, Money amount, std::string_view queue) const {
  const auto fits = std::ranges::find_if(slas, [&](const DisputeSla& s) {
    return (!s.reason || *s.reason == reason) && (s.queue.empty() || s.queue == queue) &&
           (s.beyond.empty() || is_beyond(amount, s.beyond));
  });
  return fits == slas.end() ? DisputeSla{} : *fits;
}

std::string_view escalated_to(int escalation) {
  SALDO_ASSERT(escalation >= 0 && escalation <= kEscalationMax);
  return kChain[static_cast<std::size_t>(escalation)];
}

}  // namespace saldo::model
