#include <gtest/gtest.h>

#include "unit/collect/dunning_story.hpp"

/// Nobody hears from us before the due date and its grace are over, on whatever days they fall.
namespace saldo::collect {
namespace {

using model::DueConvention;

std::vector<model::HolidayRule> some_holidays() {
  std::vector<model::HolidayRule> rules(4);
  rules[0].month = rules[0].day = 1;
  rules[1].month = 12;
  rules[1].day = 25;
  rules[2].kind = rules[3].kind = model::HolidayRule::Kind::easter;
  rules[2].offset = -2;
  rules[3].offset = 1;
  return rules;
}

/// Every due date of four years, among them 29 February 2024 and each year's end, on every run
/// date from two weeks before to nine weeks after.
TEST(DunningDays, NoNoticeIsMadeBeforeTheDueDateAndItsGraceAreOver) {
  const model::Calendar calendar("XX", some_holidays(), model::Observed::same_day);
  int notices = 0;
  for (const DueConvention convention :
       {DueConvention::none, DueConvention::following, DueConvention::modified_following}) {
    auto procedure = golden_procedure();
    procedure.days = {"XX", convention, false};
    for (Date due = on("2022-12-01"); due < on("2026-03-15"); due = due.plus_days(1)) {
      DunningStory s;
      s.add("A", 500, due.to_string().c_str());
      const Date moved = calendar.adjusted(due, convention);
      for (Date day = due.plus_days(-14); day < due.plus_days(63); day = day.plus_days(1)) {
        const auto d = decide(s.account, {.procedure = procedure, .calendar = &calendar}, day);
        const bool late_enough = day >= moved.plus_days(procedure.levels[0].days);
        ASSERT_EQ(d.outcome == AccountOutcome::notice, late_enough)
            << due.to_string() << " on " << day.to_string();
        ASSERT_EQ(d.items[0].days_overdue, days_between(moved, day));
        ASSERT_FALSE(late_enough && day <= moved.plus_days(procedure.item_grace));
        notices += d.outcome == AccountOutcome::notice;
      }
    }
  }
  EXPECT_GT(notices, 100'000);
}

TEST(DunningDays, TheLeapDayIsADayLikeAnother) {
  DunningStory s;
  s.add("A", 500, "2024-02-24");
  EXPECT_EQ(s.told("2024-02-28"), "ACCT_MIN_ARREARS");
  EXPECT_EQ(s.told("2024-02-29"), "NOTICE L1: A1; 500.00 + 0.00");
  EXPECT_EQ(s.told("2024-03-13"), "ACCT_INTERVAL");
  EXPECT_EQ(s.told("2024-03-14"), "NO_CHANGE") << "19 days";
  EXPECT_EQ(s.told("2024-03-15"), "NOTICE L2: A2; 500.00 + 5.00");
}

TEST(DunningDays, TheYearsEndIsADayLikeAnother) {
  DunningStory s;
  s.add("A", 500, "2024-12-28");
  EXPECT_EQ(s.told("2025-01-01"), "ACCT_MIN_ARREARS");
  EXPECT_EQ(s.told("2025-01-02"), "NOTICE L1: A1; 500.00 + 0.00");
}

}  // namespace
}  // namespace saldo::collect
