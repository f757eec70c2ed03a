#include "model/calendar.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "model/spelling.hpp"

namespace saldo::model {
namespace {

using std::chrono::weekday;

constexpr Spelling<Observed, 3> kObserved{{
    {Observed::same_day, "same_day"},
    {Observed::next_weekday, "next_weekday"},
    {Observed::nearest, "nearest"},
}};
constexpr Spelling<DueConvention, 3> kConventions{{
    {DueConvention::none, "none"},
    {DueConvention::following, "following"},
    {DueConvention::modified_following, "modified_following"},
}};

constexpr int kFirstYear = 1990, kLastYear = 2099;
constexpr Date kFirst = Date::from_ymd(kFirstYear, 1, 1).value();
constexpr Date kLast = Date::from_ymd(kLastYear, 12, 31).value();

weekday weekday_of(Date day) { return weekday{std::chrono::sys_days{day.ymd()}}; }
int year_of(Date day) { return static_cast<int>(day.ymd().year()); }

bool weekend(Date day) {
  return weekday_of(day) == std::chrono::Saturday || weekday_of(day) == std::chrono::Sunday;
}

/// The day that is free instead of `day`, given all other free days.
Date substitute(Date day, const std::vector<Date>& taken) {
  do {
    day = day.plus_days(1);
  } while (weekend(day) || std::ranges::find(taken, day) != taken.end());
  return day;
}

}  // namespace

std::string_view to_string(Observed observed) { return spell(kObserved, observed); }
Result<Observed> parse_observed(std::string_view text) { return read(kObserved, "observed", text); }
std::string_view to_string(DueConvention convention) { return spell(kConventions, convention); }
Result<DueConvention> parse_due_convention(std::string_view text) {
  return read(kConventions, "due date convention", text);
}

Date easter_sunday(int year) {
  // The moon's age by the 19-year cycle, corrected for centuries (anonymous Gregorian algorithm,
  // published in Nature, 20 April 1876).
  const int golden = year % 19, century = year / 100, rest = year % 100;
  const int correction = (century - (century + 8) / 25 + 1) / 3;
  const int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
  const int to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
  const int late = (golden + 11 * epact + 22 * to_sunday) / 451;
  const int days = epact + to_sunday - 7 * late + 114;
  return Date::from_ymd(year, static_cast<unsigned>(days / 31),
                        static_cast<unsigned>(days % 31 + 1))
      .value();
}

std::optional<Date> HolidayRule::in(int year) const {
  if (year < from_year || year > to_year) return std::nullopt;
  if (kind == Kind::easter) return easter_sunday(year).plus_days(offset);
  const auto start = Date::from_ymd(year, month, day);
  if (!start || kind == Kind::date) return start;
  return start->plus_days(static_cast<std::int32_t>((weekday - weekday_of(*start)).count()));
}

Calendar::Calendar(std::string name, std::vector<HolidayRule> rules, Observed observed)
    : name_(std::move(name)), rules_(std::move(rules)), observed_(observed) {
  rest_.resize(static_cast<std::size_t>(days_between(kFirst, kLast)) + 1);
  for (std::size_t i = 0; i < rest_.size(); ++i)
    rest_[i] = weekend(kFirst.plus_days(static_cast<std::int32_t>(i)));
  // The year before and after, too: a substitute may lie beyond New Year.
  for (int year = kFirstYear - 1; year <= kLastYear + 1; ++year)
    for (const Date day : holidays(year))
      if (day >= kFirst && day <= kLast)
        rest_[static_cast<std::size_t>(days_between(kFirst, day))] = true;
}

std::vector<Date> Calendar::holidays(int year) const {
  std::vector<Date> days;
  for (const HolidayRule& rule : rules_)
    if (const auto day = rule.in(year)) days.push_back(*day);
  std::ranges::sort(days);
  const std::vector<Date> named = days;
  for (const Date day : named) {
    if (!weekend(day)) continue;
    if (observed_ == Observed::next_weekday) days.push_back(substitute(day, days));
    if (observed_ == Observed::nearest)
      days.push_back(day.plus_days(weekday_of(day) == std::chrono::Saturday ? -1 : 1));
  }
  std::ranges::sort(days);
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

bool Calendar::business_day(Date day) const {
  SALDO_ASSERT(!day.empty());
  if (day >= kFirst && day <= kLast)
    return !rest_[static_cast<std::size_t>(days_between(kFirst, day))];
  if (weekend(day)) return false;
  for (int year = year_of(day) - 1; year <= year_of(day) + 1; ++year)
    if (year >= 1 && year <= 9999 && std::ranges::binary_search(holidays(year), day)) return false;
  return true;
}

Date Calendar::on_or_after(Date day) const {
  while (!business_day(day)) day = day.plus_days(1);
  return day;
}

Date Calendar::adjusted(Date day, DueConvention convention) const {
  if (convention == DueConvention::none || day.empty()) return day;
  const Date next = on_or_after(day);
  if (convention == DueConvention::following || next.ymd().month() == day.ymd().month())
    return next;
  while (!business_day(day)) day = day.plus_days(-1);
  return day;
}

}  // namespace saldo::model
