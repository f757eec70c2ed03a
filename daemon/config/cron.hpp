#pragma once

#include <bitset>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "config/time_zone.hpp"

namespace saldo::config {

/// A minute on the wall of some place: no zone. Only the expression's own arithmetic uses it.
using LocalMinute = std::chrono::local_time<std::chrono::minutes>;

/// A schedule of five fields, "minute hour day-of-month month day-of-week": lists, ranges, steps,
/// names (JAN, MON), 7 as Sunday. Where both day fields are restricted, a day that meets either is
/// meant; a field that begins with `*` counts as unrestricted (crontab(5)). Immutable.
class CronExpression {
 public:
  /// The Failure names the field, its value and what it may be. An expression that no day ever
  /// meets ("0 0 31 2 *") is refused, too.
  static Result<CronExpression> parse(std::string_view text);

  /// The first run later than `now`, or nothing within 41 years.
  ///
  /// When clocks are put forward, a time that doesn't exist that day runs at the first instant
  /// after the gap. When they are put back, a time that occurs twice runs once, at the first. A
  /// schedule that means every hour of the day ticks on through both changes instead: it has
  /// nothing to make up for, and no hour to leave out.
  std::optional<Instant> next_after(Instant now, const TimeZone& zone) const;

  bool matches(LocalMinute minute) const;

 private:
  CronExpression() = default;
  bool meets_day(std::chrono::year_month_day day) const;
  /// The first match at or after `from`, looking as far ahead as any match can lie.
  std::optional<LocalMinute> first_match(LocalMinute from) const;
  std::optional<std::chrono::minutes> first_match_in_day(std::chrono::minutes from) const;

  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;     ///< from 1
  std::bitset<13> months_;   ///< from 1
  std::bitset<7> weekdays_;  ///< from Sunday
  bool either_day_ = false;  ///< both day fields are restricted
};

}  // namespace saldo::config
