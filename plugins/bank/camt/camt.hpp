#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// ISO 20022 account messages: camt.052 (intraday), camt.053 (booked), camt.054 (notification),
/// versions 01 to 13. Elements are known by local name, so national namespaces, prefixes and none
/// at all are read too.
///
/// Refuses with the rules of XmlSlices and with xml.root, document.empty, entry.incomplete,
/// entry.status, entry.currency, sign.invalid, amount.invalid, amount.range, amount.currency,
/// date.invalid, count.invalid; and, unless lenient, statement.balance, statement.balance_missing,
/// statement.summary, batch.count.
class Camt : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
