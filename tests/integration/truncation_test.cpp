#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "integration/desk.hpp"
#include "support/period.hpp"

namespace saldo::test {
namespace {

/// Cut at every hundredth of its length, a document is refused, each time.
void expect_every_cut_refused(const std::string& connector, const std::string& whole) {
  Desk desk;
  const Saldod& saldod = desk.saldod();
  const std::string before = saldod.exported();
  std::set<std::int64_t> documents;
  for (std::size_t percent = 0; percent < 100; ++percent)
    documents.insert(number(saldod.submit(connector, "cut-" + std::to_string(percent) + ".txt",
                                          whole.substr(0, whole.size() * percent / 100)),
                            "document"));
  ASSERT_EQ(documents.size(), 100u);
  saldod.settle();
  const auto held = saldod.get("/v1/quarantine").lines();
  EXPECT_EQ(held.size(), 100u);
  for (const auto& refusal : held) {
    const std::string shown = boost::json::serialize(refusal);
    documents.erase(number(refusal, "document"));
    EXPECT_NE(text(refusal, "rule"), "") << shown;
    EXPECT_GT(text(refusal, "message").size(), 20u) << shown;
    EXPECT_FALSE(text(refusal, "rule").starts_with("plugin.")) << shown;
    // Who recognised it read to where it breaks off.
    if (!text(refusal, "decoder").empty()) {
      EXPECT_GT(number(refusal, "line"), 0) << shown;
    }
  }
  EXPECT_TRUE(documents.empty());
  EXPECT_EQ(saldod.exported(), before);
  desk.submit(connector, "whole.txt", whole);
  EXPECT_NE(saldod.exported(), before) << "the whole document isn't refused";
  EXPECT_EQ(saldod.broken(), "");
}

Period period() {
  return make_period(31, {.debtors = 4, .bills = 12, .days = 1, .transfers_a_day = 12});
}

TEST(Truncation, OfACamtStatementIsRefusedWherever) {
  expect_every_cut_refused("bank", camt053(period().sheets));
}

TEST(Truncation, OfAnMt940StatementIsRefusedWherever) {
  expect_every_cut_refused("bank", mt940(period().sheets));
}

TEST(Truncation, OfAnIdocFileIsRefusedWherever) {
  expect_every_cut_refused("erp", debmas(period().debtors));
}

}  // namespace
}  // namespace saldo::test
