#include <algorithm>
#include <charconv>
#include <iterator>

#include "config/component.hpp"
#include "config/legal_data.hpp"
#include "config/reader.hpp"

/// Calendars, one file each:
///
///     name: DE
///     summary: Germany
///     source: Feiertagsgesetze
///     observed: same_day                 # or next_weekday, nearest
///     holidays:
///       - { name: Labour Day, date: "05-01" }
///       - { name: Good Friday, easter: -2 }
///       - { name: Memorial Day, first: monday, from: "05-25", years: "1971-" }
namespace saldo::config {
namespace {

namespace fs = std::filesystem;
using model::HolidayRule;

/// A whole number that is the whole text.
std::optional<int> number_in(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void read_day(Mapping& map, std::string_view key, HolidayRule& rule, Faults& faults) {
  const Node* node = map.require(key);
  if (node == nullptr) return;
  const auto text = read_text(*node, key, faults);
  if (!text) return;
  const auto month = text->size() == 5 ? number_in(text->substr(0, 2)) : std::nullopt;
  const auto day = text->size() == 5 ? number_in(text->substr(3)) : std::nullopt;
  // In a leap year, which has every day that any year has.
  if (!month || !day || (*text)[2] != '-' || *month < 1 || *day < 1 ||
      !Date::from_ymd(2000, static_cast<unsigned>(*month), static_cast<unsigned>(*day))) {
    faults.add(node->at,
               in_quotes(key) + " must be a day such as \"12-25\", not " + in_quotes(*text));
    return;
  }
  rule.month = static_cast<unsigned>(*month);
  rule.day = static_cast<unsigned>(*day);
}

/// "1990-2012", "2016-", "-2003": both years counted.
void read_years(Mapping& map, HolidayRule& rule, Faults& faults) {
  const Node* node = map.find("years");
  if (node == nullptr) return;
  const auto text = read_text(*node, "years", faults);
  if (!text) return;
  const auto dash = text->find('-');
  const auto from = dash == 0 ? 1 : number_in(text->substr(0, dash));
  const auto to = dash == std::string::npos || dash + 1 == text->size()
                      ? 9999
                      : number_in(text->substr(dash + 1));
  if (dash == std::string::npos || !from || !to || *from < 1 || *from > *to || *to > 9999) {
    faults.add(node->at, "'years' must be such as \"1990-2012\", \"2016-\" or \"-2003\", not " +
                             in_quotes(*text));
    return;
  }
  rule.from_year = *from;
  rule.to_year = *to;
}

void read_weekday(const Node& node, HolidayRule& rule, Faults& faults) {
  const std::vector<std::string> names = {"sunday",   "monday", "tuesday", "wednesday",
                                          "thursday", "friday", "saturday"};
  if (const auto name = read_choice(node, "first", names, faults))
    rule.weekday = std::chrono::weekday{
        static_cast<unsigned>(std::ranges::find(names, *name) - names.begin())};
}

HolidayRule read_holiday(const Node& node, Faults& faults) {
  HolidayRule rule;
  Mapping map(node, "holidays", "a holiday", faults);
  rule.name = map.required_text("name");
  if (const Node* first = map.find("first")) {
    rule.kind = HolidayRule::Kind::weekday;
    read_weekday(*first, rule, faults);
    read_day(map, "from", rule, faults);
  } else if (map.find("easter") != nullptr) {
    rule.kind = HolidayRule::Kind::easter;
    rule.offset = map.integer("easter", -100, 100, 0);
  } else {
    read_day(map, "date", rule, faults);
  }
  read_years(map, rule, faults);
  map.finish();
  return rule;
}

model::Calendar read_calendar(const Node& root, Faults& faults) {
  Mapping map(root, "calendar", "the calendar", faults);
  std::string name;
  if (const Node* node = map.require("name")) name = read_name(*node, "name", faults).value_or("");
  map.required_text("summary");
  map.required_text("source");
  const auto observed = map.choice("observed", {"same_day", "next_weekday", "nearest"}, "same_day");
  std::vector<HolidayRule> rules;
  if (const Node* list = map.require("holidays"))
    for (const Node& entry : read_list(*list, "holidays", faults))
      rules.push_back(read_holiday(entry, faults));
  map.finish();
  return {name, std::move(rules), model::parse_observed(observed).value()};
}

}  // namespace

fs::path data_folder(const fs::path& plugins) {
  return (plugins / "../../../share/saldo").lexically_normal();
}

std::map<std::string, model::Calendar> find_calendars(const fs::path& folder,
                                                      std::vector<Failure>& out) {
  std::map<std::string, model::Calendar> calendars;
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(folder, error))
    if (file.path().extension() == ".yaml") files.push_back(file.path());
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    Faults faults(file.string());
    if (const auto text = read_file(file, faults))
      if (const auto root = parse_yaml(*text, faults)) {
        model::Calendar calendar = read_calendar(*root, faults);
        if (faults.empty() && calendars.contains(calendar.name()))
          faults.add({}, "there is another calendar " + in_quotes(calendar.name()) +
                             "; give this one a name of its own");
        if (faults.empty()) calendars.emplace(calendar.name(), std::move(calendar));
      }
    std::ranges::move(faults.take(), std::back_inserter(out));
  }
  return calendars;
}

}  // namespace saldo::config
