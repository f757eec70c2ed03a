#include <gtest/gtest.h>

#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace saldo {
namespace {

TEST(Currency, IsFoundByTheLettersOfItsCodeOnly) {
  for (const char* code : {"EUR", "USD", "AED", "ZWL", "DEM", "JPY", "BHD", "CLF"}) {
    ASSERT_TRUE(Currency::find(code)) << code;
    EXPECT_EQ(Currency::find(code)->code(), code);
  }
  for (const char* none : {"", "E", "EU", "EURO", "eur", "EU1", "E\xC3\x84", "AAA", "ZZZ", " EU"})
    EXPECT_FALSE(Currency::find(none)) << none;
  EXPECT_THROW(Currency::parse("XXX"), FormatError);
}

TEST(Currency, KnowsItsDecimals) {
  EXPECT_EQ(Currency::parse("EUR").decimals(), 2);
  EXPECT_EQ(Currency::parse("JPY").decimals(), 0);
  EXPECT_EQ(Currency::parse("KWD").decimals(), 3);
  EXPECT_EQ(Currency::parse("CLF").decimals(), 4);
  EXPECT_EQ(Currency{}.decimals(), 2);
  EXPECT_TRUE(Currency{}.empty());
  EXPECT_EQ(Currency{}.code(), "");
  EXPECT_EQ(Currency::parse("EUR"), Currency::parse("EUR"));
  EXPECT_NE(Currency::parse("EUR"), Currency::parse("EEK"));
  EXPECT_LT(Currency::parse("EUR"), Currency::parse("USD"));
}

TEST(ShortDate, TakesYearsFrom80ForTheLastCentury) {
  EXPECT_EQ(Date::parse_short("791231").to_string(), "2079-12-31");
  EXPECT_EQ(Date::parse_short("800101").to_string(), "1980-01-01");
  for (const char* none : {"", "26010", "2601011", "26a101", "a60101", "260231", " 60101"})
    EXPECT_THROW(Date::parse_short(none), FormatError) << none;
}

}  // namespace
}  // namespace saldo
