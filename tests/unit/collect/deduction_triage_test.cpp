#include "collect/deduction_triage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saldo::collect {
namespace {

using testing::ElementsAre;

const Date kToday = Date::from_ymd(2026, 3, 31).value();

model::DeductionAtHand deduction(std::int64_t dispute, std::int64_t minor, int days_left,
                                 const char* currency = "EUR") {
  return {.dispute = dispute,
          .disputed = {minor, Currency::parse(currency)},
          .contest_by = kToday.plus_days(days_left)};
}

/// "2:100 1:20"
std::vector<std::string> order(const std::vector<model::DeductionAtHand>& deductions) {
  std::vector<std::string> all;
  for (const TriagedDeduction& one : triage(deductions, kToday))
    all.push_back(std::to_string(one.dispute) + ":" + std::to_string(one.points));
  return all;
}

TEST(DeductionTriage, MuchMoneyAndLittleTimeComesFirst) {
  EXPECT_THAT(order({deduction(1, 100'000, 60), deduction(2, 100'000, 3), deduction(3, 10'000, 3),
                     deduction(4, 50'000, 7)}),
              ElementsAre("2:100", "4:40", "1:20", "3:10"));
}

TEST(DeductionTriage, TimeCountsInStepsUpToTheDayAndWhatIsOverGivesNothing) {
  for (const auto& [left, points] : {std::pair{0, 100},
                                     {3, 100},
                                     {4, 80},
                                     {7, 80},
                                     {8, 60},
                                     {14, 60},
                                     {15, 40},
                                     {30, 40},
                                     {31, 20},
                                     {400, 20},
                                     {-1, 0}})
    EXPECT_EQ(triage(std::vector{deduction(1, 500, left)}, kToday)[0].points, points) << left;
}

TEST(DeductionTriage, AnySmallPartOfTheLargestCountsAndCurrenciesStandForThemselves) {
  EXPECT_THAT(order({deduction(1, 1, 3), deduction(2, 1'000'000, 3), deduction(3, 70, 3, "USD")}),
              ElementsAre("2:100", "3:100", "1:10"));
}

TEST(DeductionTriage, OfEqualOnesTheOneThatClosesFirstThenTheOlder) {
  model::DeductionAtHand endless = deduction(1, 500, 0);
  endless.contest_by = {};
  EXPECT_THAT(order({endless, deduction(5, 500, 90), deduction(4, 500, 90), deduction(3, 500, 40)}),
              ElementsAre("3:20", "4:20", "5:20", "1:20"));
  EXPECT_EQ(triage(std::vector{endless}, kToday)[0].because,
            "5.00 EUR (10 of 10), no end to contest it (2 of 10)");
}

}  // namespace
}  // namespace saldo::collect
