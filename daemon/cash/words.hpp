#pragma once

#include <string_view>

namespace saldo::cash {

/// What a word in a remittance text says about the number after it.
enum class WordClass {
  none,
  invoice,   ///< our invoice number follows: RE, INV, FRA
  order,     ///< a purchase order
  customer,  ///< our customer number
  date,
  currency,  ///< an amount
  other,     ///< a phone, tax, account, mandate, cheque or payer's own number
  filler,    ///< "number": says nothing by itself
};

/// `word` is in upper case without marks (model::name_key). The vocabulary is that of payers who
/// write German, English, Spanish, Portuguese, French, Dutch, Italian or Polish, and of the SWIFT
/// MT940 tags.
WordClass classify(std::string_view word);

/// Whether the text says that the money is not for an invoice. `words` is upper case, one blank
/// around each word.
bool says_on_account(std::string_view words);
/// Whether the text refers to an advice that comes apart from the money.
bool says_advice(std::string_view words);
/// Whether the text says that something is deducted, other than a cash discount.
bool says_deduction(std::string_view words);

}  // namespace saldo::cash
