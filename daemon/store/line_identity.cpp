#include "store/line_identity.hpp"

#include <soci/soci.h>

namespace saldo::store {

Fingerprint FingerprintMaker::of(const Statement& statement, const Transaction& t, Date booked_on) {
  constexpr char kSeparator = '\x1f';
  content_.clear();
  const auto part = [this](std::string_view s) {
    content_.append(s);
    content_ += kSeparator;
  };
  part(statement.account_iban);
  part(statement.account_bank);
  part(statement.account_number);
  part(t.amount->currency.code());
  part(std::to_string(t.amount->minor));
  part(std::to_string(booked_on.days()));
  part(std::to_string(t.value_date.days()));
  for (const std::string* s :
       {&t.bank_reference, &t.customer_reference, &t.end_to_end_id, &t.mandate_id, &t.code_domain,
        &t.code_family, &t.code_sub_family, &t.code_proprietary, &t.counterparty_iban,
        &t.counterparty_account, &t.counterparty_name, &t.creditor_reference})
    part(*s);
  for (const std::string& s : t.remittance) part(s);
  hash_.update(content_);
  const Sha256::Digest digest = hash_.digest();
  Fingerprint out;
  std::memcpy(out.data(), digest.data(), out.size());
  return out;
}

std::string fingerprint_hex(const Fingerprint& fingerprint) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out(fingerprint.size() * 2, '0');
  for (std::size_t i = 0; i < fingerprint.size(); ++i) {
    out[2 * i] = kDigits[fingerprint[i] >> 4];
    out[2 * i + 1] = kDigits[fingerprint[i] & 15];
  }
  return out;
}

Fingerprint fingerprint_from_hex(std::string_view hex) {
  Fingerprint out{};
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i < out.size() && 2 * i + 1 < hex.size(); ++i)
    out[i] = static_cast<unsigned char>(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
  return out;
}

AccountDay& AccountDays::of(std::int64_t account, Date date) {
  const auto [place, is_new] = days_.try_emplace({account, date.days()});
  AccountDay& day = place->second;
  if (!is_new) return day;
  const std::int32_t number = date.days();
  std::int64_t last = 0;
  sql_ << "SELECT COALESCE(MAX(ordinal), 0) FROM bank_transaction WHERE account_id = :account AND "
          "booking_day = :day",
      soci::use(account, "account"), soci::use(number, "day"), soci::into(last);
  day.next_ordinal = last + 1;
  if (last == 0) return day;
  std::string hex;
  int told = 0;
  soci::statement query =
      (sql_.prepare << "SELECT fingerprint, " + kTold +
                           " FROM bank_transaction WHERE account_id = :account AND booking_day = "
                           ":day",
       soci::use(account, "account"), soci::use(number, "day"), soci::into(hex), soci::into(told));
  query.execute();
  while (query.fetch()) day.lines(static_cast<Told>(told)).add_from_book(fingerprint_from_hex(hex));
  return day;
}

}  // namespace saldo::store
