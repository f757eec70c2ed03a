#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// CFONB 120 (AFB 120), the account statements of French banks: records of 120 characters, in lines
/// or end to end, in ASCII based charsets or French EBCDIC. Any number of statements, each of which
/// (01 to 07) is proved by its balances and stands for itself: one that fails is set aside. What
/// follows on the same day for the same account must open with the balance before.
///
/// The format has no trailer. A file that was cut behind a record 07, of which the blanks may be
/// trimmed, looks whole; what is missing shows as a gap to the account's next statement. Any other
/// cut is refused.
///
/// CFONB 240 (returned debits) is another format, which is refused by name.
///
/// Refuses with cfonb120.format, cfonb120.record, cfonb120.order, cfonb120.length,
/// cfonb120.truncated, document.empty, text.limit, account.invalid, number.invalid, amount.invalid,
/// amount.range, amount.currency, entry.currency, date.invalid, statement.account; and, unless
/// lenient, statement.balance, statement.chain.
class Cfonb120 : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
