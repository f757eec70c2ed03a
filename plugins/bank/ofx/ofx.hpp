#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// OFX and QFX, versions 1 (SGML) and 2 (XML): statements of bank accounts and credit cards, and
/// the bank transactions of investment accounts.
///
/// OFX has no opening balance and no control totals, so its statements are notifications. What it
/// does prove: every aggregate is closed, every transaction has its amount, date and currency, and
/// the sign of the amount agrees with its type.
///
/// Refuses a statement with ofx.status, ofx.correction, ofx.investment, statement.account,
/// entry.incomplete, entry.currency, amount.invalid, amount.range, amount.currency, date.invalid;
/// and, unless lenient, entry.sign. Refuses the document with the rules of Scanner and with
/// ofx.structure, ofx.status (sign-on), document.empty.
class Ofx : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
