#include "reference_checks.hpp"

#include "account_codes.hpp"
#include "saldo/text.hpp"

namespace saldo::bank {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

bool belgian_check_holds(std::string_view digits) {
  if (digits.size() != 12 || !text::all_digits(digits)) return false;
  const int remainder = mod97(digits.substr(0, 10));
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

std::string find_creditor_reference(std::string_view text) {
  const auto is_word = [](char c) { return is_digit(c) || is_upper(c); };
  for (auto at = text.find("RF"); at != text.npos; at = text.find("RF", at + 2)) {
    if (at != 0 && is_word(text[at - 1])) continue;
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    const auto word = text.substr(at, end - at);
    if (word.size() >= 5 && word.size() <= 25 &&
        check_digits_hold(word.substr(0, 4), word.substr(4)))
      return std::string(word);
  }
  return {};
}

}  // namespace saldo::bank
