#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// TITO, also KTO (Finland): machine-readable account statements, several in one file. Each record
/// says its length; each statement stands for itself.
///
/// Refuses the document with document.empty, file.truncated, record.order; a statement with
/// record.order, record.length, record.unknown, amount.currency, amount.invalid, amount.range,
/// number.invalid, date.invalid, sign.invalid, level.invalid, entry.type, entry.limit,
/// statement.incomplete; and, unless
/// lenient, statement.balance, statement.total.
class Tito : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
