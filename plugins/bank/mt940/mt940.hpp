#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// SWIFT MT940 customer statements and MT942 interim reports, with or without FIN blocks, and
/// several in one file. The pages of a statement (:60M:, :62M:) become one statement where they
/// prove to follow each other.
///
/// Costs the document: mt940.preamble, mt940.truncated, mt940.order (a field outside a statement),
/// document.empty, text.limit. Costs the statement: mt940.order, sign.invalid, amount.invalid,
/// amount.range, amount.currency, entry.currency, date.invalid, count.invalid,
/// statement.balance_missing, statement.page; and, unless lenient, statement.balance,
/// statement.summary.
///
/// Options: lenient, reversals, charges, charset.
class Mt940 : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
  void check() override;
};

}  // namespace saldo::bank
