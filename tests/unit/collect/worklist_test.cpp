#include "collect/worklist.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saldo::collect {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Date kToday = Date::from_ymd(2026, 3, 31).value();
Money eur(std::int64_t minor) { return {minor, Currency::parse("EUR")}; }

model::AccountAtHand account(const std::string& number, std::int64_t overdue, int days) {
  return {.customer = number,
          .name = "Customer " + number,
          .overdue = eur(overdue),
          .oldest_days = days,
          .promised = eur(0),
          .disputed = eur(0)};
}

/// "money 40, age 5"
std::string terms(const WorklistEntry& entry) {
  std::string all;
  for (const PriorityTerm& t : entry.terms)
    all += (all.empty() ? "" : ", ") + t.name + " " + std::to_string(t.points);
  return all;
}

TEST(Worklist, ADeductionThatCanNotBeContestedMuchLongerWantsSomethingDone) {
  auto a = account("1", 0, 0);
  a.closing_deductions = 3;
  a.contest_by = kToday.plus_days(2);
  const auto list = worklist({a}, kToday);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(terms(list[0]), "closing_deductions 30");
  EXPECT_EQ(list[0].terms[0].because, "3 deductions to contest, the first by 2026-04-02");
}

TEST(Worklist, ShowsEveryTermOfAPriorityAndTheyAddUp) {
  auto a = account("1", 100'000, 45);
  a.broken_promises = 1;
  a.next_action = kToday;
  a.disputed = eur(50'000);
  const auto list = worklist({a, account("2", 25'000, 8)}, kToday);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(terms(list[0]), "money 40, age 11, broken_promises 15, next_action 30, disputed -10");
  EXPECT_EQ(list[0].priority, 86);
  EXPECT_EQ(list[0].terms[1].because, "45 days in arrears");
  EXPECT_EQ(terms(list[1]), "money 10, age 2");
}

TEST(Worklist, ADisputeThatIsLateComesUpEvenWhereNothingIsOverdue) {
  auto late = account("1", 0, 0);
  late.late_disputes = 1;
  auto many = account("2", 0, 0);
  many.late_disputes = 5;
  const auto list = worklist({late, many, account("3", 0, 0)}, kToday);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(terms(list[0]), "late_disputes 30");
  EXPECT_EQ(terms(list[1]), "late_disputes 15");
  EXPECT_EQ(list[1].terms[0].because, "1 disputes beyond their time");
}

TEST(Worklist, ANoticeThatDidntArriveComesUpWithItsReason) {
  auto failed = account("1", 0, 0);
  failed.failed_notices = 1;
  failed.failed_because = "550 no such user; no other channel is left";
  auto unreachable = account("2", 100'000, 45);
  unreachable.unreachable = true;
  const auto list = worklist({failed, unreachable, account("3", 100'000, 45)}, kToday);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(terms(list[0]), "money 40, age 11, unreachable 25");
  EXPECT_EQ(list[0].terms[2].because, "the last dunning run found no channel to the customer");
  EXPECT_EQ(terms(list[2]), "failed_notices 25");
  EXPECT_EQ(list[2].terms[0].because,
            "1 notices didn't reach the customer: 550 no such user; no other channel is left");
}

TEST(Worklist, WhatIsPromisedWaits) {
  auto promised = account("1", 100'000, 45);
  promised.promised = eur(100'000);
  const auto list = worklist({promised, account("2", 90'000, 45)}, kToday);
  EXPECT_EQ(list[0].account.customer, "2");
  EXPECT_EQ(terms(list[1]), "money 40, age 11, promised -30");
}

TEST(Worklist, LeavesOutWhoOwesNothingUnlessSomethingWasPlanned) {
  auto planned = account("2", 0, 0);
  planned.next_action = kToday.plus_days(-1);
  auto later = account("3", 0, 0);
  later.next_action = kToday.plus_days(1);
  const auto list = worklist({account("1", -5'000, 0), planned, later}, kToday);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].account.customer, "2");
  EXPECT_THAT(worklist({}, kToday), IsEmpty());
}

TEST(Worklist, ComparesMoneyWithinItsCurrencyAlone) {
  auto yen = account("2", 0, 0);
  yen.overdue = {5'000'000, Currency::parse("JPY")};
  yen.promised = yen.disputed = {0, Currency::parse("JPY")};
  const auto list = worklist({account("1", 1, 0), yen}, kToday);
  EXPECT_EQ(terms(list[0]), "money 40");
  EXPECT_EQ(terms(list[1]), "money 40");
}

TEST(Worklist, HasOneOrderWhateverOrderTheAccountsComeIn) {
  const auto order = [](const std::vector<model::AccountAtHand>& accounts) {
    std::vector<std::string> numbers;
    for (const WorklistEntry& e : worklist(accounts, kToday)) numbers.push_back(e.account.customer);
    return numbers;
  };
  const auto a = account("1", 500, 9), b = account("2", 500, 9), c = account("3", 900, 9);
  EXPECT_THAT(order({a, b, c}), ElementsAre("3", "1", "2"));
  EXPECT_EQ(order({c, b, a}), order({a, b, c}));
}

TEST(Worklist, TheLargestAmountsDontOverflow) {
  const auto list = worklist({account("1", std::numeric_limits<std::int64_t>::max(), 1),
                              account("2", std::numeric_limits<std::int64_t>::max() / 2, 1)},
                             kToday);
  EXPECT_EQ(terms(list[0]), "money 40");
  EXPECT_EQ(terms(list[1]), "money 19");
}

}  // namespace
}  // namespace saldo::collect
