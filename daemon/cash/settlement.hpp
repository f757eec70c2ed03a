#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cash/decision.hpp"

namespace saldo::cash {

/// How a payment settles items of one customer, in one currency with it.
struct Settlement {
  enum class Kind {
    exact,
    discount,       ///< what is missing is the cash discount that the terms grant (RULES §4)
    tolerance,      ///< the residual is written off
    over_discount,  ///< more discount was taken than the terms grant: the rest stays open
    partial,
    overpaid,
  };
  Kind kind = Kind::exact;
  std::vector<Allocation> allocations;
  Money rest;     ///< left over
  Money missing;  ///< stays open on the items
  std::string reason;

  /// Nothing stays open and nothing is left over.
  bool complete() const {
    return kind == Kind::exact || kind == Kind::discount || kind == Kind::tolerance;
  }
};
std::string_view to_string(Settlement::Kind kind);

/// Nothing if the items don't come to a claim. `names_deduction`: the text says that something else
/// than a discount was deducted, so only a discount that fits to the cent counts as one.
std::optional<Settlement> settle(const std::vector<OpenItem>& items, const Payment& payment,
                                 const Policy& policy, bool names_deduction = false);

/// The discount that the item's terms grant for this payment; nothing if the item was touched.
Money earned_discount(const OpenItem& item, const Payment& payment, const Policy& policy);

}  // namespace saldo::cash
