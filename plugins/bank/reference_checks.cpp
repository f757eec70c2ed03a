#include "reference_checks.hpp"

#include "saldo/text.hpp"

namespace saldo::bank {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// The remainder by 97 of digits and letters (A is 10 … Z is 35) behind a number of remainder
/// `before`.
int remainder97(std::string_view text, int before) {
  int remainder = before;
  for (const char c : text) {
    const int value = is_digit(c) ? c - '0' : c - 'A' + 10;
    remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
  }
  return remainder;
}

}  // namespace

bool belgian_check_holds(std::string_view digits) {
  if (digits.size() != 12 || !text::all_digits(digits)) return false;
  const int remainder = remainder97(digits.substr(0, 10), 0);
  const int check = (digits[10] - '0') * 10 + (digits[11] - '0');
  return check == (remainder == 0 ? 97 : remainder);
}

bool finnish_check_holds(std::string_view digits) {
  if (digits.size() < 2 || !text::all_digits(digits)) return false;
  constexpr int kWeights[] = {7, 3, 1};
  int sum = digits.back() - '0';
  std::size_t place = 0;
  for (std::size_t i = digits.size() - 1; i-- > 0;)
    sum += (digits[i] - '0') * kWeights[place++ % 3];
  return sum % 10 == 0;
}

bool modulus10_holds(std::string_view digits) {
  if (digits.size() < 2 || !text::all_digits(digits)) return false;
  int sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
    const int value = (digits[i] - '0') * (twice ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return sum % 10 == 0;
}

bool modulus11_holds(std::string_view digits) {
  if (digits.size() < 2 || !text::all_digits(digits.substr(0, digits.size() - 1))) return false;
  if (digits.back() != '-' && !is_digit(digits.back())) return false;
  int sum = digits.back() == '-' ? 10 : digits.back() - '0', weight = 2;
  for (std::size_t i = digits.size() - 1; i-- > 0; weight = weight == 7 ? 2 : weight + 1)
    sum += (digits[i] - '0') * weight;
  return sum % 11 == 0;
}

bool has_iban_form(std::string_view account) {
  if (account.size() < 15 || account.size() > 34) return false;
  for (const char c : account)
    if (!is_digit(c) && !is_upper(c)) return false;
  return is_upper(account[0]) && is_upper(account[1]) && is_digit(account[2]) &&
         is_digit(account[3]);
}

bool iban_check_holds(std::string_view account) {
  return has_iban_form(account) &&
         remainder97(account.substr(0, 4), remainder97(account.substr(4), 0)) == 1;
}

}  // namespace saldo::bank
