#pragma once

#include "cash/case.hpp"

/// Payments that don't name what they pay (RULES §2.2, stages 9 to 11, 14 and 15).
namespace saldo::cash {

Decision decide_by_payer(const Case& c);

/// Adds what the payment could settle on the account of this customer: the items of exactly its
/// amount, everything that is due, the balance.
void add_payer_proposals(Decision& decision, model::CustomerId customer, const Case& c);

/// One or a few other open items of the customer that come to an amount.
struct OtherItems {
  bool possible = false;       ///< some do, or there were too many to look at all
  std::vector<OpenItem> only;  ///< those, if just one selection does
};

/// `named` is not empty: the items that are settled already.
OtherItems others_of_amount(const std::vector<OpenItem>& named, Money amount, const Case& c);

}  // namespace saldo::cash
