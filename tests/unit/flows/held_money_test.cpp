#include "flows/held_money.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

template <class... R>
std::optional<Money> held(const R&... records) {
  Stage stage("/nonexistent");
  (stage.add(batch_of(records)).value(), ...);
  return held_money(stage);
}

TEST(HeldMoney, IsTheSumOfWhatCameIn) {
  EXPECT_EQ(held(transaction(1'000, "B1"), transaction(-400, "B2"), transaction(50, "B3"),
                 statement(0, 650)),
            eur(1'050));
}

TEST(HeldMoney, IsTheSumOfTheItems) {
  EXPECT_EQ(held(customer("1"), item("1", "1", 700), item("2", "1", -100), item("3", "1", 5)),
            eur(705));
}

TEST(HeldMoney, IsInTheCurrencyOfTheFirst) {
  Transaction dollars = transaction(1, "B2");
  dollars.amount = Money{99, Currency::parse("USD")};
  EXPECT_EQ(held(transaction(1'000, "B1"), dollars, transaction(1, "B3")), eur(1'001));
}

TEST(HeldMoney, IsNothingWithoutIncomingMoney) {
  EXPECT_FALSE(held());
  EXPECT_FALSE(held(customer("1"), statement(0, 0)));
  EXPECT_FALSE(held(transaction(-5, "B1")));
}

TEST(HeldMoney, IsNothingWhenTheSumCannotBeTold) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_FALSE(held(transaction(most, "B1"), transaction(1, "B2")));
}

}  // namespace
}  // namespace saldo::flows
