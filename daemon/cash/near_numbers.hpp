#pragma once

#include <string_view>
#include <vector>

#include "cash/book.hpp"

namespace saldo::cash {

/// Items with exactly `open` open on them whose number differs from this one by a single slip: a
/// digit mistyped, left out, put in, or two neighbours swapped. Costs a look-up for every slip that
/// gives a number of our form, about ten a digit.
std::vector<OpenItem> items_with_near_number(std::string_view key, Money open, const Book& book);

/// Whether two numbers differ by one such slip.
bool is_near(std::string_view a, std::string_view b);

}  // namespace saldo::cash
