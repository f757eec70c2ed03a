#include "store/dunning.hpp"

#include <soci/soci.h>

namespace saldo::store {

std::vector<BankAccountChain> bank_account_chains(soci::session& sql) {
  std::vector<BankAccountChain> chains;
  std::string account, currency, number;
  std::int64_t opening = 0, closing = 0, previous_closing = 0;
  int closing_day = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT COALESCE(a.iban, a.account_key), s.currency, COALESCE(s.number, ''), "
              "s.opening_minor + s.duplicate_minor, s.closing_minor, COALESCE(s.closing_day, "
              "s.to_day, 0) FROM "
              "statement s JOIN bank_account a ON a.id = s.account_id WHERE s.kind = "
              "'booked' AND s.repeated = 0 ORDER BY a.account_key, 6, s.document_id, "
              "s.position",
       soci::into(account), soci::into(currency), soci::into(number), soci::into(opening),
       soci::into(closing), soci::into(closing_day));
  query.execute();
  std::string current;
  while (query.fetch()) {
    if (chains.empty() || account + currency != current) {
      current = account + currency;
      chains.push_back({.account = account});
    } else if (opening != previous_closing && !chains.back().gap) {
      const Currency c = Currency::parse(currency);
      chains.back().gap = true;
      chains.back().gap_detail = "statement " + number + " of " +
                                 Date::from_days(closing_day).to_string() + " opens with " +
                                 Money{opening, c}.to_string() + ", the one before closes with " +
                                 Money{previous_closing, c}.to_string();
    }
    chains.back().last_closing = Date::from_days(closing_day);
    previous_closing = closing;
  }
  return chains;
}

}  // namespace saldo::store
