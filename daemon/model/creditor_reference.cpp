#include "model/creditor_reference.hpp"

#include <algorithm>

#include "model/check_digits.hpp"
#include "model/text.hpp"
#include "saldo/text.hpp"

namespace saldo::model {
namespace {

constexpr std::size_t kLongest = 25;  // RF, two digits, 21 characters

Failure refuse(std::string_view text, std::string rule, const std::string& why) {
  Failure f;
  f.message = "creditor reference " + text::quoted(text) + ' ' + why;
  f.rule = std::move(rule);
  f.found = std::string(text.substr(0, 2 * kLongest));
  return f;
}

}  // namespace

Result<CreditorReference> CreditorReference::parse(std::string_view text) {
  std::string s = without_blanks(text);
  if (s.size() < 5 || s.size() > kLongest || !s.starts_with("RF") || !is_digit(s[2]) ||
      !is_digit(s[3]) || !std::all_of(s.begin(), s.end(), is_alnum))
    return refuse(text, "creditor_reference.form",
                  "must be RF, two digits and 1 to 21 letters or digits (ISO 11649)");
  const std::string_view v = s;
  if (mod97(v.substr(0, 4), mod97(v.substr(4))) != 1)
    return refuse(text, "creditor_reference.check",
                  "has wrong check digits; a character is mistyped");
  return CreditorReference(std::move(s));
}

Result<CreditorReference> CreditorReference::make(std::string_view body) {
  const std::string b = without_blanks(body);
  const int remainder = mod97("RF00", mod97(b));
  if (mod97(b) < 0)
    return refuse(body, "creditor_reference.form", "may have letters and digits only");
  const int check = 98 - remainder;
  return parse("RF" + std::to_string(check / 10) + std::to_string(check % 10) + b);
}

}  // namespace saldo::model
