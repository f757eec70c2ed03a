#pragma once

#include "cash/case.hpp"

/// Payments that don't name what they pay (RULES §2.2, stages 9 to 11, 14 and 15).
namespace saldo::cash {

Decision decide_by_payer(const Case& c);

/// Adds what the payment could settle on the account of this customer: the items of exactly its
/// amount, everything that is due, the balance.
void add_payer_proposals(Decision& decision, model::CustomerId customer, const Case& c);

/// Whether one or a few of the customer's other open items have exactly this amount.
bool pays_something_open(const std::vector<OpenItem>& named, Money amount, const Case& c);

}  // namespace saldo::cash
