#include "tito/turnover.hpp"

#include "statement_proof.hpp"

namespace saldo::bank::tito {

void Turnover::add(char type, const Money& amount, Place at) {
  if (type < '1' || type > '4') return;
  Side& side = sides_[static_cast<std::size_t>(type - '1')];
  ++side.entries;
  ++side.payments;
  side.minor = checked_sum(side.minor, amount.minor, at);
}

void Turnover::add_payments(char type, std::int64_t payments) {
  if (type < '1' || type > '4' || payments < 1) return;
  sides_[static_cast<std::size_t>(type - '1')].payments += payments - 1;
}

Turnover::Side Turnover::side(std::size_t type, Corrections how) const {
  Side out = sides_[type];
  if (how == Corrections::kApart) return out;
  // A correction of a deposit takes money out, as a withdrawal does.
  const Side& corrections = sides_[how == Corrections::kWithTheirs ? type + 2 : 3 - type];
  out.entries += corrections.entries;
  out.payments += corrections.payments;
  out.minor += corrections.minor;
  return out;
}

void Turnover::check(const FixedRecord& record, Currency currency) const {
  const Money deposits = record.amount(kDepositsSum, 2, currency);
  const Money withdrawals = record.amount(kWithdrawalsSum, 2, currency);
  const std::int64_t deposit_count = record.number(kDeposits);
  const std::int64_t withdrawal_count = record.number(kWithdrawals);
  const auto fits = [](const Side& side, std::int64_t count, std::int64_t minor) {
    return side.minor == minor && (side.entries == count || side.payments == count);
  };
  for (const auto how : {Corrections::kApart, Corrections::kWithTheirs, Corrections::kByDirection})
    if (fits(side(0, how), deposit_count, deposits.minor) &&
        fits(side(1, how), withdrawal_count, -withdrawals.minor))
      return;
  const auto show = [](std::int64_t in, const Money& in_sum, std::int64_t out,
                       const Money& out_sum) {
    return std::to_string(in) + " deposits of " + in_sum.to_string() + " and " +
           std::to_string(out) + " withdrawals of " + out_sum.to_string();
  };
  const Side in = side(0, Corrections::kApart), out = side(1, Corrections::kApart);
  const std::string says = show(deposit_count, deposits, withdrawal_count, withdrawals);
  const std::string is =
      show(in.entries, {in.minor, currency}, out.entries, {-out.minor, currency});
  throw record
      .fault("statement.total", "the turnover (T50) says " + says +
                                    ", but the entries (T10) come to " + is +
                                    "; ask the bank to send it again")
      .figures(says, is);
}

}  // namespace saldo::bank::tito
