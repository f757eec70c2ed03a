#include "itemised_entry.hpp"

#include <gtest/gtest.h>

namespace saldo::bank {
namespace {

Transaction line(std::int64_t minor, const std::string& reference = "") {
  Transaction t;
  t.amount = Money{minor, Currency::parse("EUR")};
  t.status = "booked";
  t.bank_reference = reference;
  return t;
}

TEST(ItemisedEntry, WithoutItemsIsOneLineAndNoBatch) {
  ItemisedEntry entry;
  entry.begin(line(100, "E"));
  const auto lines = entry.take_lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_FALSE(lines[0].batch_count);
  EXPECT_TRUE(entry.empty());
  EXPECT_TRUE(entry.take_lines().empty());
}

TEST(ItemisedEntry, NeverDoublesNorLosesMoney) {
  // Every shape of up to five items, by depths and amounts.
  for (unsigned shape = 0; shape < 1u << 15; ++shape) {
    ItemisedEntry entry;
    entry.begin(line(6));
    std::size_t items = 0;
    for (unsigned bits = shape; bits != 0; bits >>= 3, ++items)
      entry.add(line(1 + bits % 4), bits / 4 % 2 == 0 ? 1 : 2);
    std::int64_t sum = 0;
    for (const Transaction& t : entry.take_lines()) sum += t.amount->minor;
    ASSERT_EQ(sum, 6) << shape;
  }
}

TEST(ItemisedEntry, IsNotSplitIntoAnotherCurrencyOrStatus) {
  for (const bool currency : {true, false}) {
    Transaction item = line(100);
    if (currency)
      item.amount->currency = Currency::parse("USD");
    else
      item.status = "info";
    ItemisedEntry entry;
    entry.begin(line(100));
    entry.add(item, 1);
    EXPECT_EQ(entry.take_lines().at(0).remittance.size(), 1u);
    EXPECT_TRUE(entry.left_whole());
  }
}

TEST(ItemisedEntry, SurvivesSumsBeyond64Bits) {
  ItemisedEntry entry;
  entry.begin(line(std::numeric_limits<std::int64_t>::min()));
  for (int i = 0; i < 3; ++i) entry.add(line(std::numeric_limits<std::int64_t>::max()), 1);
  EXPECT_EQ(entry.take_lines().size(), 1u);
}

TEST(ItemisedEntry, HasALimit) {
  ItemisedEntry entry;
  entry.begin(line(1));
  for (std::size_t i = 0; i < ItemisedEntry::kItemsMax; ++i) entry.add(line(1), 1);
  try {
    entry.add(line(1), 1);
    FAIL();
  } catch (const Rejected& fault) {
    EXPECT_EQ(fault.rule, "entry.limit");
    EXPECT_EQ(fault.message,
              "line 0: the entry of line 0 lists more than 50000 items; ask the bank to split it");
  }
}

TEST(ItemisedEntry, GivesItemsWhatItSaysForAll) {
  Transaction total = line(100, "TOTAL");
  total.customer_reference = "CUST";
  total.remittance = {"for all"};
  total.counterparty_name = "ACME";
  ItemisedEntry entry;
  entry.begin(total);
  entry.add(line(40, "A"), 1);
  entry.add(line(60), 1);
  const auto lines = entry.take_lines();
  EXPECT_EQ(lines.at(0).bank_reference, "A");
  EXPECT_EQ(lines.at(1).bank_reference, "TOTAL");
  EXPECT_EQ(lines.at(1).customer_reference, "CUST");
  EXPECT_EQ(lines.at(1).remittance.at(0), "for all");
  EXPECT_EQ(lines.at(1).counterparty_name, "");  // may be another for each
}

}  // namespace
}  // namespace saldo::bank
