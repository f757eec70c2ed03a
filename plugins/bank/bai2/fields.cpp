#include "bai2/fields.hpp"

#include "saldo/text.hpp"

namespace saldo::bank::bai2 {

std::int64_t read_long_amount(const Record& record, const char* name, std::string_view field) {
  std::string_view digits = field;
  const bool negative = digits[0] == '-';
  if (negative || digits[0] == '+') digits.remove_prefix(1);
  if (!text::all_digits(digits))
    throw record.fault("amount.invalid", name, field, "is not an amount");
  while (digits.size() > 1 && digits[0] == '0') digits.remove_prefix(1);
  std::int64_t value = 0;
  for (const char c : digits)
    if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
        __builtin_add_overflow(value, std::int64_t{c - '0'}, &value))
      throw record.fault("amount.range", name, field, "is beyond 64 bits");
  return negative ? -value : value;
}

Date read_day(const Record& record, const char* name, std::string_view field) {
  try {
    return field.size() == 8 ? Date::parse_basic(field) : Date::parse_short(field);
  } catch (const FormatError&) {
    throw record.fault("date.invalid", name, field, "is not a day of the form YYMMDD");
  }
}

bool is_type_code(std::string_view field) { return field.size() == 3 && text::all_digits(field); }

int read_type_code(const Record& record, std::string_view field) {
  if (!is_type_code(field))
    throw record.fault("type.invalid", "type code", field, "is not three digits");
  return (field[0] - '0') * 100 + (field[1] - '0') * 10 + (field[2] - '0');
}

bool Funds::begin(std::string_view field) {
  *this = {};
  if (field.empty()) return true;
  if (field.size() != 1) return false;
  type_ = field[0];
  switch (type_) {
    case '0':
    case '1':
    case '2':
    case 'Z':
      return true;
    case 'S':
      due_ = 3;
      return true;
    case 'V':
      due_ = 2;
      return true;
    case 'D':
      due_ = 1;
      return true;
    default:
      return false;
  }
}

void Funds::take(const Record& record, std::string_view field) {
  --due_;
  const int position = taken_++;
  if (type_ == 'V') {
    if (position == 0 && !field.empty()) value_date_ = read_day(record, "value date", field);
    return;  // the time can be 2400, 9999, or of a form of its own
  }
  const auto number =
      read_amount(record, type_ == 'S' ? "available amount" : "funds distribution", field);
  if (type_ != 'D' || position != 0) return;
  if (!number || *number < 0 || *number > 99)
    throw record.fault("funds.invalid", "number of distributions", field, "is not 0 to 99");
  due_ = static_cast<int>(2 * *number);
}

}  // namespace saldo::bank::bai2
