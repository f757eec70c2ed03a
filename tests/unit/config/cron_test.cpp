#include "config/cron.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace saldo::config {
namespace {

using namespace std::chrono;

TimeZone zone(const char* name) { return TimeZone::find(name).value(); }

Instant utc(const std::string& text) {
  date::sys_seconds at;
  std::istringstream in(text);
  in >> date::parse("%F %H:%M:%S", at);
  EXPECT_FALSE(in.fail()) << text;
  return at;
}

std::string show(std::optional<Instant> at) {
  return at ? date::format("%F %H:%M:%S", floor<seconds>(*at)) : "never";
}

std::string error_of(const char* text) {
  const auto e = CronExpression::parse(text);
  return e ? "accepted" : e.error().message;
}

/// All runs in (from, to], as UTC.
std::vector<Instant> runs(const std::string& text, const TimeZone& place, Instant from,
                          Instant to) {
  const auto e = CronExpression::parse(text).value();
  std::vector<Instant> all;
  for (auto at = e.next_after(from, place); at && *at <= to; at = e.next_after(*at, place))
    all.push_back(*at);
  return all;
}

struct Step {
  const char* expression;
  const char* zone;
  const char* now;
  const char* next;
};

TEST(Cron, FindsTheNextRunOnOrdinaryDays) {
  const Step steps[] = {
      {"* * * * *", "UTC", "2026-01-01 00:00:00", "2026-01-01 00:01:00"},
      {"* * * * *", "UTC", "2026-01-01 00:00:59", "2026-01-01 00:01:00"},
      {"*/15 6-20 * * 1-5", "Europe/Madrid", "2026-01-02 19:50:00", "2026-01-05 05:00:00"},
      {"*/15 6-20 * * 1-5", "Europe/Madrid", "2026-07-01 05:07:00", "2026-07-01 05:15:00"},
      {"0 7 * * MON", "UTC", "2026-01-05 07:00:00", "2026-01-12 07:00:00"},
      {"0 7 * * 7", "UTC", "2026-01-05 00:00:00", "2026-01-11 07:00:00"},
      {"0 7 * * fri-sun", "UTC", "2026-01-05 00:00:00", "2026-01-09 07:00:00"},
      {"30 4 1,15 * *", "UTC", "2026-01-01 04:30:00", "2026-01-15 04:30:00"},
      {"0 0 31 * *", "UTC", "2026-01-31 00:00:00", "2026-03-31 00:00:00"},
      {"0 0 1 JAN,jul *", "UTC", "2026-01-02 00:00:00", "2026-07-01 00:00:00"},
      {"0 0 29 2 *", "UTC", "2026-01-01 00:00:00", "2028-02-29 00:00:00"},
      {"10-20/5 0 * * *", "UTC", "2026-01-01 00:10:00", "2026-01-01 00:15:00"},
      {"10-20/5 0 * * *", "UTC", "2026-01-01 00:20:00", "2026-01-02 00:10:00"},
      {"0 0 * * *", "Asia/Kolkata", "2026-01-01 00:00:00", "2026-01-01 18:30:00"},
  };
  for (const auto& s : steps)
    EXPECT_EQ(
        show(CronExpression::parse(s.expression).value().next_after(utc(s.now), zone(s.zone))),
        s.next)
        << s.expression << " after " << s.now;
}

TEST(Cron, MeansEitherDayWhenBothDayFieldsAreRestricted) {
  // 13 January 2026 is a Tuesday, 16 January a Friday.
  const auto e = CronExpression::parse("0 0 13 * FRI").value();
  EXPECT_EQ(show(e.next_after(utc("2026-01-09 00:00:00"), zone("UTC"))), "2026-01-13 00:00:00");
  EXPECT_EQ(show(e.next_after(utc("2026-01-13 00:00:00"), zone("UTC"))), "2026-01-16 00:00:00");
}

TEST(Cron, MeansBothDaysWhenOneFieldBeginsWithAStar) {
  const auto e = CronExpression::parse("0 0 */2 * MON").value();
  // Mondays with an odd date, as crontab(5) has it.
  EXPECT_EQ(show(e.next_after(utc("2026-01-01 00:00:00"), zone("UTC"))), "2026-01-05 00:00:00");
  EXPECT_EQ(show(e.next_after(utc("2026-01-05 00:00:00"), zone("UTC"))), "2026-01-19 00:00:00");
}

TEST(Cron, RunsWhatTheClockSkipsAtTheFirstInstantAfterTheGap) {
  // Madrid: 29 March 2026, 02:00 becomes 03:00 (01:00 UTC). New York: 8 March, 02:00 → 03:00.
  const Step steps[] = {
      {"30 2 * * *", "Europe/Madrid", "2026-03-28 12:00:00", "2026-03-29 01:00:00"},
      {"30 2 * * *", "Europe/Madrid", "2026-03-29 01:00:00", "2026-03-30 00:30:00"},
      {"*/10 2 * * *", "Europe/Madrid", "2026-03-28 12:00:00", "2026-03-29 01:00:00"},
      {"*/10 2 * * *", "Europe/Madrid", "2026-03-29 01:00:00", "2026-03-30 00:00:00"},
      {"0 2,3 * * *", "Europe/Madrid", "2026-03-28 12:00:00", "2026-03-29 01:00:00"},
      {"0 2,3 * * *", "Europe/Madrid", "2026-03-29 01:00:00", "2026-03-30 00:00:00"},
      {"0 3 * * *", "Europe/Madrid", "2026-03-28 12:00:00", "2026-03-29 01:00:00"},
      {"59 1 * * *", "Europe/Madrid", "2026-03-28 12:00:00", "2026-03-29 00:59:00"},
      {"30 2 * * 1", "Europe/Madrid", "2026-03-28 12:00:00", "2026-03-30 00:30:00"},
      {"30 2 * * *", "America/New_York", "2026-03-07 12:00:00", "2026-03-08 07:00:00"},
      {"30 2 * * *", "America/New_York", "2026-03-08 07:00:00", "2026-03-09 06:30:00"},
      // Samoa left out the whole of 30 December 2011.
      {"0 9 30 12 *", "Pacific/Apia", "2011-12-01 00:00:00", "2011-12-30 10:00:00"},
  };
  for (const auto& s : steps)
    EXPECT_EQ(
        show(CronExpression::parse(s.expression).value().next_after(utc(s.now), zone(s.zone))),
        s.next)
        << s.expression << " after " << s.now;
}

TEST(Cron, RunsWhatTheClockRepeatsOnlyAtTheFirstTime) {
  // Madrid: 25 October 2026, 03:00 becomes 02:00 (01:00 UTC). New York: 1 November, 02:00 → 01:00.
  const Step steps[] = {
      {"30 2 * * *", "Europe/Madrid", "2026-10-24 12:00:00", "2026-10-25 00:30:00"},
      {"30 2 * * *", "Europe/Madrid", "2026-10-25 00:30:00", "2026-10-26 01:30:00"},
      {"30 2 * * *", "Europe/Madrid", "2026-10-25 01:10:00", "2026-10-26 01:30:00"},
      {"0 2,3 * * *", "Europe/Madrid", "2026-10-25 00:00:00", "2026-10-25 02:00:00"},
      {"*/30 2 * * *", "Europe/Madrid", "2026-10-25 00:30:00", "2026-10-26 01:00:00"},
      {"30 1 * * *", "America/New_York", "2026-10-31 12:00:00", "2026-11-01 05:30:00"},
      {"30 1 * * *", "America/New_York", "2026-11-01 05:30:00", "2026-11-02 06:30:00"},
  };
  for (const auto& s : steps)
    EXPECT_EQ(
        show(CronExpression::parse(s.expression).value().next_after(utc(s.now), zone(s.zone))),
        s.next)
        << s.expression << " after " << s.now;
}

TEST(Cron, TicksOnThroughBothChangesWhenEveryHourIsMeant) {
  const auto madrid = zone("Europe/Madrid");
  for (const char* day : {"2026-03-29", "2026-10-25"}) {
    const auto from = utc(std::string(day) + " 00:00:00");
    const auto all = runs("*/20 * * * *", madrid, from, from + hours{4});
    ASSERT_EQ(all.size(), 12u) << day;
    for (std::size_t i = 0; i < all.size(); ++i)
      EXPECT_EQ(all[i], from + minutes{20} * static_cast<int>(i + 1)) << day;
  }
}

TEST(Cron, NamesTheFieldAndTheValueThatIsWrong) {
  EXPECT_EQ(error_of("* * * *"),
            "cron expression '* * * *': five fields are needed (minute, hour, day of month, month, "
            "day of week), not 4");
  EXPECT_EQ(error_of("61 * * * *"),
            "cron expression '61 * * * *': minute '61' must be from 0 to 59");
  EXPECT_EQ(error_of("0 24 * * *"), "cron expression '0 24 * * *': hour '24' must be from 0 to 23");
  EXPECT_EQ(
      error_of("0 7 * * MOM"),
      "cron expression '0 7 * * MOM': day of week 'MOM' must be from 0 to 7 or a name such as "
      "MON");
  EXPECT_EQ(error_of("0 0 1 13 *"),
            "cron expression '0 0 1 13 *': month '13' must be from 1 to 12 or a name such as FEB");
  EXPECT_EQ(error_of("0 22-6 * * *"),
            "cron expression '0 22-6 * * *': hour '22-6' runs backwards; write two ranges with a "
            "comma between");
  EXPECT_EQ(error_of("*/0 * * * *"),
            "cron expression '*/0 * * * *': minute '*/0' needs a step, behind '/', that fits more "
            "than once into a range or '*'");
  EXPECT_EQ(error_of("0 0 31 2,4 *"), "cron expression '0 0 31 2,4 *': no day ever meets it");
}

TEST(Cron, RefusesWhatIsNoExpression) {
  for (const char* text : {"",
                           "@daily",
                           "* * * * * *",
                           "1,, * * * *",
                           ",1 * * * *",
                           "-1 * * * *",
                           "1- * * * *",
                           "1--2 * * * *",
                           "*-5 * * * *",
                           "5/2 * * * *",
                           "*/60 * * * *",
                           "1-5/ * * * *",
                           "+1 * * * *",
                           "0 0 0 * *",
                           "0 0 32 * *",
                           "0 0 * 0 *",
                           "0 0 * * 8",
                           "0x1 * * * *",
                           "1.5 * * * *",
                           "? * * * *",
                           "99999999999 * * * *",
                           "0 0 * * MON-",
                           "0 0 30 2 *"})
    EXPECT_NE(error_of(text), "accepted") << text;
}

TEST(Cron, AcceptsARareDayThatDoesCome) {
  EXPECT_EQ(error_of("0 0 29 2 */3"), "accepted");
  EXPECT_EQ(error_of("0 0 29 feb mon"), "accepted");
}

/// One field: `*`, or a random list, range or stepped range.
std::string random_field(std::mt19937& random, int min, int max) {
  const auto pick = [&](int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random);
  };
  if (pick(0, 3) == 0) return "*";
  const int a = pick(min, max - 1), b = pick(a + 1, max);
  switch (pick(0, 2)) {
    case 0:
      return std::to_string(a) + "," + std::to_string(b);
    case 1:
      return std::to_string(a) + "-" + std::to_string(b);
    default:
      return std::to_string(a) + "-" + std::to_string(b) + "/" + std::to_string(pick(1, b - a));
  }
}

/// Minute by minute, straight from the rule in cron.hpp. `every_hour` is what the expression says.
bool runs_at(const CronExpression& e, bool every_hour, const TimeZone& place,
             date::sys_time<minutes> at) {
  const auto& rules = place.rules();
  const auto local = date::local_time<minutes>{at.time_since_epoch()} +
                     duration_cast<minutes>(rules.get_info(at).offset);
  const auto info = rules.get_info(local);
  const LocalMinute wall{local.time_since_epoch()};
  if (every_hour) return e.matches(wall);
  const bool again = info.result == date::local_info::ambiguous && at >= info.first.end;
  if (e.matches(wall) && !again) return true;
  const auto before = rules.get_info(at - minutes{1});
  if (before.end != at) return false;
  for (auto lost = LocalMinute{local.time_since_epoch()} -
                   duration_cast<minutes>(rules.get_info(at).offset - before.offset);
       lost < wall; lost += minutes{1})
    if (e.matches(lost)) return true;
  return false;
}

class CronProperty : public testing::TestWithParam<const char*> {};

TEST_P(CronProperty, AgreesWithTheRuleMinuteByMinuteAroundEachChange) {
  const auto place = zone(GetParam());
  std::mt19937 random(20260329);
  for (int round = 0; round < 40; ++round) {
    const std::string hours = round % 4 == 0 ? "*" : random_field(random, 0, 23);
    const std::string text = random_field(random, 0, 59) + ' ' + hours + ' ' +
                             random_field(random, 1, 31) + " * " + random_field(random, 0, 6);
    const auto e = CronExpression::parse(text).value();
    const bool every_hour = hours == "*" || hours == "0-23" || hours == "0-23/1";
    const auto info =
        place.rules().get_info(utc(round % 2 != 0 ? "2026-02-01 00:00:00" : "2026-06-01 00:00:00"));
    auto at = floor<minutes>(info.end) - std::chrono::hours{30};
    auto next = e.next_after(at, place);
    for (const auto end = at + std::chrono::hours{60}; at < end;) {
      at += minutes{1};
      const bool expected = runs_at(e, every_hour, place, at);
      ASSERT_EQ(next == Instant(at), expected)
          << text << " at " << show(at) << ", next " << show(next);
      if (expected) next = e.next_after(at, place);
    }
  }
}

TEST_P(CronProperty, IsAlwaysLaterAndNeverTwiceForOneTimeOnTheWall) {
  const auto place = zone(GetParam());
  std::mt19937 random(20261025);
  for (int round = 0; round < 8; ++round) {
    const std::string text =
        random_field(random, 0, 59) + " 0-22 * * " + random_field(random, 0, 6);
    const auto from = utc("2026-01-01 00:00:00");
    std::set<date::local_seconds> seen;
    Instant last = from;
    for (const Instant at : runs(text, place, from, from + days{330})) {
      ASSERT_GT(at, last) << text;
      last = at;
      const auto second = floor<seconds>(at);
      ASSERT_TRUE(seen.insert(place.rules().to_local(second)).second)
          << text << " twice at " << show(at);
    }
    ASSERT_FALSE(seen.empty()) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Zones, CronProperty,
                         testing::Values("Europe/Madrid", "America/New_York", "Australia/Lord_Howe",
                                         "America/St_Johns", "Africa/Casablanca"));

}  // namespace
}  // namespace saldo::config
