#pragma once

#include <optional>

#include "cash/case.hpp"

/// Payments that an advice of the payer explains (RULES §2.2, stage 3 and 7).
namespace saldo::cash {

std::optional<Decision> apply_advised(const Case& c);
/// Where an advice belongs to the payment but isn't proof: why, and what it would settle.
std::optional<Decision> propose_advised(const Case& c);

}  // namespace saldo::cash
