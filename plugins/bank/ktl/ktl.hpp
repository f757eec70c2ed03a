#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// Incoming reference payments (Finland): the itemisation of a statement's summary entries, known
/// as KTL, SVM or viitesiirrot, in records of 90 columns. Each batch stands for itself.
///
/// Refuses the document with document.empty, file.truncated, record.order; a batch with
/// record.order, record.length, amount.currency, amount.invalid, amount.range, number.invalid,
/// date.invalid, sign.invalid; and, unless lenient, statement.count, statement.total.
class Ktl : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
