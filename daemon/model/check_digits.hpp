#pragma once

#include <string_view>

namespace saldo::model {

/// ISO 7064 MOD 97-10 over digits and upper-case letters (A is 10 … Z is 35), from left to right,
/// starting from `remainder` so that a text can be fed in parts. -1 if another character stands in
/// it.
int mod97(std::string_view text, int remainder = 0);

}  // namespace saldo::model
