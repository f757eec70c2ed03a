#include "norma43/entry.hpp"
#include "saldo/text.hpp"

/// Spanish tax numbers: of persons (NIF, NIE) and of companies (NIF, once CIF).
namespace saldo::bank::norma43 {

namespace {

constexpr std::string_view kPersonLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
constexpr std::string_view kCompanyKinds = "ABCDEFGHJNPQRSUVW";
constexpr std::string_view kCompanyLetters = "JABCDEFGHI";

bool is_person(std::string_view digits, char letter) {
  int remainder = 0;
  for (const char c : digits) remainder = (remainder * 10 + (c - '0')) % 23;
  return kPersonLetters[static_cast<std::size_t>(remainder)] == letter;
}

/// The check character is a digit or a letter, by the kind of company; either is taken.
bool is_company(std::string_view digits, char check) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int doubled = (digits[i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += doubled / 10 + doubled % 10;
  }
  const auto digit = static_cast<std::size_t>((10 - sum % 10) % 10);
  return check == static_cast<char>('0' + digit) || check == kCompanyLetters[digit];
}

}  // namespace

bool is_tax_number(std::string_view s) {
  if (s.size() != 9) return false;
  const std::string_view middle = s.substr(1, 7);
  if (!text::all_digits(middle)) return false;
  if (s[0] >= '0' && s[0] <= '9') return is_person(s.substr(0, 8), s[8]);
  // A foreigner's number begins with a letter that counts as a digit.
  if (s[0] >= 'X' && s[0] <= 'Z')
    return is_person(static_cast<char>('0' + (s[0] - 'X')) + std::string(middle), s[8]);
  if (s[0] >= 'K' && s[0] <= 'M') return is_person(middle, s[8]);
  return kCompanyKinds.find(s[0]) != kCompanyKinds.npos && is_company(middle, s[8]);
}

}  // namespace saldo::bank::norma43
