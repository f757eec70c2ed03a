#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cash/book.hpp"
#include "cash/payment.hpp"

/// What a text that came apart from the money says of a payment: which items, with what amounts.
/// It proves nothing, for anybody can write it; it is shown to whoever decides.
namespace saldo::cash {

struct NamedItem {
  OpenItem item;
  std::optional<Money> stated;  ///< the first amount behind its number, on the same line
};

struct NamedItems {
  std::vector<NamedItem> items;  ///< each once, in the order of the text
  bool names_amount = false;     ///< the payment's own amount stands in it
  /// Why it speaks for this payment, as a half sentence; empty: it doesn't.
  std::string why;
};

/// The customer's items in the payment's currency that `text` names by their whole numbers. Only
/// amounts with their decimals written out are read, without a sign and of no other currency.
NamedItems named_items(const std::string& text, const Payment& payment, model::CustomerId customer,
                       const Book& book);

}  // namespace saldo::cash
