#include "connect/business_day.hpp"

#include <gtest/gtest.h>

#include "saldo/date.hpp"

namespace saldo::connect {
namespace {

using namespace std::chrono;

Instant at(int y, unsigned m, unsigned d, hours h, minutes min = minutes(0)) {
  return sys_days(year(y) / month(m) / day(d)) + h + min;
}

TEST(BusinessDay, IsTheDayOfTheTimeZone) {
  const auto day = business_day(at(2024, 5, 17, hours(22), minutes(30)), "Europe/Berlin");
  ASSERT_TRUE(day);
  EXPECT_EQ(Date::from_days(day->today), Date::parse_iso("2024-05-18"));
  EXPECT_EQ(day->ends, at(2024, 5, 18, hours(22)));
}

TEST(BusinessDay, HasTwentyFiveHoursWhenSummerTimeEnds) {
  const auto day = business_day(at(2024, 10, 27, hours(12)), "Europe/Berlin");
  ASSERT_TRUE(day);
  EXPECT_EQ(day->ends, at(2024, 10, 27, hours(23)));
}

TEST(BusinessDay, IsNothingInAZoneThatDoesNotExist) {
  EXPECT_FALSE(business_day(at(2024, 1, 1, hours(0)), "Mars/Olympus"));
}

}  // namespace
}  // namespace saldo::connect
