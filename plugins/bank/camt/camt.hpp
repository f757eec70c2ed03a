#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// ISO 20022 account messages: camt.052 (intraday), camt.053 (booked), camt.054 (notification),
/// versions 01 to 13. Elements are known by local name, so national namespaces, prefixes and none
/// at all are read too. The pages of a statement (StmtPgntn, MsgPgntn) become one statement where
/// they follow each other.
///
/// Costs the document: the rules of XmlSlices and XmlNodes, xml.root, document.empty. Costs the
/// statement: entry.incomplete, entry.status, entry.currency, balance.incomplete, sign.invalid,
/// amount.invalid, amount.range, amount.currency, date.invalid, count.invalid, statement.page; and,
/// unless lenient, statement.balance, statement.balance_missing, statement.summary, batch.count.
///
/// Options: lenient, reversals, charges, missing_mark, future_entries.
class Camt : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
  void check() override;
};

}  // namespace saldo::bank
