#pragma once

#include <string>
#include <vector>

#include "cash/case.hpp"

namespace saldo::cash {

/// Items that belong together without anybody saying so (RULES §2.2, stage 10).
struct NaturalGroup {
  std::string rule;    ///< "payer.due_items" …
  std::string reason;  ///< a sentence
  std::vector<OpenItem> items;
};

/// The natural groups of an account, in order of their due dates, whose sum is what was paid; each
/// selection once.
std::vector<NaturalGroup> groups_of_amount(const std::vector<OpenItem>& account, const Case& c);

}  // namespace saldo::cash
