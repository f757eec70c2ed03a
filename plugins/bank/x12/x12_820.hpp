#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// ASC X12 820, payment order/remittance advice: which documents a payer says it pays. Any
/// separators, several interchanges, groups and sets in one document; other sets are passed over.
///
/// A set (ST to SE) is a remittance advice. It is refused with x12.order, amount.invalid,
/// amount.range, amount.missing, amount.currency, date.invalid, number.invalid, text.limit; and,
/// unless lenient, remittance.line, remittance.total, x12.count, x12.control. The document is
/// refused with x12.envelope, x12.delimiters, x12.order, x12.truncated, document.empty, text.limit;
/// and, unless lenient, x12.count, x12.control of a group or an interchange.
class X12Advice : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
