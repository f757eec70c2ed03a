#pragma once

#include <optional>

#include "cash/case.hpp"

namespace saldo::cash {

/// Stage 0 (RULES §2.2): what can't be a customer's payment by its sign, or what the bank takes or
/// gives back. Nothing: it may be one.
std::optional<Decision> decide_by_kind(const Payment& payment, const Book& book,
                                       const Policy& policy);

/// Stage 0 for money in that names nothing of ours: transfers between our own accounts, the bank's
/// own business, and payouts of card acquirers, which stand for many customers' payments.
std::optional<Decision> route(const Case& c);

}  // namespace saldo::cash
