#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// BgMax (Bankgirot, Sweden): incoming bankgiro payments in records of 80 columns. Each deposit
/// stands for itself: payments less deductions must be what it says.
///
/// Refuses the document with document.empty, file.truncated, file.count, file.test, record.order,
/// record.length, bgmax.layout; a deposit with record.order, record.sequence, record.length,
/// amount.currency, amount.invalid, amount.range, number.invalid, date.invalid, entry.currency;
/// and, unless lenient, statement.count, statement.total.
class BgMax : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
