#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/result.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace saldo::cash {

/// How much of one currency a unit of another one is: a positive decimal with ten decimals at most.
class Rate {
 public:
  static constexpr int kDecimals = 10;

  /// Reads "1.0837". The failure is `invalid`.
  static Result<Rate> parse(std::string_view text);

  /// An amount converted, rounded once, half away from zero. Throws FormatError beyond 64 bits.
  Money convert(Money amount, Currency to) const;
  /// The other way: what has to be converted to come to `amount`.
  Money convert_back(Money amount, Currency to) const;
  /// Without needless zeros: "1.0837"
  std::string to_string() const;
  friend constexpr auto operator<=>(Rate, Rate) = default;

 private:
  std::int64_t scaled_ = 0;  // in units of 10^-10
};

/// Dated rates that the company has configured, such as the central bank's of each day. A rate
/// counts on its day and, since banks have days off, so many days after as `days_valid` says.
class ExchangeRates {
 public:
  ExchangeRates() = default;
  explicit ExchangeRates(int days_valid) : days_valid_(days_valid) {}

  struct Found {
    Rate rate;
    Date date;             ///< of the rate
    bool inverse = false;  ///< it is of the other direction: convert_back() converts
  };

  /// One unit of `from` is so much of `to` on that day. A later call for the same day replaces it.
  void add(Currency from, Currency to, Date date, Rate rate);
  /// The newest rate between the two, in either direction, that counts on `date`; nothing if there
  /// is none.
  std::optional<Found> find(Currency from, Currency to, Date date) const;
  bool empty() const { return rates_.empty(); }

 private:
  std::map<std::tuple<Currency, Currency, Date>, Rate> rates_;
  int days_valid_ = 0;
};

/// As the rate converts, whichever direction it is of.
Money convert(const ExchangeRates::Found& found, Money amount, Currency to);

}  // namespace saldo::cash
