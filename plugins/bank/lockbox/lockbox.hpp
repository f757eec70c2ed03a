#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// BAI lockbox files: the checks that a bank has taken out of our mail, and the invoices that they
/// pay. Records of fixed columns in ASCII or EBCDIC, in lines or end to end. Banks lay them out
/// differently: option `layout` moves fields, option `currency` names another than USD.
///
/// A batch is a statement of kind `notification`. It is refused with amount.invalid, amount.range,
/// text.limit; and, unless lenient, statement.total, statement.count, and with the others of its
/// deposit group.total, group.count. The document is refused with lockbox.order, lockbox.record,
/// lockbox.truncated, date.invalid, number.invalid, document.empty, text.limit, group.limit; and,
/// unless lenient, file.count.
class Lockbox : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
  void check() override;
};

}  // namespace saldo::bank
