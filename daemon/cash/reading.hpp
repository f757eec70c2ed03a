#pragma once

#include <string>
#include <vector>

#include "cash/case.hpp"

namespace saldo::cash {

/// The items that a payment names, taken together.
struct Reading {
  std::vector<Finding> findings;  ///< each item once

  std::vector<OpenItem> items() const;
  /// The items of one customer only.
  std::vector<OpenItem> items_of(model::CustomerId customer) const;
  std::vector<model::CustomerId> customers() const;
  /// Every item has the payment's currency and what is open on them is exactly what was paid.
  bool exact(const Payment& payment) const;
  bool all_cleared() const;
  /// Every item is open and has the payment's currency.
  bool all_open(const Payment& payment) const;
};

/// Joins lists of findings; an item that is named twice counts once.
Reading read_together(std::initializer_list<const std::vector<Finding>*> lists);

/// What forbids applying a reading without a person, each a sentence. None: if its sum is exact, it
/// is proved.
std::vector<std::string> doubts_about(const Reading& reading, const Case& c);

/// What forbids it, besides, when the sum differs from what was paid.
std::vector<std::string> doubts_about_difference(const Reading& reading, const Case& c);

}  // namespace saldo::cash
