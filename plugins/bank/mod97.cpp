#include "mod97.hpp"

#include "saldo/text.hpp"

namespace saldo::bank {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

/// Two letters (or "RF") and two check digits, which count as if they stood at the end.
bool holds(std::string_view head, std::string_view body) {
  if (head.size() != 4 || !is_letter(head[0]) || !is_letter(head[1]) || !is_digit(head[2]) ||
      !is_digit(head[3]))
    return false;
  return mod97(std::string(body) + std::string(head)) == 1;
}

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

bool is_iban(std::string_view s) {
  return s.size() >= 15 && s.size() <= 34 && holds(s.substr(0, 4), s.substr(4));
}

std::string make_iban(std::string_view country, std::string_view bban) {
  const int check = 98 - mod97(std::string(bban) + std::string(country) + "00");
  std::string iban(country);
  iban += static_cast<char>('0' + check / 10);
  iban += static_cast<char>('0' + check % 10);
  return iban += bban;
}

std::string find_creditor_reference(std::string_view text) {
  for (auto at = text.find("RF"); at != text.npos; at = text.find("RF", at + 2)) {
    if (at != 0 && (is_digit(text[at - 1]) || is_letter(text[at - 1]))) continue;
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || is_letter(text[end]))) ++end;
    const auto word = text.substr(at, end - at);
    if (word.size() >= 5 && word.size() <= 25 && holds(word.substr(0, 4), word.substr(4)))
      return std::string(word);
  }
  return {};
}

bool is_creditor_identifier(std::string_view s) {
  // Characters 5 to 7 are the creditor's own and don't count.
  return s.size() >= 8 && s.size() <= 35 && mod97(s.substr(4, 3)) >= 0 &&
         holds(s.substr(0, 4), s.substr(7));
}

}  // namespace saldo::bank
