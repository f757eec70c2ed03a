#include "report/balance.hpp"

#include <gtest/gtest.h>

#include <random>

namespace saldo::report {
namespace {

const Currency kEur = Currency::parse("EUR");

ErpItem there(const std::string& number, std::int64_t minor, const std::string& block = "") {
  return {{"1000", number, 2026}, "0000100001", Money{minor, kEur}, block};
}
BookItem here(const std::string& number, std::int64_t minor, std::int64_t settled = 0,
              const std::string& block = "") {
  return {.key = {"1000", number, 2026},
          .customer = "0000100001",
          .open = {minor, kEur},
          .settled_here = {settled, kEur},
          .dunning_block = block};
}

std::string causes(const Balance& b) {
  std::string all;
  for (const BalanceDifference& d : b.differences)
    all += d.key.number + ":" + std::string(to_string(d.cause)) + " ";
  return all;
}

TEST(Balance, EqualBooksDifferInNothing) {
  const Balance b = compare({there("2", 5), there("1", -7)}, {here("1", -7), here("2", 5)});
  EXPECT_EQ(causes(b), "");
  ASSERT_EQ(b.accounts.size(), 1u);
  EXPECT_EQ(b.accounts[0].erp, (Money{-2, kEur}));
  EXPECT_EQ(b.accounts[0].here, (Money{-2, kEur}));
  EXPECT_EQ(b.items, 2);
}

TEST(Balance, EveryDifferenceHasItsCause) {
  const struct {
    std::vector<ErpItem> erp;
    std::vector<BookItem> book;
    const char* causes;
    std::int64_t faults, unexplained;
  } cases[] = {
      {{there("1", 100)}, {}, "1:missing_here ", 1, 100},
      {{}, {here("1", 100)}, "1:missing_there ", 1, -100},
      {{there("1", 100)}, {here("1", 90)}, "1:amount ", 1, 10},
      {{there("1", 100)}, {here("1", 100, 0, "A")}, "1:dunning_block ", 1, 0},
      {{there("1", 100, "B")}, {here("1", 90, 0, "A")}, "1:amount 1:dunning_block ", 2, 10},
      // Paid here, not yet cleared there: wholly, in part, and more than fits.
      {{there("1", 100)}, {here("1", 0, 100)}, "1:settled_here ", 0, 0},
      {{there("1", 100)}, {here("1", 40, 60)}, "1:settled_here ", 0, 0},
      {{there("1", 100)}, {here("1", 50, 60)}, "1:amount ", 1, -10},
      // Cleared there after it was paid here: nothing is left to say.
      {{}, {here("1", 0, 100)}, "", 0, 0},
  };
  for (const auto& c : cases) {
    const Balance b = compare(c.erp, c.book);
    EXPECT_EQ(causes(b), c.causes);
    EXPECT_EQ(b.faults(), c.faults) << c.causes;
    std::int64_t unexplained = 0;
    for (const BalanceAccount& a : b.accounts) unexplained += a.unexplained();
    EXPECT_EQ(unexplained, c.unexplained) << c.causes;
  }
}

TEST(Balance, ARefusedRowIsMissingHereWhateverTheBookHas) {
  ErpItem refused = there("1", 0);
  refused.open.reset();
  EXPECT_EQ(causes(compare({refused}, {here("1", 100)})), "1:missing_here ");
  EXPECT_EQ(causes(compare({refused}, {})), "1:missing_here ");
}

TEST(Balance, WhatWasToldSinceIsLeftOut) {
  BookItem newer = here("1", 100);
  newer.is_newer = true;
  const Balance b = compare({}, {newer});
  EXPECT_EQ(causes(b), "");
  EXPECT_EQ(b.newer, 1);
  EXPECT_EQ(causes(compare({there("1", 7)}, {newer})), "");
}

TEST(Balance, OneNumberInTwoYearsOrCompanyCodesIsTwoItems) {
  ErpItem other = there("1", 100);
  other.key.fiscal_year = 2025;
  EXPECT_EQ(causes(compare({other}, {here("1", 100)})), "1:missing_here 1:missing_there ");
}

/// Whatever is dropped from or changed in one of two equal books is found, and nothing else.
TEST(Balance, FindsExactlyWhatWasDone) {
  std::mt19937 chance(20'260'301);
  for (int round = 0; round < 200; ++round) {
    std::vector<ErpItem> erp;
    std::vector<BookItem> book;
    std::int64_t expected = 0;
    for (int n = 0; n < 40; ++n) {
      const std::string number = std::to_string(1000 + n);
      const auto minor = static_cast<std::int64_t>(chance() % 10'000) + 1;
      const auto what = chance() % 8;
      if (what != 0) erp.push_back(there(number, minor));
      if (what != 1) book.push_back(here(number, what == 2 ? minor + 1 : minor));
      expected += what <= 2 ? 1 : 0;
    }
    std::shuffle(erp.begin(), erp.end(), chance);
    std::shuffle(book.begin(), book.end(), chance);
    EXPECT_EQ(compare(erp, book).faults(), expected);
  }
}

}  // namespace
}  // namespace saldo::report
