#include "saldo/held_money.hpp"

#include <gtest/gtest.h>

namespace saldo {
namespace {

const Currency kEur = Currency::parse("EUR"), kUsd = Currency::parse("USD");

TEST(HeldMoney, IsNothingAtFirstAndASumLater) {
  HeldMoney held;
  EXPECT_FALSE(held.sum());
  held.add({100, kEur});
  held.add({-30, kEur});
  EXPECT_EQ(held.sum(), (Money{70, kEur}));
}

TEST(HeldMoney, IsUnknownForSeveralCurrencies) {
  HeldMoney held;
  held.add({1, kEur});
  held.add({1, kUsd});
  held.add({1, kEur});
  EXPECT_FALSE(held.sum());
}

TEST(HeldMoney, IsUnknownBeyond64Bits) {
  HeldMoney held;
  held.add({std::numeric_limits<std::int64_t>::max(), kEur});
  held.add({1, kEur});
  EXPECT_FALSE(held.sum());
}

}  // namespace
}  // namespace saldo
