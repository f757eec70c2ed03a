#include "model/calendar.hpp"

#include <gtest/gtest.h>

namespace saldo::model {
namespace {

Date on(const char* text) { return Date::parse_iso(text); }

HolidayRule fixed(unsigned month, unsigned day) {
  HolidayRule rule;
  rule.month = month;
  rule.day = day;
  return rule;
}
HolidayRule easter(int offset) {
  HolidayRule rule;
  rule.kind = HolidayRule::Kind::easter;
  rule.offset = offset;
  return rule;
}
HolidayRule first(std::chrono::weekday weekday, unsigned month, unsigned day) {
  HolidayRule rule = fixed(month, day);
  rule.kind = HolidayRule::Kind::weekday;
  rule.weekday = weekday;
  return rule;
}

TEST(Easter, IsOnTheDaysThatTheChurchTablesGive) {
  // The earliest, the latest and the exceptions of the tables, beside ordinary years.
  for (const char* day : {"1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23",
                          "2008-03-23", "2011-04-24", "2019-04-21", "2024-03-31", "2025-04-20",
                          "2026-04-05", "2038-04-25", "2049-04-18", "2076-04-19", "2285-03-22"})
    EXPECT_EQ(easter_sunday(static_cast<int>(on(day).ymd().year())), on(day));
}

TEST(Easter, IsASundayBetweenTheEquinoxAndTheEndOfAprilInEveryYear) {
  for (int year = 1583; year <= 4099; ++year) {
    const Date day = easter_sunday(year);
    ASSERT_EQ(std::chrono::weekday{std::chrono::sys_days{day.ymd()}}, std::chrono::Sunday);
    ASSERT_GE(day, Date::from_ymd(year, 3, 22)) << year;
    ASSERT_LE(day, Date::from_ymd(year, 4, 25)) << year;
  }
}

TEST(Calendar, HasNoOtherRestThanWeekendsByDefault) {
  const Calendar calendar;
  EXPECT_FALSE(calendar.business_day(on("2026-01-03")));
  EXPECT_FALSE(calendar.business_day(on("2026-01-04")));
  EXPECT_TRUE(calendar.business_day(on("2026-01-01")));
  EXPECT_FALSE(calendar.business_day(on("2150-01-03"))) << "a Saturday beyond the table";
}

TEST(Calendar, KnowsHolidaysByDateEasterAndWeekday) {
  const Calendar calendar("XX", {fixed(12, 25), easter(-2), first(std::chrono::Monday, 5, 25)},
                          Observed::same_day);
  EXPECT_FALSE(calendar.business_day(on("2025-12-25")));
  EXPECT_FALSE(calendar.business_day(on("2025-04-18")));
  EXPECT_FALSE(calendar.business_day(on("2026-05-25")));
  EXPECT_TRUE(calendar.business_day(on("2026-05-26")));
  EXPECT_FALSE(calendar.business_day(on("2150-12-25"))) << "beyond the table, too";
}

TEST(Calendar, ForgetsAHolidayInYearsThatItDoesNotHold) {
  HolidayRule once = fixed(10, 31);
  once.from_year = once.to_year = 2017;
  const Calendar calendar("XX", {once}, Observed::same_day);
  EXPECT_FALSE(calendar.business_day(on("2017-10-31")));
  EXPECT_TRUE(calendar.business_day(on("2018-10-31")));
}

TEST(Calendar, HasALeapDayOnlyInLeapYears) {
  const Calendar calendar("XX", {fixed(2, 29)}, Observed::same_day);
  EXPECT_EQ(calendar.holidays(2024), std::vector{on("2024-02-29")});
  EXPECT_TRUE(calendar.holidays(2025).empty());
}

TEST(Calendar, GivesTheNextFreeWeekdaysInsteadOfAWeekendsHolidays) {
  const Calendar calendar("GB", {fixed(12, 25), fixed(12, 26)}, Observed::next_weekday);
  // 2021: Saturday and Sunday, so Monday and Tuesday.
  EXPECT_FALSE(calendar.business_day(on("2021-12-27")));
  EXPECT_FALSE(calendar.business_day(on("2021-12-28")));
  EXPECT_TRUE(calendar.business_day(on("2021-12-29")));
  // 2022: Sunday and Monday, so Tuesday.
  EXPECT_FALSE(calendar.business_day(on("2022-12-27")));
  EXPECT_TRUE(calendar.business_day(on("2022-12-28")));
}

TEST(Calendar, GivesTheNearestWeekdayEvenInTheYearBefore) {
  const Calendar calendar("US", {fixed(1, 1), fixed(7, 4)}, Observed::nearest);
  EXPECT_FALSE(calendar.business_day(on("2021-12-31")));  // 1 January 2022 is a Saturday
  EXPECT_FALSE(calendar.business_day(on("2021-07-05")));
  EXPECT_TRUE(calendar.business_day(on("2021-07-06")));
}

TEST(Calendar, MovesDueDatesByTheirConvention) {
  const Calendar calendar("XX", {fixed(5, 1)}, Observed::same_day);
  const auto moved = [&](const char* day, DueConvention convention) {
    return calendar.adjusted(on(day), convention).to_string();
  };
  EXPECT_EQ(moved("2026-05-01", DueConvention::none), "2026-05-01");
  EXPECT_EQ(moved("2026-05-01", DueConvention::following), "2026-05-04");
  EXPECT_EQ(moved("2026-05-01", DueConvention::modified_following), "2026-05-04");
  EXPECT_EQ(moved("2026-02-28", DueConvention::following), "2026-03-02");
  EXPECT_EQ(moved("2026-02-28", DueConvention::modified_following), "2026-02-27");
  EXPECT_EQ(moved("2026-05-05", DueConvention::following), "2026-05-05");
  EXPECT_TRUE(calendar.adjusted({}, DueConvention::following).empty());
}

}  // namespace
}  // namespace saldo::model
