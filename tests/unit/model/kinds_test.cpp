#include "model/kinds.hpp"

#include <gtest/gtest.h>

namespace saldo::model {
namespace {

TEST(Kinds, ReadWhatTheyPrint) {
  for (int i = 0; i <= static_cast<int>(ItemKind::interest); ++i) {
    const auto kind = static_cast<ItemKind>(i);
    EXPECT_EQ(*parse_item_kind(to_string(kind)), kind);
  }
  for (int i = 0; i <= static_cast<int>(ItemState::written_off); ++i) {
    const auto state = static_cast<ItemState>(i);
    EXPECT_EQ(*parse_item_state(to_string(state)), state);
  }
  for (int i = 0; i <= static_cast<int>(TransactionState::returned); ++i) {
    const auto state = static_cast<TransactionState>(i);
    EXPECT_EQ(*parse_transaction_state(to_string(state)), state);
  }
}

TEST(Kinds, SayWhatTheyWouldHaveUnderstood) {
  const Failure f = parse_item_state("paid").error();
  EXPECT_EQ(f.message, "item state 'paid' isn't one of open | partly_paid | cleared | written_off");
  EXPECT_EQ(f.found, "paid");
  EXPECT_FALSE(parse_item_kind("Invoice"));
  EXPECT_EQ(*parse_transaction_state("new"), TransactionState::fresh);
}

}  // namespace
}  // namespace saldo::model
