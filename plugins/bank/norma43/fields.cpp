#include "norma43/fields.hpp"

#include "norma43/layout.hpp"
#include "saldo/currency_numbers.hpp"

namespace saldo::bank::norma43 {

namespace {

constexpr int kDecimals = 2;

}  // namespace

FixedRecords records_of(InputWindow::Read read) {
  FixedRecords records(std::move(read), kWidth, text::Charset::kCp1252, text::Charset::kIbm284);
  records.guess_charset(guess_charset);
  return records;
}

std::string_view digits(const FixedRecord& record, const Columns& c, const char* rule) {
  const std::string_view raw = record.raw(c);
  std::string_view rest = raw;
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (raw.size() == c.end - c.begin && text::all_digits(rest)) return rest;
  throw record.fault(rule, c, "is not a number of " + std::to_string(c.end - c.begin) + " digits");
}

std::int64_t count(const FixedRecord& record, const Columns& c) {
  return Money::parse_minor(digits(record, c, "number.invalid"), 0);
}

bool is_credit(const FixedRecord& record, const Columns& c) {
  const std::string_view sign = record.raw(c);
  if (sign != "1" && sign != "2")
    throw record.fault("sign.invalid", c, "is neither 1 (debit) nor 2 (credit)");
  return sign == "2";
}

Money amount(const FixedRecord& record, const Columns& c, Currency currency) {
  const std::string_view figures = digits(record, c, "amount.invalid");
  return {record.in_minor_units(c, figures, kDecimals, currency), currency};
}

Money signed_amount(const FixedRecord& record, const Columns& sign, const Columns& c,
                    Currency currency) {
  const Money unsigned_amount = amount(record, c, currency);
  return is_credit(record, sign) ? unsigned_amount : -unsigned_amount;
}

Currency currency(const FixedRecord& record, const Columns& c) {
  if (const auto found = find_currency_by_number(record.raw(c))) return *found;
  throw record.fault("amount.currency", c, "is not a currency's number in ISO 4217");
}

Date date(const FixedRecord& record, const Columns& c) {
  const std::string_view day = record.text(c);
  if (day.empty() || day == "000000") return {};
  return record.date(c, "YYMMDD");
}

text::Charset guess_charset(std::string_view line) {
  // In CP850 the letters ñ Ñ á ó ú ª º ü é É lie where CP1252 has signs that no name holds. In
  // CP1252 the letters lie where CP850 has mostly lines to draw boxes, and ª º · here:
  bool dos = false;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xC0 || byte == 0xAA || byte == 0xBA || byte == 0xB7) return text::Charset::kCp1252;
    dos = dos || (byte >= 0xA2 && byte <= 0xA7) || byte == 0xA0 || byte == 0x81 || byte == 0x82 ||
          byte == 0x90;
  }
  return dos ? text::Charset::kCp850 : text::Charset::kCp1252;
}

}  // namespace saldo::bank::norma43
