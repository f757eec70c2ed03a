#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// BAI2 (Cash Management Balance Reporting, version 2) and BTRS version 3: balances and
/// transactions of American banks, several files, groups and accounts in one document.
///
/// An account (03 to 49) is a statement: `booked` where its ledger balances (010, 015) prove its
/// details, `intraday` where the group is interim data, else `notification`.
///
/// One account is refused with type.invalid, amount.invalid, amount.range, amount.currency,
/// number.invalid, funds.invalid, date.invalid, sign.unknown, account.missing, text.limit,
/// bai2.record, statement.trailer; a group's accounts with group.status; and, unless lenient,
/// statement.total, statement.count, statement.balance, group.total, group.accounts, group.count.
/// The document is refused with bai2.order, bai2.record, bai2.version, bai2.truncated,
/// document.empty, text.limit, group.limit; and, unless lenient, file.total, file.groups,
/// file.count.
class Bai2 : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
