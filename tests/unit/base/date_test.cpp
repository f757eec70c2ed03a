#include "saldo/date.hpp"

#include <gtest/gtest.h>

namespace saldo {
namespace {

TEST(Date, ReadsWhatItPrintsOnEveryDayOfTwoCenturies) {
  Date day = *Date::from_ymd(1899, 12, 31);
  const Date end = *Date::from_ymd(2101, 1, 1);
  int days = 0;
  for (Date previous = day; day < end; ++days) {
    previous = day;
    day = day.plus_days(1);
    ASSERT_LT(previous, day);
    ASSERT_EQ(days_between(previous, day), 1);
    ASSERT_EQ(Date::parse_iso(day.to_string()), day);
    ASSERT_LT(previous.to_string(), day.to_string());
  }
  EXPECT_EQ(days, 73'415);
}

TEST(Date, KnowsLeapYears) {
  EXPECT_TRUE(Date::from_ymd(2024, 2, 29));
  EXPECT_TRUE(Date::from_ymd(2000, 2, 29));
  EXPECT_FALSE(Date::from_ymd(2100, 2, 29));
  EXPECT_FALSE(Date::from_ymd(2023, 2, 29));
  EXPECT_FALSE(Date::from_ymd(2024, 2, 30));
  EXPECT_EQ(Date::parse_iso("2024-02-28").plus_days(2).to_string(), "2024-03-01");
  EXPECT_EQ(Date::parse_iso("2023-02-28").plus_days(1).to_string(), "2023-03-01");
  EXPECT_EQ(days_between(Date::parse_iso("2024-01-01"), Date::parse_iso("2025-01-01")), 366);
}

TEST(Date, CountsDaysOverTheChangesOfTheClock) {
  EXPECT_EQ(days_between(Date::parse_iso("2025-03-29"), Date::parse_iso("2025-03-31")), 2);
  EXPECT_EQ(days_between(Date::parse_iso("2025-10-25"), Date::parse_iso("2025-10-27")), 2);
  EXPECT_EQ(days_between(Date::parse_iso("2025-03-31"), Date::parse_iso("2025-03-29")), -2);
}

TEST(Date, ReadsIsoAndIgnoresTheTimeOfDay) {
  const Date day = *Date::from_ymd(2026, 6, 1);
  for (const char* text :
       {"2026-06-01", "2026-06-01T23:59:59+02:00", "2026-06-01Z", "2026-06-01+02:00"})
    EXPECT_EQ(Date::parse_iso(text), day) << text;
  for (const char* text : {"", "2026-6-1", "2026-06-31", "2026-13-01", "0000-01-01", "2026/06/01",
                           "2026-06-01x", "2026-06-0", "+026-06-01", "20260601"})
    EXPECT_THROW(Date::parse_iso(text), FormatError) << text;
}

TEST(Date, ReadsTheFormsOfSap) {
  EXPECT_EQ(Date::parse_basic("20260601").to_string(), "2026-06-01");
  for (const char* text : {"00000000", "20260631", "2026060", "202606011", "2026 601"})
    EXPECT_THROW(Date::parse_basic(text), FormatError) << text;
}

TEST(Date, ReadsTheFormsOfSwift) {
  EXPECT_EQ(Date::parse_short("260601").to_string(), "2026-06-01");
  EXPECT_EQ(Date::parse_short("791231").to_string(), "2079-12-31");
  EXPECT_EQ(Date::parse_short("800101").to_string(), "1980-01-01");
  EXPECT_EQ(Date::parse_short("000229").to_string(), "2000-02-29");
  for (const char* text : {"260631", "26060", "a60601", "2606011"})
    EXPECT_THROW(Date::parse_short(text), FormatError) << text;
}

TEST(Date, IsEmptyByDefaultAndPrintsNothing) {
  EXPECT_TRUE(Date{}.empty());
  EXPECT_EQ(Date{}.to_string(), "");
  EXPECT_LT(Date{}, Date::parse_iso("0001-01-01"));
}

}  // namespace
}  // namespace saldo
