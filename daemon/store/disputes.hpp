#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "model/dispute.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// Disputes: who works on them, and everything that was done to them. Their items stand in
/// dispute_parts.hpp.
namespace saldo::store {

struct Dispute {
  std::int64_t id = 0;
  std::string customer;  ///< number
  Currency currency;
  model::DisputeReason reason = model::DisputeReason::unknown;
  std::string customer_reason;  ///< the customer's code or words
  std::string root_cause, note;
  model::DisputeState state = model::DisputeState::fresh;
  std::string owner, queue;
  int escalation = 0;
  Date opened_on;
  std::string opened_by;
  Date due;  ///< empty while the clock stands
  std::optional<model::DisputeResolution> resolution;
  std::optional<Money> credit;  ///< what is credited of it, where that is only a part
  std::string resolved_by;
  int eyes = 2;
  bool approved = false;
  Date closed_on;
  std::int64_t decision = 0;  ///< the one that found the deduction; 0: a person opened it
  std::string source;         ///< what it was found in, once; empty: a person opened it
  Date contest_by;            ///< of a deduction: the last day for it; empty: any
};

/// Records it, without items; its number.
std::int64_t add_dispute(soci::session& sql, const Dispute& dispute, Instant now);
/// Throws FailureException (not_found).
Dispute find_dispute(soci::session& sql, std::int64_t id);
std::vector<std::int64_t> open_disputes(soci::session& sql);
/// Whether one was opened for this already, whatever became of it.
bool has_dispute_of(soci::session& sql, const std::string& source);
/// Writes what can change: all from the state on, except who opened it when.
void save_dispute(soci::session& sql, const Dispute& dispute);

struct NewDisputeAct {
  std::int64_t dispute = 0;
  std::string act;
  model::DisputeState state = model::DisputeState::fresh;  ///< that followed
  std::string actor, reason;
  Date day;
};
/// Its number.
std::int64_t add_dispute_act(soci::session& sql, const NewDisputeAct& act, Instant now);
/// The states that it was in and since when, in order.
std::vector<std::pair<Date, model::DisputeState>> dispute_steps(soci::session& sql,
                                                                std::int64_t id);
/// Who has approved its present resolution, in order.
std::vector<std::string> dispute_approvers(soci::session& sql, std::int64_t id);

struct DisputeFilter {
  std::string customer, owner, queue;
  std::string state;        ///< a state, "open" for all that are, or empty for all
  bool deductions = false;  ///< only what cash application found
};
/// As JSON with their items, what is late first, then by due day.
void list_disputes(soci::session& sql, const DisputeFilter& filter, Date today,
                   const std::function<void(boost::json::object&)>& each);
/// One with its items' amounts, and everything that was done to it. Throws FailureException
/// (not_found).
boost::json::object show_dispute(soci::session& sql, std::int64_t id, Date today);

}  // namespace saldo::store
