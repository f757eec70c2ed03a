#include "saldo/currency_numbers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace saldo {
namespace {

std::string letters(std::string_view digits) {
  const auto currency = find_currency_by_number(digits);
  return currency ? std::string(currency->code()) : "none";
}

TEST(CurrencyNumbers, NameTheCurrencyOfTheirNumber) {
  EXPECT_EQ(letters("978"), "EUR");
  EXPECT_EQ(letters("840"), "USD");
  EXPECT_EQ(letters("826"), "GBP");
  EXPECT_EQ(letters("756"), "CHF");
  EXPECT_EQ(letters("392"), "JPY");
  EXPECT_EQ(letters("036"), "AUD");
  EXPECT_EQ(letters("008"), "ALL");
  EXPECT_EQ(letters("997"), "USN");
}

TEST(CurrencyNumbers, KnowTheCurrenciesThatTheEuroReplaced) {
  EXPECT_EQ(letters("724"), "ESP");
  EXPECT_EQ(letters("250"), "FRF");
  EXPECT_EQ(letters("280"), "none");
  EXPECT_EQ(letters("276"), "DEM");
}

TEST(CurrencyNumbers, AreOfThreeDigits) {
  for (const char* digits : {"", "8", "08", "36", "0036", "EUR", "   ", "97 ", "000", "999"})
    EXPECT_EQ(letters(digits), "none") << digits;
}

/// Each entry is three digits, three letters that Currency knows, and a blank; nothing twice.
TEST(CurrencyNumbers, AreOneToOneWithTheCurrencies) {
  std::vector<std::string> numbers, codes;
  const std::string_view table = impl::kCurrencyNumbers;
  for (std::size_t i = 0; i < table.size(); i += impl::kCurrencyNumberStride) {
    const auto entry = table.substr(i, impl::kCurrencyNumberStride);
    ASSERT_GE(entry.size(), 6u);
    numbers.emplace_back(entry.substr(0, 3));
    codes.emplace_back(entry.substr(3, 3));
    EXPECT_EQ(letters(numbers.back()), codes.back());
  }
  EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
  EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end());
  std::size_t known = 0;
  for (char a = 'A'; a <= 'Z'; ++a)
    for (char b = 'A'; b <= 'Z'; ++b)
      for (char c = 'A'; c <= 'Z'; ++c) {
        const std::string code{a, b, c};
        if (!Currency::find(code)) continue;
        ++known;
        EXPECT_EQ(std::count(codes.begin(), codes.end(), code), 1) << code;
      }
  EXPECT_EQ(codes.size(), known);
}

}  // namespace
}  // namespace saldo
