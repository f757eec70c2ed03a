#pragma once

#include "cash/decision.hpp"

namespace saldo::cash {

/// Stage 0 for what a bank takes back (RULES §3.3): the payment that is meant, found by our
/// EndToEndId, the mandate or the payer, is undone, and its items are open again as they were. What
/// the bank takes beyond it is its fee and stays on the customer's account. Where not exactly one
/// payment can be meant, the return waits for a person.
Decision decide_return(const Payment& payment, const Book& book, const Policy& policy);

}  // namespace saldo::cash
