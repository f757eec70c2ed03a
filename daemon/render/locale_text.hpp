#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "saldo/date.hpp"
#include "saldo/money.hpp"

/// Figures as people of a language and country write them (Unicode CLDR, through ICU).
namespace saldo::render {

/// Not thread-safe.
class LocaleText {
 public:
  /// `language` by ISO 639-1, `country` by ISO 3166 or empty: the language's main one. Throws
  /// FailureException (invalid) for a language that CLDR doesn't know.
  LocaleText(const std::string& language, const std::string& country);
  ~LocaleText();
  LocaleText(const LocaleText&) = delete;
  LocaleText& operator=(const LocaleText&) = delete;

  /// "1.234,56 EUR": as number(), with the currency's code behind it wherever the country puts it,
  /// so that all amounts of a letter are written alike.
  std::string amount(Money money) const;
  /// "1.234,56", with the currency's own number of decimals.
  std::string number(Money money) const;
  /// "31. März 2026", which no line is broken within.
  std::string long_date(Date date) const;
  /// "31.03.2026"
  std::string short_date(Date date) const;
  /// Which grammatical number goes with a count: zero, one, two, few, many or other.
  std::string plural(std::int64_t count) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saldo::render
