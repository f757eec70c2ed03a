#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flows/environment.hpp"

/// What a person decides on a payment. Each act is one transaction with its audit entry, holds the
/// invariants of `saldo verify`, and answers what it did. All throw FailureException: `conflict`
/// where the book has moved on since the person looked, `denied` where it takes another person.
namespace saldo::flows {

/// Who acts on which payment, having seen what.
struct ReviewAct {
  std::string transaction;   ///< its number, its fingerprint or its bank reference
  std::int64_t version = 0;  ///< of what was seen; 0 where nothing was decided yet
  std::string actor;
  std::string reason;  ///< kept with the decision
  /// The payer's account and name are this customer's from now on.
  bool learn = false;
};

/// Applies a proposal as it stands, `proposal` counted from 1. Refused if anything is open on its
/// items by another amount than when it was made.
boost::json::object accept_proposal(const Environment& environment, const ReviewAct& act,
                                    std::size_t proposal);

/// An item with what of the payment settles it.
struct SettledItem {
  std::string item;                   ///< its number, or COMPANY/NUMBER
  std::optional<std::string> amount;  ///< none: all that is open, less the discount
  std::optional<std::string> discount;
};
/// Settles these items with the payment. Needs a reason. `on_account`: the customer on whose
/// account the rest stands; without one, nothing may be left over. A discount may be granted up to
/// the best one of the item's terms.
boost::json::object settle_items(const Environment& environment, const ReviewAct& act,
                                 const std::vector<SettledItem>& items,
                                 const std::string& on_account);

/// Puts all of it on a customer's account. Needs a reason.
boost::json::object park_payment(const Environment& environment, const ReviewAct& act,
                                 const std::string& customer);
/// Says that it isn't customers' money. Needs a reason.
boost::json::object mark_not_ar(const Environment& environment, const ReviewAct& act);

/// Takes a decision back: its allocations by counter-postings, what it taught by withdrawal. What
/// the payment looks like now is proposed. Needs a reason.
boost::json::object undo_decision(const Environment& environment, const ReviewAct& act);

/// Withdraws what was learnt. Needs a reason.
boost::json::object withdraw_learnt(const Environment& environment, std::int64_t id,
                                    const std::string& reason, const std::string& actor);

}  // namespace saldo::flows
