#include <gtest/gtest.h>

#include <random>

#include "unit/cash/desk.hpp"

namespace saldo::cash {
namespace {

const Currency kUsd = Currency::parse("USD"), kJpy = Currency::parse("JPY");

Rate rate(const char* text) { return Rate::parse(text).value(); }

/// A owes 1,100.00 USD since 1 May; the payment of 2 June is in EUR.
class Exchanges : public testing::Test {
 protected:
  void SetUp() override {
    OpenItem item = Desk::make(desk.a, "0090000001", 110'000);
    item.amount = item.open = {110'000, kUsd};
    item.posting_date = on("2026-05-01");
    desk.book.add_item(item);
    policy.rates.add(kEur, kUsd, on("2026-05-01"), rate("1.1"));
  }
  static Payment payment(std::int64_t minor) {
    return Desk::payment(minor, "Invoice 0090000001", kIbanOfA);
  }
  Decision decide(const Payment& p) { return cash::decide(p, desk.book, policy); }
  Desk desk;
  Policy policy;
};

TEST_F(Exchanges, TheBanksOwnAmountsSettleTheItemInItsCurrency) {
  Payment p = payment(98'000);
  p.instructed = Money{110'000, kUsd};
  const Decision d = decide(p);
  ASSERT_EQ(told(d), "applied reference.exact 0090000001=1100.00 rest 0.00") << d.reason;
  const Exchange& e = *d.allocations.front().exchange;
  EXPECT_EQ(e.cash, cents(98'000));
  EXPECT_EQ(e.rate, "1100.00 USD for 980.00 EUR by the bank");
  EXPECT_EQ(e.difference, cents(-2'000)) << "1100 USD were 1000 EUR when the item was posted";
}

TEST_F(Exchanges, TheRealisedDifferenceIsNeverAWriteOff) {
  policy.write_offs = {{.currency = kEur,
                        .under = {.amount_minor = 5'000, .percent = {}, .reason = "SMALL"},
                        .budget_minor = 10'000}};
  Payment p = payment(98'000);
  p.instructed = Money{110'000, kUsd};
  EXPECT_TRUE(decide(p).allocations.front().write_off.nothing());
}

TEST_F(Exchanges, TheConfiguredRateOfTheValueDateCounts) {
  policy.rates.add(kUsd, kEur, on("2026-06-02"), rate("0.9"));
  const Decision d = decide(payment(99'000));
  ASSERT_EQ(told(d), "applied reference.exact 0090000001=1100.00 rest 0.00") << d.reason;
  EXPECT_EQ(d.allocations.front().exchange->rate, "0.9 EUR for 1 USD of 2026-06-02");
  EXPECT_EQ(d.allocations.front().exchange->difference, cents(-1'000));
}

TEST_F(Exchanges, ARateOfAnotherDayDoesNotCountUnlessPolicySaysSo) {
  policy.rates.add(kUsd, kEur, on("2026-06-01"), rate("0.9"));
  EXPECT_EQ(decide(payment(99'000)).rule, "currency.no_rate");
  policy.rates = ExchangeRates(3);
  policy.rates.add(kUsd, kEur, on("2026-05-30"), rate("0.9"));
  EXPECT_EQ(decide(payment(99'000)).status, Status::applied);
}

TEST_F(Exchanges, WithoutARateThePaymentIsHeldAndSaid) {
  const Decision d = decide(payment(99'000));
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_EQ(d.rule, "currency.no_rate");
  EXPECT_EQ(d.reason,
            "Item 0090000001 is in USD, the payment in EUR; neither the message nor the configured "
            "rates of 2026-06-02 say what 1 EUR is in USD.");
  EXPECT_EQ(d.unapplied, cents(99'000));
}

TEST_F(Exchanges, ByOurOwnRateADifferenceIsProposedNotPosted) {
  policy.rates.add(kUsd, kEur, on("2026-06-02"), rate("0.9"));
  EXPECT_EQ(decide(payment(98'900)).status, Status::proposed);
  EXPECT_EQ(decide(payment(99'100)).status, Status::proposed);
}

TEST_F(Exchanges, ToleranceAppliesAfterTheConversion) {
  policy.rates.add(kUsd, kEur, on("2026-06-02"), rate("0.9"));
  policy.write_offs = {{.currency = kUsd,
                        .under = {.amount_minor = 200, .percent = {}, .reason = "SMALL"},
                        .budget_minor = 1'000}};
  const Decision d = decide(payment(98'900));
  ASSERT_EQ(d.rule, "reference.tolerance") << d.reason;
  EXPECT_EQ(d.allocations.front().write_off.amount(), (Money{111, kUsd}));
  EXPECT_EQ(d.allocations.front().exchange->cash, cents(98'900));
}

TEST_F(Exchanges, WhatIsLeftOverStaysInThePaymentsCurrency) {
  Payment p = payment(100'000);
  p.instructed = Money{112'000, kUsd};
  const Decision d = decide(p);
  ASSERT_EQ(d.rule, "reference.overpaid") << d.reason;
  EXPECT_EQ(d.allocations.front().exchange->cash, cents(98'214));
  EXPECT_EQ(d.unapplied, cents(1'786));
}

TEST_F(Exchanges, SharesOfSeveralItemsComeToThePaymentToTheCent) {
  std::mt19937_64 random(20'260'513);
  std::uniform_int_distribution<std::int64_t> amount(1, 999'999);
  for (int i = 0; i < 500; ++i) {
    Desk some;
    std::string text;
    Money open{0, kUsd};
    for (int n = 1; n <= 4; ++n) {
      OpenItem item = Desk::make(some.a, ("009000010" + std::to_string(n)).c_str(), 1);
      item.amount = item.open = {amount(random), kUsd};
      open += item.open;
      text += some.book.add_item(item).number + ' ';
    }
    Payment p = Desk::payment(amount(random) + 100, text, kIbanOfA);
    p.instructed = open;
    const Decision d = cash::decide(p, some.book);
    ASSERT_EQ(d.status, Status::applied) << d.reason;
    Money cash = cents(0);
    for (const Allocation& a : d.allocations) cash += a.exchange->cash;
    EXPECT_EQ(cash + d.unapplied, p.amount);
  }
}

TEST_F(Exchanges, APaymentThatIsNothingInTheItemsCurrencyIsHeld) {
  OpenItem credit = Desk::make(desk.a, "0090000002", 1);
  credit.kind = model::ItemKind::credit_memo;
  credit.amount = credit.open = {-110'000, kUsd};
  desk.book.add_item(credit);
  policy.rates.add(kJpy, kUsd, on("2026-06-02"), rate("0.0049"));
  Payment p = Desk::payment(0, "90000001 90000002", kIbanOfA);
  p.amount = {1, kJpy};  // less than half a cent, and what is named comes to nothing
  const Decision d = decide(p);
  EXPECT_EQ(told(d), "proposed currency.nothing rest 1");
  EXPECT_EQ(d.reason,
            "Item 0090000001 is in USD, the payment in JPY; by 0.0049 USD for 1 JPY of 2026-06-02 "
            "it comes to nothing.");
}

TEST(Rates, ConvertWithTheDecimalsOfBothCurrencies) {
  EXPECT_EQ(rate("161.37").convert(cents(10'000), kJpy), (Money{16'137, kJpy}));
  EXPECT_EQ(rate("161.37").convert_back({16'137, kJpy}, kEur), cents(10'000));
  EXPECT_EQ(rate("1.0837").to_string(), "1.0837");
  EXPECT_EQ(rate("2").to_string(), "2");
  EXPECT_FALSE(Rate::parse("0"));
  EXPECT_FALSE(Rate::parse("-1"));
  EXPECT_FALSE(Rate::parse("1.00000000001"));
  EXPECT_THROW(rate("900000000").convert({INT64_MAX, kJpy}, kEur), FormatError);
}

}  // namespace
}  // namespace saldo::cash
