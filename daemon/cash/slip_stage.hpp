#pragma once

#include <optional>

#include "cash/case.hpp"

namespace saldo::cash {

/// Applies where a number is mistyped or cut, and both the amount and the payer say what is meant
/// (RULES §2.2, stage 13): three pieces of evidence, each of which would have to be chance.
std::optional<Decision> apply_in_spite_of_slips(const Case& c);

/// Whether the number as written is the end of the item's, long enough not to be chance.
bool is_tail_of(const std::string& digits, const std::string& number);

}  // namespace saldo::cash
