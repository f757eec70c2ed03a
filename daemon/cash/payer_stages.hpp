#pragma once

#include "cash/findings.hpp"
#include "cash/payer.hpp"

namespace saldo::cash {

/// Decides on a payment that names no item of ours, by who paid (RULES §2.2, stages 9, 14 and 15).
Decision decide_by_payer(const Payment& payment, const Book& book, const Findings& found,
                         const Payer& payer);

/// What the amount alone suggests on a customer's account: the item of this amount, everything due,
/// everything open, an item less its discount. Suggestions, never proof.
void add_payer_proposals(Decision& decision, model::CustomerId customer, const Payment& payment,
                         const Book& book);

}  // namespace saldo::cash
