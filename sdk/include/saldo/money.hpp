#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

/// Money as integers: an amount in the minor unit of its currency (cents for EUR, yen for JPY).
namespace saldo {

/// A text that isn't what it should be, or an amount beyond 64 bits. The message names the value.
class FormatError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace impl {

inline constexpr std::string_view kNoDecimals =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
inline constexpr std::string_view kThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
inline constexpr std::string_view kFourDecimals = "CLF UYW";
inline constexpr std::string_view kTwoDecimals =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP "
    "GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
    "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK "
    "NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD "
    "SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD YER "
    "ZAR ZMW ZWL "
    // historic codes that old files and tests carry
    "ATS BEF CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE ROL SIT SKK TRL";

inline constexpr std::size_t kLetters = 26;
inline constexpr std::size_t kNoCode = kLetters * kLetters * kLetters;

/// The number of a code among all of three capital letters; kNoCode for other texts.
constexpr std::size_t code_number(std::string_view code) {
  if (code.size() != 3) return kNoCode;
  std::size_t number = 0;
  for (const char c : code) {
    if (c < 'A' || c > 'Z') return kNoCode;
    number = number * kLetters + static_cast<std::size_t>(c - 'A');
  }
  return number;
}

/// Decimals by code number, -1 where there is no such code: currencies are looked up once an
/// amount.
inline constexpr auto kDecimalsByCode = [] {
  std::array<signed char, kNoCode + 1> table{};
  table.fill(-1);
  const auto enter = [&](std::string_view list, signed char decimals) {
    for (std::size_t i = 0; i + 3 <= list.size(); i += 4)
      table[code_number(list.substr(i, 3))] = decimals;
  };
  enter(kTwoDecimals, 2);
  enter(kNoDecimals, 0);
  enter(kThreeDecimals, 3);
  enter(kFourDecimals, 4);
  return table;
}();

}  // namespace impl

/// An ISO 4217 currency, active or historic. A value type; only known codes can be made.
class Currency {
 public:
  constexpr Currency() = default;

  /// The currency with these letters, or nothing if ISO 4217 doesn't list them.
  static constexpr std::optional<Currency> find(std::string_view code) {
    const signed char decimals = impl::kDecimalsByCode[impl::code_number(code)];
    if (decimals < 0) return std::nullopt;
    Currency c;
    c.code_ = {code[0], code[1], code[2]};
    c.decimals_ = decimals;
    return c;
  }
  /// As find, but throws FormatError naming the value.
  static Currency parse(std::string_view code) {
    if (auto c = find(code)) return *c;
    throw FormatError("currency '" + std::string(code.substr(0, 16)) + "' is not an ISO 4217 code");
  }

  constexpr std::string_view code() const { return {code_.data(), code_[0] ? 3u : 0u}; }
  constexpr bool empty() const { return code_[0] == '\0'; }
  /// Decimals of the minor unit (ISO 4217 list one): 2 for most, 0 JPY, 3 BHD.
  constexpr int decimals() const { return decimals_; }
  friend constexpr bool operator==(const Currency&, const Currency&) = default;
  friend constexpr auto operator<=>(const Currency&, const Currency&) = default;

 private:
  std::array<char, 3> code_{};
  signed char decimals_ = 2;
};

/// An amount of one currency. Arithmetic is checked: mixed currencies and results beyond 64 bits
/// throw FormatError; nothing wraps.
struct Money {
  std::int64_t minor = 0;
  Currency currency;

  friend constexpr bool operator==(const Money&, const Money&) = default;

  Money operator-() const {
    if (minor == std::numeric_limits<std::int64_t>::min()) overflow();
    return {-minor, currency};
  }
  Money operator+(const Money& other) const {
    require_same(other);
    std::int64_t sum = 0;
    if (__builtin_add_overflow(minor, other.minor, &sum)) overflow();
    return {sum, currency};
  }
  Money operator-(const Money& other) const {
    require_same(other);
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(minor, other.minor, &difference)) overflow();
    return {difference, currency};
  }
  Money& operator+=(const Money& other) { return *this = *this + other; }
  Money& operator-=(const Money& other) { return *this = *this - other; }

  /// "-12.30": all decimals of the currency, no thousands separators.
  std::string to_string() const { return format(minor, currency.decimals()); }

  static std::string format(std::int64_t minor, int decimals) {
    const bool negative = minor < 0;
    auto rest = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(minor)
                         : static_cast<std::uint64_t>(minor);
    char buffer[32];
    char* end = buffer + sizeof buffer;
    char* p = end;
    for (int digit = 0; rest != 0 || digit <= decimals; ++digit) {
      if (decimals != 0 && digit == decimals) *--p = '.';
      *--p = static_cast<char>('0' + rest % 10);
      rest /= 10;
    }
    if (negative) *--p = '-';
    return {p, static_cast<std::size_t>(end - p)};
  }

  /// Reads digits with an optional leading sign and at most one `point`. Decimals beyond the
  /// currency's own are allowed only if they are zeros. Throws FormatError.
  static Money parse(std::string_view text, Currency currency, char point = '.') {
    return {parse_minor(text, currency.decimals(), point), currency};
  }

  /// As parse, for an amount whose number of decimals is known otherwise.
  static std::int64_t parse_minor(std::string_view text, int decimals, char point = '.') {
    std::string_view digits = text;
    bool negative = false;
    if (!digits.empty() && (digits[0] == '-' || digits[0] == '+')) {
      negative = digits[0] == '-';
      digits.remove_prefix(1);
    }
    std::int64_t value = 0;
    int after_point = -1;
    bool any = false;
    for (const char c : digits) {
      if (c == point && after_point < 0) {
        after_point = 0;
        continue;
      }
      if (c < '0' || c > '9') fail(text, "is not a decimal number");
      any = true;
      if (after_point >= decimals) {
        if (c != '0') fail(text, "has more decimals than its currency");
        continue;
      }
      append_digit(value, c, text);
      if (after_point >= 0) ++after_point;
    }
    if (!any) fail(text, "is not a decimal number");
    for (int i = after_point < 0 ? 0 : after_point; i < decimals; ++i)
      append_digit(value, '0', text);
    return negative ? -value : value;
  }

 private:
  static void append_digit(std::int64_t& value, char digit, std::string_view text) {
    if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
        __builtin_add_overflow(value, std::int64_t{digit - '0'}, &value))
      fail(text, "is beyond 64 bits");
  }
  [[noreturn]] static void fail(std::string_view text, const char* why) {
    throw FormatError("amount '" + std::string(text.substr(0, 40)) + "' " + why);
  }
  [[noreturn]] static void overflow() { throw FormatError("amount is beyond 64 bits"); }
  void require_same(const Money& other) const {
    if (currency != other.currency)
      throw FormatError("currencies differ: " + std::string(currency.code()) + " and " +
                        std::string(other.currency.code()));
  }
};

}  // namespace saldo
