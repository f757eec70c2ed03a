#pragma once

#include <string>
#include <vector>

#include "cash/decision.hpp"
#include "cash/text_numbers.hpp"

namespace saldo::cash {

/// An own item that the payment names.
struct Finding {
  OpenItem item;
  Evidence evidence;
  bool weak = false;  ///< the number could as well be a date, or one of the payer's own
};

/// A number that looks as if it should be ours but isn't in the book.
struct UnknownNumber {
  std::string digits;  ///< as written, leading zeros too
  Evidence evidence;
};

/// What a payment's references and texts say, looked up.
struct Findings {
  std::vector<Finding> by_reference;  ///< check digits hold, or it is our own collection's
  std::vector<Finding> by_number;     ///< whole numbers
  /// Items that follow from short forms, such as 0002 in "90000001 + 0002", or from a range.
  std::vector<Finding> by_part;
  bool parts_complete = true;     ///< every short form led to an item
  std::vector<Finding> by_order;  ///< what was billed under purchase orders that are named
  /// All that was ever billed under them, cleared too, whosever it is.
  std::vector<Finding> ordered;
  std::vector<std::string> advices;  ///< keys of the numbers after the word "advice", each once
  std::vector<Evidence> ambiguous;   ///< one number, several open items
  std::vector<UnknownNumber> unknown;
  bool says_on_account = false;
  bool says_advice = false;
  bool says_deduction = false;  ///< something is deducted that isn't a cash discount

  bool names_items() const { return !by_reference.empty() || !by_number.empty(); }
};

Findings find(const Payment& payment, const ScannedText& scanned, const Book& book,
              const Policy& policy);

}  // namespace saldo::cash
