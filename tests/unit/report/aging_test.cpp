#include "report/aging.hpp"

#include <gtest/gtest.h>

namespace saldo::report {
namespace {

const Currency kEur = Currency::parse("EUR");
Date on(const char* text) { return Date::parse_iso(text); }
Money eur(std::int64_t whole) { return {whole * 100, kEur}; }
/// An instant on this day, as if everything were recorded in the evening.
Instant evening(Date day) {
  return Instant(std::chrono::sys_days(day.ymd()) + std::chrono::hours(20));
}

constexpr model::CustomerId kC1{1}, kC2{2}, kC3{3};

struct Paid {
  std::int64_t amount;
  const char* day;
};

AgingItem item(model::CustomerId customer, const char* issue, const char* due, std::int64_t amount,
               const std::vector<Paid>& payments = {}) {
  AgingItem i{customer, eur(amount), on(issue), on(due), evening(on(issue)), {}};
  for (const Paid& p : payments)
    i.settlements.push_back({eur(p.amount), on(p.day), evening(on(p.day))});
  return i;
}

std::vector<AgingItem> golden_ledger() {
  return {item(kC1, "2025-01-10", "2025-02-09", 12000, {{12000, "2025-02-20"}}),
          item(kC1, "2025-01-25", "2025-02-24", 8000, {{3000, "2025-02-24"}, {5000, "2025-04-02"}}),
          item(kC2, "2025-02-05", "2025-03-07", 20000, {{20000, "2025-03-31"}}),
          item(kC2, "2025-02-20", "2025-03-22", 15000, {{15000, "2025-04-10"}}),
          item(kC3, "2025-03-03", "2025-04-02", 30000),
          item(kC3, "2025-01-03", "2025-02-02", 5000),
          item(kC1, "2025-03-28", "2025-04-27", 10000)};
}
std::vector<UnappliedMovement> golden_unapplied() {
  return {{kC2, eur(2000), on("2025-03-20"), evening(on("2025-03-20"))}};
}

/// "current | 1-30 | 31-60 | 61-90 | over 90 | unapplied | total", whole units
std::string told(const AgingRow& r) {
  std::string s;
  for (const Money& m :
       {r.current, r.days_1_30, r.days_31_60, r.days_61_90, r.over_90, r.unapplied, r.total})
    s += (s.empty() ? "" : " | ") + std::to_string(m.minor / 100);
  return s;
}

TEST(Aging, IsThatOfTheGoldenLedger) {
  const Aging a = aging(golden_ledger(), golden_unapplied(), {on("2025-03-31"), {}});
  ASSERT_EQ(a.rows.size(), 3u);
  EXPECT_EQ(told(a.rows[0]), "10000 | 0 | 5000 | 0 | 0 | 0 | 15000");
  EXPECT_EQ(told(a.rows[1]), "0 | 15000 | 0 | 0 | 0 | -2000 | 13000");
  EXPECT_EQ(told(a.rows[2]), "30000 | 0 | 5000 | 0 | 0 | 0 | 35000");
  EXPECT_EQ(a.rows[1].customer, kC2);
  ASSERT_EQ(a.totals.size(), 1u);
  EXPECT_EQ(told(a.totals[0]), "40000 | 15000 | 10000 | 0 | 0 | -2000 | 63000");
  EXPECT_FALSE(a.totals[0].customer);
}

TEST(Aging, DoesNotLookAhead) {
  auto later = golden_ledger();
  later.push_back(item(kC3, "2025-04-01", "2025-04-30", 99999));
  auto unapplied = golden_unapplied();
  unapplied.push_back({kC2, eur(-2000), on("2025-04-01"), evening(on("2025-04-01"))});
  const Aging now = aging(later, unapplied, {on("2025-03-31"), {}});
  EXPECT_EQ(told(now.totals[0]), "40000 | 15000 | 10000 | 0 | 0 | -2000 | 63000");
  EXPECT_EQ(told(aging(later, unapplied, {on("2025-04-10"), {}}).totals[0]),
            "109999 | 30000 | 0 | 5000 | 0 | 0 | 144999");
}

TEST(Aging, TellsWhatWasTrueFromWhatWasKnown) {
  auto ledger = golden_ledger();
  // Booked back to 20 March, but learnt in April only.
  ledger[4].settlements.push_back({eur(30000), on("2025-03-20"), evening(on("2025-04-05"))});
  const Date day = on("2025-03-31");
  EXPECT_EQ(aging(ledger, {}, {day, {}}).totals[0].current, eur(10000));
  EXPECT_EQ(aging(ledger, {}, {day, evening(day)}).totals[0].current, eur(40000));
  EXPECT_EQ(aging(ledger, {}, {day, evening(on("2025-04-05"))}).totals[0].current, eur(10000));
}

TEST(Aging, PutsEachDayIntoItsBucket) {
  const Date due = on("2025-01-01");
  const auto column = [&](int days) {
    const Aging a =
        aging({item(kC1, "2024-12-01", "2025-01-01", 1)}, {}, {due.plus_days(days), {}});
    return told(a.totals[0]);
  };
  EXPECT_EQ(column(-5), "1 | 0 | 0 | 0 | 0 | 0 | 1");
  EXPECT_EQ(column(0), "1 | 0 | 0 | 0 | 0 | 0 | 1");
  EXPECT_EQ(column(1), "0 | 1 | 0 | 0 | 0 | 0 | 1");
  EXPECT_EQ(column(30), "0 | 1 | 0 | 0 | 0 | 0 | 1");
  EXPECT_EQ(column(31), "0 | 0 | 1 | 0 | 0 | 0 | 1");
  EXPECT_EQ(column(60), "0 | 0 | 1 | 0 | 0 | 0 | 1");
  EXPECT_EQ(column(61), "0 | 0 | 0 | 1 | 0 | 0 | 1");
  EXPECT_EQ(column(90), "0 | 0 | 0 | 1 | 0 | 0 | 1");
  EXPECT_EQ(column(91), "0 | 0 | 0 | 0 | 1 | 0 | 1");
}

TEST(Aging, KeepsCurrenciesApartAndCountsCredits) {
  const Money yen{500, Currency::parse("JPY")};
  AgingItem in_yen = item(kC1, "2025-01-01", "2025-01-31", 0);
  in_yen.amount = yen;
  const Aging a = aging({in_yen, item(kC1, "2025-01-01", "2025-01-31", 100),
                         item(kC1, "2025-01-05", "2025-01-05", -30)},
                        {}, {on("2025-02-01"), {}});
  ASSERT_EQ(a.rows.size(), 2u);
  EXPECT_EQ(told(a.rows[0]), "0 | 70 | 0 | 0 | 0 | 0 | 70");
  EXPECT_EQ(a.rows[1].days_1_30, yen);
  ASSERT_EQ(a.totals.size(), 2u);
}

TEST(Aging, ReopensAnItemWhosePaymentWasReturned) {
  auto ledger = std::vector{
      item(kC1, "2025-01-01", "2025-01-31", 100, {{100, "2025-02-03"}, {-100, "2025-02-10"}})};
  EXPECT_TRUE(aging(ledger, {}, {on("2025-02-05"), {}}).rows.empty());
  EXPECT_EQ(aging(ledger, {}, {on("2025-02-15"), {}}).totals[0].days_1_30, eur(100));
}

TEST(Aging, ShowsAnAccountWhoseColumnsCancelOut) {
  const Aging a =
      aging({item(kC1, "2025-01-01", "2025-01-31", 100)},
            {{kC1, eur(100), on("2025-01-10"), evening(on("2025-01-10"))}}, {on("2025-01-15"), {}});
  ASSERT_EQ(a.rows.size(), 1u);
  EXPECT_EQ(told(a.rows[0]), "100 | 0 | 0 | 0 | 0 | -100 | 0");
}

TEST(Aging, AgesFromPostingWithoutADueDateAndRefusesMixedCurrencies) {
  AgingItem i = item(kC1, "2025-01-01", "2025-01-31", 100);
  i.due_date = {};
  EXPECT_EQ(aging({i}, {}, {on("2025-02-15"), {}}).totals[0].days_31_60, eur(100));
  i.settlements.push_back({{1, Currency::parse("USD")}, on("2025-01-02"), i.recorded_at});
  EXPECT_THROW(aging({i}, {}, {on("2025-02-15"), {}}), FormatError);
}

}  // namespace
}  // namespace saldo::report
