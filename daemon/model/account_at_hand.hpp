#pragma once

#include <string>

#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace saldo::model {

/// What a collector's worklist goes by: a customer's account in one currency, on a day.
struct AccountAtHand {
  std::string customer, name;  ///< number and name
  Money overdue;               ///< Σ open of what was due before the day, credits included
  int oldest_days = 0;         ///< days in arrears of the oldest open item
  int broken_promises = 0;     ///< broken or partly kept, on items that are still open
  Date next_action;            ///< what the newest contact asks for; empty: nothing
  Money promised;              ///< under promises whose day hasn't come
  Money disputed;
  int late_disputes = 0;  ///< open ones that were escalated
  /// Deductions that aren't resolved and can be contested for a week at most, and until when the
  /// first of them.
  int closing_deductions = 0;
  Date contest_by;
  /// Notices that didn't reach the customer and have no successor, about items still open.
  int failed_notices = 0;
  std::string failed_because;  ///< why the newest of them didn't
  bool unreachable = false;    ///< the last dunning run found no channel to the customer
};

}  // namespace saldo::model
