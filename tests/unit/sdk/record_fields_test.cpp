#include <gtest/gtest.h>

#include "saldo/testing.hpp"

namespace saldo {
namespace {

TEST(ClearRecord, LeavesNothingOfTheRecordBefore) {
  const Money money{5, Currency::parse("EUR")};
  Transaction t{.at = {1, 2},
                .statement = 3,
                .index = 4,
                .booking_date = Date::from_days(5),
                .amount = money,
                .status = "booked",
                .reversal = true,
                .counterparty_name = "a name that is longer than a short text",
                .remittance = {"a"},
                .remitted_documents = {{.number = "4711"}},
                .charges = {{money}},
                .batch_index = 1};
  const auto capacity = t.counterparty_name.capacity();
  clear_record(t);
  EXPECT_EQ(FieldLines::of(t), FieldLines::of(Transaction{}));
  EXPECT_EQ(t.at, Place{});
  EXPECT_EQ(t.counterparty_name.capacity(), capacity) << "its memory is for the next one";
}

}  // namespace
}  // namespace saldo
