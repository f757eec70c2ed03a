#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// SWIFT MT940 customer statements, with or without FIN blocks, and several in one file. Pages of a
/// statement (:60M:, :62M:) are statements of their own, each proved by its own balances, and must
/// follow each other. MT942 is another message and is not recognised.
///
/// Refuses with mt940.preamble, mt940.order, mt940.message, mt940.truncated, document.empty,
/// text.limit, sign.invalid, amount.invalid, amount.range, amount.currency, entry.currency,
/// date.invalid; and, unless lenient, statement.balance, statement.page.
class Mt940 : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
