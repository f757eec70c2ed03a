#pragma once

#include <cstdint>
#include <optional>

#include "bai2/records.hpp"

/// The values that stand in BAI2's fields.
namespace saldo::bank::bai2 {

/// "[+-]digits", not empty. Throws Rejected: amount.invalid, amount.range.
std::int64_t read_long_amount(const Record& record, const char* name, std::string_view field);

/// The same for what nearly all amounts are: up to 18 digits. Nothing where the field is empty.
inline std::optional<std::int64_t> read_amount(const Record& record, const char* name,
                                               std::string_view field) {
  if (field.empty()) return std::nullopt;
  if (field.size() > 18) return read_long_amount(record, name, field);
  std::int64_t value = 0;
  for (const char c : field) {
    if (c < '0' || c > '9') return read_long_amount(record, name, field);
    value = value * 10 + (c - '0');
  }
  return value;
}

/// "YYMMDD"; four-digit years too. Throws Rejected("date.invalid").
Date read_day(const Record& record, const char* name, std::string_view field);

/// Three digits, as a number. Throws Rejected("type.invalid").
int read_type_code(const Record& record, std::string_view field);
bool is_type_code(std::string_view field);

/// What a type code says of the money: +1 credit, -1 debit, 0 neither (balances and other figures,
/// information, codes that the standard leaves to banks without a direction).
constexpr int direction_of(int type_code) {
  if (type_code >= 100 && type_code < 400) return 1;
  if (type_code >= 400 && type_code < 700) return -1;
  if (type_code >= 720 && type_code < 760) return 1;   // payments of a loan
  if (type_code >= 760 && type_code < 800) return -1;  // its disbursement
  if (type_code >= 920 && type_code < 960) return 1;   // banks' own codes
  if (type_code >= 960 && type_code < 1000) return -1;
  return 0;
}

/// True for details that undo an earlier one: reversals, checks and ACH entries that come back.
constexpr bool is_return(int type_code) {
  switch (type_code) {
    case 252:  // debit reversal
    case 255:  // check posted and returned
    case 257:  // ACH return item
    case 258:  // ACH reversal
    case 266:  // return item
    case 552:  // credit reversal
    case 555:  // deposited item returned
    case 557:  // ACH return item
    case 558:  // ACH reversal
    case 566:  // return item
      return true;
    default:
      return false;
  }
}

/// When an amount is available: a funds type and the fields that belong to it.
class Funds {
 public:
  /// Begins with the funds type; false if `field` isn't one.
  bool begin(std::string_view field);
  /// True while fields of it are still to come.
  bool due() const { return due_ != 0; }
  void take(const Record& record, std::string_view field);
  /// 0 immediate, 1 and 2 days later, S and D in parts, V on value_date, Z unknown; or '\0'.
  char type() const { return type_; }
  Date value_date() const { return value_date_; }

 private:
  char type_ = '\0';
  int due_ = 0, taken_ = 0;
  Date value_date_;
};

}  // namespace saldo::bank::bai2
