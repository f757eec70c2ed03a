#include "ocr_giro/totals.hpp"

#include "statement_proof.hpp"

namespace saldo::bank::ocr_giro {

void Totals::add(const Money& amount, Place at) {
  ++transactions;
  if (amount.minor < 0)
    reversals = checked_sum(reversals, (-amount).minor, at);
  else
    payments = checked_sum(payments, amount.minor, at);
}

void Totals::add(const Totals& other, Place at) {
  transactions += other.transactions;
  records += other.records;
  payments = checked_sum(payments, other.payments, at);
  reversals = checked_sum(reversals, other.reversals, at);
  known = known && other.known;
}

Totals Totals::stated(const FixedRecord& end) {
  Totals totals;
  try {
    totals.transactions = end.number(kTransactions);
    totals.records = end.number(kRecords);
    totals.payments = end.amount(kTotal, 2, kKrone).minor;
  } catch (const Rejected&) {
    totals.known = false;
  }
  return totals;
}

void Totals::check(const FixedRecord& end, const char* whose) const {
  if (!known) return;
  const auto differ = [&](const char* rule, const Columns& c, const std::string& says,
                          const std::string& is) {
    return Rejected(std::string(whose) + rule,
                    end.fault("", std::string("the ") + c.name + " of the " + whose + " is " +
                                      says + ", but it has " + is + "; fetch the file again")
                        .message)
        .at_place({end.at.line, end.at.offset + c.begin})
        .figures(says, is);
  };
  const auto count = [&](const Columns& c, std::int64_t is) {
    const std::int64_t says = end.number(c);
    if (says != is) throw differ(".count", c, std::to_string(says), std::to_string(is));
  };
  count(kTransactions, transactions);
  count(kRecords, records);
  const Money says = end.amount(kTotal, 2, kKrone);
  const std::int64_t gross = checked_sum(payments, reversals, end.at);
  if (says.minor == gross || says.minor == payments - reversals) return;
  throw differ(".total", kTotal, says.to_string(), Money{gross, kKrone}.to_string());
}

}  // namespace saldo::bank::ocr_giro
