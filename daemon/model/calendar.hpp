#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "saldo/date.hpp"

namespace saldo::model {

/// Easter Sunday of the Western churches (Gregorian computus).
Date easter_sunday(int year);

/// What happens to a holiday that falls on a weekend.
enum class Observed {
  same_day,      ///< nothing: it is lost
  next_weekday,  ///< the next day that is neither weekend nor holiday is free (United Kingdom)
  nearest,       ///< Saturday: the Friday before; Sunday: the Monday after (United States, federal)
};
std::string_view to_string(Observed observed);
Result<Observed> parse_observed(std::string_view text);

/// One holiday and the day of each year on which it falls.
struct HolidayRule {
  enum class Kind {
    date,     ///< `month`, `day`
    easter,   ///< `offset` days after Easter Sunday
    weekday,  ///< the first `weekday` on or after `month`, `day`
  };
  std::string name;
  Kind kind = Kind::date;
  unsigned month = 1, day = 1;
  int offset = 0;
  std::chrono::weekday weekday{};
  int from_year = 1, to_year = 9999;

  /// The day in a year; nothing in years outside of the rule's or without such a day.
  std::optional<Date> in(int year) const;
};

/// Where a due date goes that isn't a business day.
enum class DueConvention {
  none,                ///< it stays
  following,           ///< the next business day
  modified_following,  ///< the next one, or the one before where that is in another month
};
std::string_view to_string(DueConvention convention);
Result<DueConvention> parse_due_convention(std::string_view text);

/// The business days of a country. Immutable and thread-safe; constant time between 1990 and 2099.
class Calendar {
 public:
  Calendar() : Calendar({}, {}, Observed::same_day) {}
  Calendar(std::string name, std::vector<HolidayRule> rules, Observed observed);

  const std::string& name() const { return name_; }
  bool business_day(Date day) const;
  /// The day itself, or the next business day.
  Date on_or_after(Date day) const;
  Date adjusted(Date day, DueConvention convention) const;
  /// All days of a year on which work rests beside weekends, ascending.
  std::vector<Date> holidays(int year) const;

 private:
  std::string name_;
  std::vector<HolidayRule> rules_;
  Observed observed_;
  std::vector<bool> rest_;  ///< by day from kFirst: weekend or holiday
};

}  // namespace saldo::model
