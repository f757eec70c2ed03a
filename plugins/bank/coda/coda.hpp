#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// CODA (Febelfin, Belgium): coded statements of account, versions 1 and 2, several in one file.
/// Each stands for itself: one that breaks a rule is set aside while the rest goes on.
///
/// Refuses the document with document.empty, record.order, file.truncated; a statement with
/// record.order, record.length, record.sequence, coda.application, coda.version, account.structure,
/// amount.currency, amount.invalid, amount.range, number.invalid, date.invalid, sign.invalid,
/// code.invalid, entry.currency, entry.limit, file.next; and, unless lenient, statement.account,
/// statement.count, statement.total, statement.balance.
class Coda : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
