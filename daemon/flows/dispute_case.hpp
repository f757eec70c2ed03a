#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collect/dispute.hpp"
#include "collect/dispute_clock.hpp"
#include "config/config.hpp"
#include "store/dispute_parts.hpp"
#include "store/disputes.hpp"

/// What people and jobs do to a dispute, step by step, inside the caller's transaction. The use
/// cases stand in disputes.hpp and dispute_run.hpp.
namespace saldo::flows {

/// Who acts, when, and by which policy.
struct DisputeDesk {
  soci::session& sql;
  const config::Config& config;
  Date today;
  Instant now;
  std::string actor;

  const model::DisputePolicy& policy() const { return config.disputes; }
};

/// An item with the amount that is disputed of it.
struct DisputeClaim {
  store::DisputableItem item;
  Money amount;
};
/// Opens a dispute over `claims`, which stand. Its items stay out of dunning as far as they are
/// disputed. Throws FailureException (conflict) where an open one has the same item and reason.
store::Dispute open_case(const DisputeDesk& desk, store::Dispute dispute,
                         const std::vector<DisputeClaim>& claims, const std::string& because);

/// Changes the state as the act does, and puts it down; the act's number. Throws FailureException
/// (conflict) where the state doesn't allow it. The caller saves the dispute.
std::int64_t do_act(const DisputeDesk& desk, store::Dispute& dispute, collect::DisputeAct act,
                    const std::string& reason);
/// Puts down what changes no state.
std::int64_t put_down(const DisputeDesk& desk, const store::Dispute& dispute, const char* act,
                      const std::string& reason);

/// How long it has taken so far, by the days that its SLA allows.
collect::DisputeClock clock_of(const DisputeDesk& desk, const store::Dispute& dispute);
model::DisputeSla sla_of(const DisputeDesk& desk, const store::Dispute& dispute);
/// Saves it with the day by which it is due.
void save_case(const DisputeDesk& desk, store::Dispute& dispute);

/// Still disputed, of all its items.
Money disputed_of(const std::vector<store::DisputePart>& parts, Currency currency);
/// Ends its parts: what is disputed is released. `told_to_pay`: dunning starts again one interval
/// after today; without it, at once.
void end_parts(const DisputeDesk& desk, const store::Dispute& dispute, std::int64_t act,
               bool told_to_pay);
/// Disputes again what was released of it, as far as it is open and nobody else disputes it.
void dispute_parts_again(const DisputeDesk& desk, const store::Dispute& dispute, std::int64_t act);

/// Takes over what was settled on an item since its disputes were looked at, and closes disputes of
/// which nothing is left; true if anything has changed. `actor` of the desk isn't asked: saldo does
/// it.
struct CatchUp {
  std::int64_t changed = 0, closed = 0;
};
CatchUp catch_up(const DisputeDesk& desk, model::ItemId item);

}  // namespace saldo::flows
