#include "report/account_statement.hpp"

#include <gtest/gtest.h>

namespace saldo::report {
namespace {

Currency euro() { return Currency::parse("EUR"); }
Money eur(std::int64_t minor) { return {minor, euro()}; }
Date day(std::string_view iso) { return Date::parse_iso(iso); }

/// "2026-01-10 invoice 100.00 = 100.00"
std::string told(const AccountStatement& statement) {
  std::string all = statement.opening.to_string();
  for (const StatementLine& line : statement.lines)
    all += " | " + line.movement.date.to_string() + " " + line.movement.kind + " " +
           line.movement.amount.to_string() + " = " + line.balance.to_string();
  return all + " | " + statement.closing.to_string();
}

const std::vector<AccountMovement> kMovements = {{day("2026-02-01"), "payment", "B1", eur(-4'000)},
                                                 {day("2026-01-10"), "invoice", "1", eur(10'000)},
                                                 {day("2026-02-01"), "discount", "1", eur(-200)},
                                                 {day("2026-03-05"), "invoice", "2", eur(700)}};

TEST(AccountStatement, RunsFromWhatCameBeforeToTheEndOfItsPeriod) {
  EXPECT_EQ(told(account_statement(kMovements, euro(), day("2026-02-01"), day("2026-02-28"))),
            "100.00 | 2026-02-01 payment -40.00 = 60.00 | 2026-02-01 discount -2.00 = 58.00 | "
            "58.00");
}

TEST(AccountStatement, BothOfItsDaysCount) {
  EXPECT_EQ(told(account_statement(kMovements, euro(), day("2026-01-10"), day("2026-01-10"))),
            "0.00 | 2026-01-10 invoice 100.00 = 100.00 | 100.00");
}

TEST(AccountStatement, PeriodsThatFollowEachOtherJoin) {
  for (int split = 0; split < 90; ++split) {
    const Date until = day("2026-01-01").plus_days(split);
    const auto before = account_statement(kMovements, euro(), day("2026-01-01"), until);
    const auto after = account_statement(kMovements, euro(), until.plus_days(1), day("2026-04-30"));
    EXPECT_EQ(before.closing, after.opening) << until.to_string();
    EXPECT_EQ(before.lines.size() + after.lines.size(), kMovements.size());
  }
}

TEST(AccountStatement, AnotherCurrencyIsNoMovementOfIt) {
  EXPECT_THROW(
      account_statement({{day("2026-01-01"), "invoice", "1", {100, Currency::parse("USD")}}},
                        euro(), day("2026-01-01"), day("2026-01-31")),
      FormatError);
}

}  // namespace
}  // namespace saldo::report
