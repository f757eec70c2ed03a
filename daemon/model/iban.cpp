#include "model/iban.hpp"

#include <algorithm>

#include "model/check_digits.hpp"
#include "model/text.hpp"
#include "saldo/text.hpp"

namespace saldo::model {
namespace {

// The IBAN registry (ISO 13616, kept by SWIFT): country and total length.
constexpr std::string_view kLengths =
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 "
    "EE20 "
    "EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 "
    "JO30 "
    "KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 "
    "PL28 "
    "PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 "
    "VG24 "
    "XK20 ";
constexpr std::size_t kShortest = 15, kLongest = 34;

Failure refuse(std::string_view text, std::string rule, const std::string& why) {
  Failure f;
  f.message = "IBAN " + text::quoted(text) + ' ' + why;
  f.rule = std::move(rule);
  f.found = std::string(text.substr(0, 2 * kLongest));
  return f;
}

}  // namespace

std::size_t iban_length(std::string_view country) {
  if (country.size() != 2) return 0;
  for (std::size_t i = 0; i < kLengths.size(); i += 5)
    if (kLengths.substr(i, 2) == country)
      return static_cast<std::size_t>(kLengths[i + 2] - '0') * 10 +
             static_cast<std::size_t>(kLengths[i + 3] - '0');
  return 0;
}

Result<Iban> Iban::parse(std::string_view text) {
  std::string s = without_blanks(text);
  if (s.size() < kShortest || s.size() > kLongest)
    return refuse(text, "iban.length", "must have 15 to 34 characters");
  if (!is_letter(s[0]) || !is_letter(s[1]) || !is_digit(s[2]) || !is_digit(s[3]) ||
      !std::all_of(s.begin(), s.end(), is_alnum))
    return refuse(text, "iban.form",
                  "must be a country's two letters, two digits, letters or digits");
  const std::size_t length = iban_length(std::string_view(s).substr(0, 2));
  if (length != 0 && s.size() != length)
    return refuse(text, "iban.length",
                  "must have " + std::to_string(length) + " characters in " + s.substr(0, 2) +
                      ", has " + std::to_string(s.size()));
  const std::string_view v = s;
  if (mod97(v.substr(0, 4), mod97(v.substr(4))) != 1)
    return refuse(text, "iban.check", "has wrong check digits; a character is mistyped");
  return Iban(std::move(s));
}

}  // namespace saldo::model
