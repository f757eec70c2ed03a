#include "saldo/money.hpp"

#include <gtest/gtest.h>

#include <random>

namespace saldo {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
const Currency kEur = Currency::parse("EUR");
const Currency kJpy = Currency::parse("JPY");
const Currency kBhd = Currency::parse("BHD");

TEST(Money, PrintsAllDecimalsOfItsCurrency) {
  EXPECT_EQ((Money{0, kEur}.to_string()), "0.00");
  EXPECT_EQ((Money{5, kEur}.to_string()), "0.05");
  EXPECT_EQ((Money{-1230, kEur}.to_string()), "-12.30");
  EXPECT_EQ((Money{1230, kJpy}.to_string()), "1230");
  EXPECT_EQ((Money{-1, kBhd}.to_string()), "-0.001");
}

TEST(Money, PrintsAndReadsTheWholeRange) {
  for (const Currency c : {kEur, kJpy, kBhd}) {
    EXPECT_EQ(Money::parse(Money{kMax, c}.to_string(), c).minor, kMax);
    EXPECT_EQ(Money::parse(Money{kMin + 1, c}.to_string(), c).minor, kMin + 1);
  }
  EXPECT_EQ((Money{kMin, kJpy}.to_string()), "-9223372036854775808");
}

TEST(Money, ReadsWhatItPrints) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const auto bits = random() >> (random() % 63 + 1);
    const Money amount{static_cast<std::int64_t>(bits) * (i % 2 == 0 ? 1 : -1),
                       i % 3 == 0 ? kEur : (i % 3 == 1 ? kJpy : kBhd)};
    ASSERT_EQ(Money::parse(amount.to_string(), amount.currency), amount) << amount.to_string();
  }
}

TEST(Money, TakesFewerDecimalsAndZerosBeyondThem) {
  EXPECT_EQ(Money::parse("12", kEur).minor, 1200);
  EXPECT_EQ(Money::parse("12.", kEur).minor, 1200);
  EXPECT_EQ(Money::parse("12.3", kEur).minor, 1230);
  EXPECT_EQ(Money::parse("+12.3000", kEur).minor, 1230);
  EXPECT_EQ(Money::parse("12.000", kJpy).minor, 12);
  EXPECT_EQ(Money::parse("1,5", kBhd, ',').minor, 1500);
}

TEST(Money, RefusesWhatIsNotAnAmountOfItsCurrency) {
  for (const char* text : {"", "-", ".", "1.2.3", "1,2", "12a", " 1", "1 ", "--1", "1e3", "0x1"})
    EXPECT_THROW(Money::parse(text, kEur), FormatError) << text;
  EXPECT_THROW(Money::parse("1.001", kEur), FormatError);
  EXPECT_THROW(Money::parse("1.1", kJpy), FormatError);
  EXPECT_THROW(Money::parse("1.0001", kBhd), FormatError);
}

TEST(Money, RefusesWhatIsBeyond64Bits) {
  EXPECT_THROW(Money::parse("92233720368547758.08", kEur), FormatError);
  EXPECT_EQ(Money::parse("92233720368547758.07", kEur).minor, kMax);
  EXPECT_THROW((Money{kMax, kEur} + Money{1, kEur}), FormatError);
  EXPECT_THROW((Money{kMin, kEur} - Money{1, kEur}), FormatError);
  EXPECT_THROW((-Money{kMin, kEur}), FormatError);
}

TEST(Money, LeavesTheAmountAloneWhenASumFails) {
  Money sum{kMax, kEur};
  EXPECT_THROW((sum += Money{1, kEur}), FormatError);
  EXPECT_EQ(sum.minor, kMax);
}

TEST(Money, RefusesToMixCurrencies) {
  EXPECT_THROW((Money{1, kEur} + Money{1, kJpy}), FormatError);
  EXPECT_THROW((Money{1, kEur} - Money{1, Currency{}}), FormatError);
}

TEST(Money, AddsAndSubtractsBack) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 5'000; ++i) {
    const Money a{static_cast<std::int64_t>(random() >> 2), kEur};
    const Money b{-static_cast<std::int64_t>(random() >> 2), kEur};
    ASSERT_EQ(a + b - b, a);
    ASSERT_EQ(a - b, a + -b);
  }
}

TEST(Currency, KnowsIso4217AndItsDecimals) {
  EXPECT_EQ(kEur.decimals(), 2);
  EXPECT_EQ(kJpy.decimals(), 0);
  EXPECT_EQ(kBhd.decimals(), 3);
  EXPECT_EQ(Currency::parse("CLF").decimals(), 4);
  for (const char* code : {"EURO", "EU", "", "eur", "XXY", "R U", "UR "})
    EXPECT_FALSE(Currency::find(code)) << code;
  EXPECT_THROW(Currency::parse("EIR"), FormatError);
  EXPECT_TRUE(Currency{}.empty());
}

}  // namespace
}  // namespace saldo
