#include "account_codes.hpp"

namespace saldo::bank {

namespace {

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

int mod97(std::string_view digits_and_letters) {
  int remainder = 0;
  for (const char c : digits_and_letters) {
    if (is_digit(c))
      remainder = (remainder * 10 + (c - '0')) % 97;
    else if (is_letter(c))
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
    else
      return -1;
  }
  return remainder;
}

bool check_digits_hold(std::string_view head, std::string_view body) {
  return head.size() == 4 && is_letter(head[0]) && is_letter(head[1]) && is_digit(head[2]) &&
         is_digit(head[3]) && mod97(std::string(body) + std::string(head)) == 1;
}

bool has_iban_form(std::string_view account) {
  return account.size() >= 15 && account.size() <= 34 && is_letter(account[0]) &&
         is_letter(account[1]) && is_digit(account[2]) && is_digit(account[3]) &&
         mod97(account) >= 0;
}

bool is_iban(std::string_view account) {
  return has_iban_form(account) && check_digits_hold(account.substr(0, 4), account.substr(4));
}

std::string make_iban(std::string_view country, std::string_view bban) {
  const int check = 98 - mod97(std::string(bban) + std::string(country) + "00");
  std::string iban(country);
  iban += static_cast<char>('0' + check / 10);
  iban += static_cast<char>('0' + check % 10);
  return iban += bban;
}

bool is_bic(std::string_view text) {
  if (text.size() != 8 && text.size() != 11) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!is_letter(text[i]) && (i < 6 || !is_digit(text[i]))) return false;
  return true;
}

bool is_creditor_identifier(std::string_view text) {
  // Characters 5 to 7 are the creditor's own and don't count.
  return text.size() >= 8 && text.size() <= 35 && mod97(text.substr(4, 3)) >= 0 &&
         check_digits_hold(text.substr(0, 4), text.substr(7));
}

}  // namespace saldo::bank
