#pragma once

#include <string>
#include <vector>

#include "model/account_at_hand.hpp"

/// Whom a collector turns to first, and why.
namespace saldo::collect {

/// One reason for an account's place, in points.
struct PriorityTerm {
  std::string name;  ///< money | age | broken_promises | next_action | promised | disputed |
                     ///< late_disputes | closing_deductions | failed_notices | unreachable
  int points = 0;
  std::string because;  ///< "36 days in arrears"
};

struct WorklistEntry {
  model::AccountAtHand account;
  int priority = 0;                 ///< Σ of the terms; the higher the sooner
  std::vector<PriorityTerm> terms;  ///< those that count
};

/// The accounts that want something done: they are overdue, an action is due by `today`,
/// a dispute is late, a deduction can't be contested much longer, or a notice didn't reach the
/// customer. Highest priority first; of equal ones
/// the one with more money, then by number. Points: money up to 40, by its share of the largest
/// overdue of its currency; age up to 25, one for 4 days; 15 for each broken promise, up to 30; 30
/// for an action that is due; less 30 for what is promised and 20 for what is disputed, each by its
/// share of the overdue; 15 for each late dispute, up to 30; as much for deductions that can't be
/// contested for more than a week; 25 where notices didn't reach the customer, and 25 where no
/// channel does.
std::vector<WorklistEntry> worklist(const std::vector<model::AccountAtHand>& accounts, Date today);

}  // namespace saldo::collect
