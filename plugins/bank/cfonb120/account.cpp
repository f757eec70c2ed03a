#include "cfonb120/account.hpp"

#include "account_codes.hpp"
#include "saldo/text.hpp"

namespace saldo::bank::cfonb120 {

namespace {

/// Letters of an account number count as the digits of a typewriter's rows: A J are 1, B K S are 2.
int digit_of(char c) {
  if (c <= '9') return c - '0';
  if (c <= 'I') return c - 'A' + 1;
  return c <= 'R' ? c - 'J' + 1 : c - 'S' + 2;
}

int remainder(std::string_view digits_and_letters) {
  int r = 0;
  for (const char c : digits_and_letters) r = (r * 10 + digit_of(c)) % 97;
  return r;
}

bool is_zero(std::string_view s) { return s.find_first_not_of('0') == s.npos; }

bool is_code(std::string_view s) { return s.size() == 5 && text::all_digits(s) && !is_zero(s); }

bool is_account(std::string_view s) {
  for (const char c : s)
    if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) return false;
  return s.size() == 11 && !is_zero(s);
}

}  // namespace

std::string rib_key(std::string_view bank, std::string_view branch, std::string_view account) {
  const int key =
      97 - (89 * remainder(bank) + 15 * remainder(branch) + 3 * remainder(account)) % 97;
  return {static_cast<char>('0' + key / 10), static_cast<char>('0' + key % 10)};
}

Account account_of(std::string_view bank, std::string_view branch, std::string_view account,
                   Currency currency, std::string_view country) {
  const bool french = currency.code() == "EUR" || currency.code() == "XPF";
  std::string number(text::trim(branch));
  if (!french || !is_code(bank) || !is_code(branch) || !is_account(account))
    return {number.append(text::trim(account)), {}};
  number = bank;
  number.append(branch).append(account).append(rib_key(bank, branch, account));
  return {number, make_iban(country, number)};
}

}  // namespace saldo::bank::cfonb120
