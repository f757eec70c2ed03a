#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// Norma 43 of the Spanish banking association (AEB, formerly CSB 43): account statements in
/// records of 80 characters, in any of its three modes, for any number of accounts.
///
/// Each account is proved by its record 33 (counts and sums of debits and credits, final balance)
/// and stands for itself: one that fails is set aside. The file is proved by the count in record
/// 88; banks that count that record too are read, with a warning. A file without record 88 was cut
/// off, unless option single_account says that the bank leaves it out.
///
/// Refuses with norma43.record, norma43.order, norma43.length, norma43.truncated, document.empty,
/// text.limit, account.invalid, number.invalid, sign.invalid, amount.invalid, amount.range,
/// amount.currency, date.invalid; and, unless lenient, statement.account, statement.currency,
/// statement.count, statement.total, statement.balance, statement.chain, file.count.
class Norma43 : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
