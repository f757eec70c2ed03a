#include "model/percent.hpp"

#include <gtest/gtest.h>

#include <random>

namespace saldo::model {
namespace {

const Currency kEur = Currency::parse("EUR");
const Currency kJpy = Currency::parse("JPY");

Money eur(std::int64_t minor) { return {minor, kEur}; }
Percent percent(const char* text) { return Percent::parse(text).value(); }

TEST(Percent, ReadsThousandths) {
  EXPECT_EQ(percent("2").thousandths(), 2000);
  EXPECT_EQ(percent("2.5").thousandths(), 2500);
  EXPECT_EQ(percent("0.001").thousandths(), 1);
  EXPECT_EQ(percent("100.000").to_string(), "100.000");
  for (const char* text : {"", "-1", "100.001", "2,5", "2.0005", "two", "99999999999999999999"})
    EXPECT_FALSE(Percent::parse(text)) << text;
}

TEST(Percent, RoundsHalfAwayFromZero) {
  EXPECT_EQ(percent("2").of(eur(25)), eur(1));    // 0.5
  EXPECT_EQ(percent("2").of(eur(24)), eur(0));    // 0.48
  EXPECT_EQ(percent("2").of(eur(-25)), eur(-1));  // -0.5
  EXPECT_EQ(percent("2").of(eur(75)), eur(2));    // 1.5
  EXPECT_EQ(percent("50").of(eur(3)), eur(2));    // 1.5
  EXPECT_EQ(percent("0.001").of(eur(49'999)), eur(0));
  EXPECT_EQ(percent("0.001").of(eur(50'000)), eur(1));
  EXPECT_EQ(percent("2").of(Money{125, kJpy}), (Money{3, kJpy}));
}

TEST(Percent, IsExactOverTheWholeRange) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(percent("100").of(eur(kMax)), eur(kMax));
  EXPECT_EQ(percent("100").of(eur(-kMax)), eur(-kMax));
  EXPECT_EQ(percent("0").of(eur(kMax)), eur(0));
  std::mt19937_64 random(3);
  for (int i = 0; i < 5'000; ++i) {
    const Money amount = eur(static_cast<std::int64_t>(random() % 1'000'000'000));
    const auto p = Percent::from_thousandths(static_cast<std::int32_t>(random() % 100'001));
    const std::int64_t product = amount.minor * p.thousandths();
    const std::int64_t rounded = p.of(amount).minor;
    ASSERT_LE(std::abs(rounded * 100'000 - product), 50'000);
    ASSERT_EQ(p.of(-amount), -p.of(amount));
  }
}

TEST(Percent, ComparesWithoutRounding) {
  EXPECT_TRUE(percent("10").reached_by(eur(100), eur(1000)));
  EXPECT_FALSE(percent("10").reached_by(eur(100), eur(1001)));
  EXPECT_TRUE(percent("33.333").reached_by(eur(33'333), eur(100'000)));
  EXPECT_FALSE(percent("33.334").reached_by(eur(33'333), eur(100'000)));
  EXPECT_THROW(percent("1").reached_by(eur(1), Money{1, kJpy}), FormatError);
}

}  // namespace
}  // namespace saldo::model
