#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/cash_policy.hpp"
#include "saldo/money.hpp"

/// The words of disputes and what a policy says of them (RULES §7; SAP Dispute Management).
namespace saldo::model {

enum class DisputeState {
  fresh,             ///< nobody works on it yet; "new"
  assigned,          ///< it has an owner
  in_progress,       ///< the owner works on it
  waiting_customer,  ///< the customer has the next word; the clock stands still
  waiting_internal,  ///< a colleague has
  resolved,          ///< its outcome is settled, but not yet in effect
  closed,
  voided,    ///< it shouldn't have been opened
  reopened,  ///< closed before; as new
};
std::string_view to_string(DisputeState state);
Result<DisputeState> parse_dispute_state(std::string_view text);
/// Neither closed nor voided.
bool is_open(DisputeState state);

/// How a dispute is resolved.
enum class DisputeResolution {
  credit,         ///< the customer is right: a credit memo for all of it
  rebill,         ///< credited, and billed anew
  customer_pays,  ///< the customer isn't right
  partial,        ///< a credit memo for a part, the customer pays the rest
  write_off,      ///< not worth going on
};
std::string_view to_string(DisputeResolution resolution);
Result<DisputeResolution> parse_dispute_resolution(std::string_view text);
/// Whether it gives money away, so that a second person must approve it.
bool needs_approval(DisputeResolution resolution);

/// Why the customer doesn't pay.
enum class DisputeReason {
  price,
  shortage,  ///< less came than was billed
  damage,
  freight,  ///< freight, or late delivery
  tax,
  trade_promotion,
  cash_discount,  ///< discount that the terms don't grant
  duplicate,      ///< billed twice
  paid_already,   ///< the customer says so
  document,       ///< something is missing or wrong on the invoice
  unknown,
};
std::string_view to_string(DisputeReason reason);
Result<DisputeReason> parse_dispute_reason(std::string_view text);

/// How soon a dispute is to be resolved. Days are business days.
struct DisputeSla {
  std::optional<DisputeReason> reason;  ///< none: any
  AmountLimits beyond;                  ///< only disputes of more than this, by currency
  std::string queue;                    ///< only those in this queue; empty: in any
  int days = 10;                        ///< then it goes up to the team lead
  int step_days = 5;                    ///< and so many later one step further each
};

struct DisputePolicy {
  std::string calendar;              ///< whose business days count; empty: weekends alone are free
  int reopen_within_days = 30;       ///< calendar days after closing
  AmountLimits third_person_beyond;  ///< what is given away beyond this takes two approvals
  std::vector<DisputeSla> slas;      ///< the first that fits counts

  /// The usual one, 10 and 5 days, where none fits.
  DisputeSla sla(DisputeReason reason, Money amount, std::string_view queue) const;
};

/// What a dispute claims of one item, and what has become of it: `original` is always `disputed`
/// and the others together.
struct DisputedPart {
  Money original;
  Money disputed;  ///< still
  Money paid;      ///< by the customer, after all
  Money credited;  ///< by a credit memo
  Money written_off;
  Money cleared;   ///< by the ERP, which doesn't say how
  Money released;  ///< not disputed any more: the customer is to pay it
  /// The resolution that was approved, if it was: how to read a clearing that the ERP doesn't
  /// explain.
  bool credit_approved = false, write_off_approved = false;
};

/// How an item was settled, each a sum over all times; a return of a payment lessens it.
struct ItemSettled {
  Money paid;  ///< with cash discount
  Money credited, written_off, cleared;
};

/// Who is to act on a dispute that is late, by how often it was escalated: collector, team_lead,
/// sales, credit_manager.
std::string_view escalated_to(int escalation);
inline constexpr int kEscalationMax = 3;

}  // namespace saldo::model
