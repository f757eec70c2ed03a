#pragma once

#include <optional>

#include "cash/case.hpp"

/// Payments that name what they pay (RULES §2.2, stages 2, 4 to 8).
namespace saldo::cash {

/// Applies to what references, numbers or purchase orders name, if the sum is exact.
std::optional<Decision> apply_named(const Case& c);
/// Applies to what is named where a cash discount, a payment in part or a rest explains the
/// difference, and the payer is confirmed.
std::optional<Decision> apply_named_with_difference(const Case& c);
/// Why a payment that names items of ours isn't applied, and what a person may do with it. Nothing
/// if it names none.
std::optional<Decision> propose_named(const Case& c);

}  // namespace saldo::cash
