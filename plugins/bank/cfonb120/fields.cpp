#include "cfonb120/fields.hpp"

#include "cfonb120/layout.hpp"

namespace saldo::bank::cfonb120 {

namespace {

constexpr std::size_t kDigits = 13;  // before the one with the sign

struct LastDigit {
  char digit;
  bool negative;
};

std::optional<LastDigit> last_digit(std::string_view character) {
  if (character == "{" || character == "é") return LastDigit{'0', false};
  if (character == "}" || character == "è") return LastDigit{'0', true};
  if (character.size() != 1) return std::nullopt;
  const char c = character[0];
  if (c >= 'A' && c <= 'I') return LastDigit{static_cast<char>('1' + (c - 'A')), false};
  if (c >= 'J' && c <= 'R') return LastDigit{static_cast<char>('1' + (c - 'J')), true};
  return std::nullopt;
}

/// The field's digits, of which leading blanks may stand for zeros; empty where it is none.
std::string digits_of(std::string_view raw, LastDigit last) {
  std::string_view digits = raw.substr(0, kDigits);
  while (!digits.empty() && digits.front() == ' ') digits.remove_prefix(1);
  if (!digits.empty() && !text::all_digits(digits)) return {};
  return std::string(digits) + last.digit;
}

}  // namespace

bool has_amount(const FixedRecord& record) {
  const std::string_view raw = record.raw(kAmount);
  const auto last = raw.size() > kDigits ? last_digit(raw.substr(kDigits)) : std::nullopt;
  return last && !digits_of(raw, *last).empty();
}

Money amount(const FixedRecord& record, Currency currency) {
  const std::string_view raw = record.raw(kAmount);
  const auto last = raw.size() > kDigits ? last_digit(raw.substr(kDigits)) : std::nullopt;
  const std::string digits = last ? digits_of(raw, *last) : std::string();
  if (digits.empty())
    throw record.fault("amount.invalid", kAmount,
                       "is not 13 digits and one of { A to I (credit) or } J to R (debit)");
  int decimals = currency.decimals();
  if (!record.is_blank(kDecimals)) decimals = static_cast<int>(record.number(kDecimals));
  const Money absolute{record.in_minor_units(kAmount, digits, decimals, currency), currency};
  return last->negative ? -absolute : absolute;
}

std::optional<Money> amount_in_detail(const FixedRecord& record) {
  const auto currency = Currency::find(record.raw(kInfoCurrency));
  const std::string_view raw = record.raw(kInfoAmount);
  const std::string_view decimals = record.raw(kInfoDecimals);
  if (!currency || raw.size() <= kDigits || (decimals != " " && !text::all_digits(decimals)))
    return std::nullopt;
  const std::string_view end = raw.substr(kDigits);
  const auto last = text::all_digits(end) ? LastDigit{end[0], false} : last_digit(end);
  const std::string digits = last ? digits_of(raw, *last) : std::string();
  if (digits.empty()) return std::nullopt;
  const int implied = decimals == " " ? currency->decimals() : decimals[0] - '0';
  try {
    return Money{record.in_minor_units(kInfoAmount, digits, implied, *currency), *currency};
  } catch (const Rejected&) {
    return std::nullopt;
  }
}

Currency currency(const FixedRecord& record) {
  if (record.is_blank(kCurrency)) return {};
  if (const auto found = Currency::find(record.raw(kCurrency))) return *found;
  throw record.fault("amount.currency", kCurrency, "is not an ISO 4217 code");
}

Date date(const FixedRecord& record, const Columns& c) {
  const std::string_view day = record.text(c);
  if (day.empty() || day == "000000") return {};
  return record.date(c, "DDMMYY");
}

}  // namespace saldo::bank::cfonb120
