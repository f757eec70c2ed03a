#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "saldo/money.hpp"  // FormatError
#include "saldo/plugin.h"

/// Civil dates: no time of day, no zone.
namespace saldo {

/// A day of the Gregorian calendar, years 1 to 9999, or none. A value type of 4 bytes.
class Date {
 public:
  constexpr Date() = default;
  static constexpr Date from_days(std::int32_t days_since_1970) {
    Date d;
    d.days_ = days_since_1970;
    return d;
  }
  /// The day, or nothing if the calendar doesn't have it (31 February).
  static constexpr std::optional<Date> from_ymd(int year, unsigned month, unsigned day) {
    const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{month},
                                          std::chrono::day{day}};
    if (!ymd.ok() || year < 1 || year > 9999) return std::nullopt;
    return from_days(
        static_cast<std::int32_t>(std::chrono::sys_days{ymd}.time_since_epoch().count()));
  }
  /// Reads "YYYY-MM-DD", ignoring what follows a 'T' (ISO 20022 DateTime) or a zone. Throws
  /// FormatError.
  static Date parse_iso(std::string_view text) {
    if (text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
        (text.size() == 10 || text[10] == 'T' || text[10] == 'Z' || text[10] == '+' ||
         text[10] == '-'))
      if (auto d = from_digits(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2))) return *d;
    fail(text, "YYYY-MM-DD");
  }
  /// Reads "YYYYMMDD". Throws FormatError.
  static Date parse_basic(std::string_view text) {
    if (text.size() == 8)
      if (auto d = from_digits(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2))) return *d;
    fail(text, "YYYYMMDD");
  }
  /// Reads "YYMMDD": 80–99 are 19xx, 00–79 are 20xx (SWIFT FIN). Throws FormatError.
  static Date parse_short(std::string_view text) {
    if (text.size() == 6) {
      const std::string_view century = text[0] >= '8' ? "19" : "20";
      const char year[] = {century[0], century[1], text[0], text[1]};
      if (auto d = from_digits({year, sizeof year}, text.substr(2, 2), text.substr(4, 2)))
        return *d;
    }
    fail(text, "YYMMDD");
  }

  constexpr bool empty() const { return days_ == SALDO_DATE_NONE; }
  constexpr std::int32_t days() const { return days_; }
  constexpr std::chrono::year_month_day ymd() const {
    return std::chrono::sys_days{std::chrono::days{days_}};
  }
  constexpr Date plus_days(std::int32_t n) const { return from_days(days_ + n); }
  /// "YYYY-MM-DD"; empty for none.
  std::string to_string() const {
    if (empty()) return {};
    const auto d = ymd();
    std::string s = "0000-00-00";
    put(s, 0, 4, static_cast<unsigned>(static_cast<int>(d.year())));
    put(s, 5, 2, static_cast<unsigned>(d.month()));
    put(s, 8, 2, static_cast<unsigned>(d.day()));
    return s;
  }
  friend constexpr bool operator==(Date, Date) = default;
  friend constexpr auto operator<=>(Date, Date) = default;

 private:
  static constexpr std::optional<Date> from_digits(std::string_view y, std::string_view m,
                                                   std::string_view d) {
    int number[3] = {0, 0, 0};
    const std::string_view parts[3] = {y, m, d};
    for (int i = 0; i < 3; ++i)
      for (const char c : parts[i]) {
        if (c < '0' || c > '9') return std::nullopt;
        number[i] = number[i] * 10 + (c - '0');
      }
    return from_ymd(number[0], static_cast<unsigned>(number[1]), static_cast<unsigned>(number[2]));
  }
  static void put(std::string& s, std::size_t at, std::size_t width, unsigned value) {
    for (std::size_t i = width; i-- > 0; value /= 10)
      s[at + i] = static_cast<char>('0' + value % 10);
  }
  [[noreturn]] static void fail(std::string_view text, const char* form) {
    throw FormatError("date '" + std::string(text.substr(0, 40)) + "' is not a day of the form " +
                      form);
  }

  std::int32_t days_ = SALDO_DATE_NONE;
};

/// Whole days from `from` to `to`; negative when `to` is earlier. Both must not be empty.
constexpr std::int32_t days_between(Date from, Date to) { return to.days() - from.days(); }

}  // namespace saldo
