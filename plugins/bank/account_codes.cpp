#include "account_codes.hpp"

namespace saldo::bank {

namespace {

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_iban(std::string_view text) {
  if (text.size() < 15 || text.size() > 34) return false;
  if (!is_letter(text[0]) || !is_letter(text[1]) || !is_digit(text[2]) || !is_digit(text[3]))
    return false;
  int remainder = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];
    if (is_letter(c))
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
    else if (is_digit(c))
      remainder = (remainder * 10 + (c - '0')) % 97;
    else
      return false;
  }
  return remainder == 1;
}

bool is_bic(std::string_view text) {
  if (text.size() != 8 && text.size() != 11) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!is_letter(text[i]) && (i < 6 || !is_digit(text[i]))) return false;
  return true;
}

}  // namespace saldo::bank
