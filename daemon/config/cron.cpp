#include "config/cron.hpp"

#include <date/tz.h>

#include <array>
#include <charconv>
#include <span>
#include <string>
#include <vector>

#include "config/reader.hpp"

namespace saldo::config {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED",
                                                       "THU", "FRI", "SAT"};

struct Field {
  const char* name;
  int min, max;
  std::span<const std::string_view> names;  ///< the first stands for `min`
};
constexpr Field kMinute{"minute", 0, 59, {}};
constexpr Field kHour{"hour", 0, 23, {}};
constexpr Field kDay{"day of month", 1, 31, {}};
constexpr Field kMonth{"month", 1, 12, kMonths};
constexpr Field kWeekday{"day of week", 0, 7, kWeekdays};

/// A 29 February comes round to any weekday within 40 years, even past 2100.
constexpr auto kReach = days{41 * 366};

[[noreturn]] void refuse(const Field& field, std::string_view part, const std::string& why) {
  throw FormatError(std::string(field.name) + " " + in_quotes(part) + " " + why);
}

bool same_letters(std::string_view a, std::string_view upper) {
  if (a.size() != upper.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((a[i] >= 'a' && a[i] <= 'z' ? a[i] - 'a' + 'A' : a[i]) != upper[i]) return false;
  return true;
}

int read_value(const Field& field, std::string_view part, std::string_view text) {
  for (std::size_t i = 0; i < field.names.size(); ++i)
    if (same_letters(text, field.names[i])) return field.min + static_cast<int>(i);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool number = error == std::errc() && end == text.data() + text.size() && text[0] != '-';
  if (!number || value < field.min || value > field.max)
    refuse(field, part,
           "must be from " + std::to_string(field.min) + " to " + std::to_string(field.max) +
               (field.names.empty() ? "" : " or a name such as " + std::string(field.names[1])));
  return value;
}

/// Sets the bits that one part of a list means: `*`, `5`, `1-5`, each but `5` also with a `/step`.
template <std::size_t N>
void add_part(const Field& field, std::string_view part, std::bitset<N>& set) {
  const auto slash = part.find('/');
  const auto range = part.substr(0, slash);
  const auto dash = range.find('-');
  int first = field.min, last = field.max;
  if (range != "*") {
    first = last = read_value(field, part, range.substr(0, dash));
    if (dash != std::string_view::npos) last = read_value(field, part, range.substr(dash + 1));
    // A week may also end with its Sunday: "FRI-SUN".
    if (&field == &kWeekday && last == 0 && first > 0) last = 7;
    if (first > last) refuse(field, part, "runs backwards; write two ranges with a comma between");
  }
  int step = 1;
  if (slash != std::string_view::npos) {
    const auto text = part.substr(slash + 1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
    if (error != std::errc() || end != text.data() + text.size() || step < 1 || step > last - first)
      refuse(field, part, "needs a step, behind '/', that fits more than once into a range or '*'");
  }
  for (int value = first; value <= last; value += step)
    set.set(&field == &kWeekday ? static_cast<std::size_t>(value % 7)
                                : static_cast<std::size_t>(value));
}

template <std::size_t N>
void read_field(const Field& field, std::string_view text, std::bitset<N>& set) {
  for (std::size_t start = 0;;) {
    const auto comma = text.find(',', start);
    add_part(field, text.substr(start, comma - start), set);
    if (comma == std::string_view::npos) return;
    start = comma + 1;
  }
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0;;) {
    at = text.find_first_not_of(" \t", at);
    if (at == std::string_view::npos) return found;
    const auto end = std::min(text.find_first_of(" \t", at), text.size());
    found.push_back(text.substr(at, end - at));
    at = end;
  }
}

/// Civil time at an offset from UTC.
local_time<seconds> wall(sys_seconds at, seconds offset) {
  return local_time<seconds>{at.time_since_epoch() + offset};
}

}  // namespace

Result<CronExpression> CronExpression::parse(std::string_view text) {
  const auto failure = [&](const std::string& why) {
    return Failure{.message = "cron expression " + in_quotes(text) + ": " + why};
  };
  const auto fields = words(text);
  if (fields.size() != 5)
    return failure("five fields are needed (minute, hour, day of month, month, day of week), not " +
                   std::to_string(fields.size()));
  CronExpression e;
  try {
    read_field(kMinute, fields[0], e.minutes_);
    read_field(kHour, fields[1], e.hours_);
    read_field(kDay, fields[2], e.days_);
    read_field(kMonth, fields[3], e.months_);
    read_field(kWeekday, fields[4], e.weekdays_);
  } catch (const FormatError& error) {
    return failure(error.what());
  }
  e.either_day_ = fields[2][0] != '*' && fields[4][0] != '*';
  // The longest way to the next 29 February lies ahead of this day.
  if (!e.first_match(local_days{year{2096} / March / 1})) return failure("no day ever meets it");
  return e;
}

bool CronExpression::meets_day(year_month_day day) const {
  if (!months_.test(static_cast<unsigned>(day.month()))) return false;
  const bool by_date = days_.test(static_cast<unsigned>(day.day()));
  const bool by_weekday = weekdays_.test(weekday{local_days{day}}.c_encoding());
  return either_day_ ? by_date || by_weekday : by_date && by_weekday;
}

bool CronExpression::matches(LocalMinute minute) const {
  const auto day = floor<days>(minute);
  const auto in_day = minute - day;
  return meets_day(year_month_day{day}) &&
         hours_.test(static_cast<std::size_t>(in_day / hours{1})) &&
         minutes_.test(static_cast<std::size_t>(in_day % hours{1} / minutes{1}));
}

std::optional<minutes> CronExpression::first_match_in_day(minutes from) const {
  for (auto hour = floor<hours>(from); hour < days{1}; ++hour) {
    if (!hours_.test(static_cast<std::size_t>(hour.count()))) continue;
    for (auto at = std::max<minutes>(hour, from); at < hour + hours{1}; ++at)
      if (minutes_.test(static_cast<std::size_t>((at - hour).count()))) return at;
  }
  return std::nullopt;
}

std::optional<LocalMinute> CronExpression::first_match(LocalMinute from) const {
  const auto first_day = floor<days>(from);
  for (auto day = first_day; day < first_day + kReach; ++day) {
    if (!meets_day(year_month_day{day})) continue;
    const auto start = day == first_day ? from - day : minutes{0};
    if (const auto at = first_match_in_day(start)) return day + *at;
  }
  return std::nullopt;
}

std::optional<Instant> CronExpression::next_after(Instant now, const TimeZone& zone) const {
  const auto& rules = zone.rules();
  // Between two changes of the clocks, civil time runs evenly: each such span is searched alone.
  const auto now_seconds = floor<seconds>(now);
  auto span = rules.get_info(now_seconds);
  auto from = floor<minutes>(wall(now_seconds, span.offset)) + minutes{1};
  bool entered = false;  // the span begins after `now`
  for (const auto limit = now_seconds + kReach; span.begin < limit;) {
    const auto before = rules.get_info(span.begin - seconds{1}).offset;
    if (!hours_.all()) {
      const auto gap_begin = ceil<minutes>(wall(span.begin, before));
      const auto gap_end = wall(span.begin, span.offset);
      if (entered)
        if (const auto lost = first_match(gap_begin); lost && *lost < gap_end) return span.begin;
      from = std::max(from, gap_begin);
    }
    const auto match = first_match(from);
    if (!match) return std::nullopt;
    const auto at = sys_seconds{match->time_since_epoch() - span.offset};
    if (at < span.end) return at;
    span = rules.get_info(span.end);
    from = ceil<minutes>(wall(span.begin, span.offset));
    entered = true;
  }
  return std::nullopt;
}

}  // namespace saldo::config
