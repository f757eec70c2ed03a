#include "cells.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "saldo/text.hpp"

namespace saldo::table {

namespace {

constexpr std::size_t kGroup = 3;  // digits between the marks of thousands

struct Figure {
  bool negative = false;
  std::string digits;  // with '.' and ',' as they were
};

/// The marks that typesetters use as the ASCII ones that they stand for.
std::string in_ascii(std::string_view written) {
  constexpr std::pair<std::string_view, char> kMarks[] = {
      {"\u2212", '-'}, {"\u2010", '-'}, {"\u2011", '-'}, {"\u2012", '-'},  {"\u2013", '-'},
      {"\u2014", '-'}, {"\uFE63", '-'}, {"\uFF0D", '-'}, {"\u2019", '\''}, {"\u00A0", ' '},
      {"\u202F", ' '}, {"\u2009", ' '}, {"\u2007", ' '}};
  std::string plain;
  while (!written.empty()) {
    const auto* mark = std::ranges::find_if(
        kMarks, [&](const auto& known) { return written.starts_with(known.first); });
    const bool known = mark != std::end(kMarks);
    plain += known ? mark->second : written.front();
    written.remove_prefix(known ? mark->first.size() : 1);
  }
  return plain;
}

/// "100,-" and "100.--" are round amounts: a dash behind the decimal mark stands for the decimals.
bool is_for_decimals(std::string_view plain, std::size_t dash) {
  while (dash > 0 && plain[dash] == '-') --dash;
  return plain[dash] == ',' || plain[dash] == '.';
}

/// Whether letters or signs stand among the digits: 1.2E+5, 10-20, 12€50; or a blank or an
/// apostrophe where no thousands end, as between two numbers: 12 50.
bool is_broken(std::string_view plain) {
  constexpr std::string_view kDigits = "0123456789", kMarks = "' ";
  const auto first = plain.find_first_of(kDigits), last = plain.find_last_of(kDigits);
  if (first == text::npos) return false;
  std::string_view figures = plain.substr(first, last + 1 - first);
  if (figures.find_first_not_of("0123456789.,' ") != text::npos) return true;
  for (bool is_last = true;; is_last = false) {
    const auto mark = figures.find_last_of(kMarks);
    if (mark == text::npos) return !is_last && figures.size() > kGroup;
    const std::string_view behind = figures.substr(mark + 1);
    const auto group =
        is_last ? std::min(behind.find_first_of(".,"), behind.size()) : behind.size();
    if (group != kGroup && (is_last || group + 1 != kGroup)) return true;
    figures = figures.substr(0, mark);
    if (figures.find_first_of(".,") != text::npos) return true;
  }
}

/// Whether thousands stand as they do: three digits before the decimals, two or three (India) in
/// the groups before those, and none behind the decimal mark.
bool has_whole_groups(std::string_view digits, char mark) {
  const char other = mark == '.' ? ',' : '.';
  const auto end = std::min(digits.find(mark), digits.size());
  if (digits.substr(end).find(other) != text::npos) return false;
  std::string_view whole = digits.substr(0, end);
  for (auto at = whole.rfind(other); at != text::npos; at = whole.rfind(other)) {
    const std::size_t size = whole.size() - at - 1;
    const bool last = whole.size() == end;
    if (size != kGroup && (last || size + 1 != kGroup)) return false;
    whole = whole.substr(0, at);
    if (whole.empty() || (whole.find(other) == text::npos && whole.size() > kGroup)) return false;
  }
  return true;
}

Figure figure_of(std::string_view written) {
  Figure f;
  const std::string plain = in_ascii(written);
  if (is_broken(plain)) throw FormatError(text::quoted(written) + " is no amount");
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    if ((c >= '0' && c <= '9') || c == '.' || c == ',') f.digits += c;
    if ((c == '-' && !is_for_decimals(plain, i)) || c == '(') f.negative = true;
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool harmless = letter || c == ' ' || c == '\'' || c == '+' || c == ')' || c == '$' ||
                          static_cast<unsigned char>(c) >= 0x80;
    const bool digit = (c >= '0' && c <= '9') || c == '.' || c == ',' || c == '-' || c == '(';
    if (!harmless && !digit) throw FormatError(text::quoted(written) + " is no amount");
  }
  if (f.digits.empty()) throw FormatError(text::quoted(written) + " is no amount");
  return f;
}

/// The mark that divides the decimals; 0 if there are none; '?' if it could be one of thousands.
char mark_of(const std::string& digits) {
  const std::size_t last = digits.find_last_of(".,");
  if (last == std::string::npos) return 0;
  const char mark = digits[last], other = mark == '.' ? ',' : '.';
  const auto count = std::count(digits.begin(), digits.end(), mark);
  if (digits.find(other) != std::string::npos) return count == 1 ? mark : other;
  if (count > 1) return other;  // 1.234.567 has no decimals
  return digits.size() - last - 1 == kGroup && last > 0 && last <= kGroup ? '?' : mark;
}

std::array<std::string_view, 3> parts_of(std::string_view written) {
  std::array<std::string_view, 3> parts;
  std::size_t part = 0, begin = 0;
  for (std::size_t i = 0; i <= written.size(); ++i) {
    if (i < written.size() && std::string_view("./- ").find(written[i]) == std::string_view::npos)
      continue;
    if (part == parts.size()) return {};
    parts[part++] = written.substr(begin, i - begin);
    begin = i + 1;
  }
  return part == parts.size() ? parts : std::array<std::string_view, 3>{};
}

}  // namespace

DecimalMark::DecimalMark(const std::string& option) {
  if (option == "comma") mark_ = ',';
  if (option == "point") mark_ = '.';
  fixed_ = mark_ != 0;
  if (!fixed_ && option != "auto")
    throw Stop(SALDO_E_CONFIG,
               "option decimal is " + text::quoted(option) + "; use auto, comma or point");
}

void DecimalMark::learn(std::string_view written) {
  if (fixed_ || written.empty()) return;
  const char mark = mark_of(figure_of(written).digits);
  if (mark == 0 || mark == '?') return;
  contradiction_ |= mark_ != 0 && mark_ != mark;
  mark_ = mark;
}

Money DecimalMark::read(std::string_view written, Currency currency) const {
  const Figure f = figure_of(written);
  const char own = mark_of(f.digits);
  char mark = fixed_ || (!contradiction_ && mark_ != 0) ? mark_ : own;
  if (mark == '?')
    throw FormatError(text::quoted(written) +
                      " could mean thousands or decimals; set the option 'decimal'");
  if (mark == 0) mark = '.';
  if (!has_whole_groups(f.digits, mark))
    throw FormatError(text::quoted(written) + " is no amount whose decimals begin with '" + mark +
                      "'; set the option 'decimal' or ask the sender for a correct file");
  std::string plain = f.negative ? "-" : "";
  for (const char c : f.digits)
    if (c == mark)
      plain += '.';
    else if (c >= '0' && c <= '9')
      plain += c;
  return Money::parse(plain, currency);
}

Date read_date(std::string_view written, bool month_first) {
  if (written.size() == 8 && text::all_digits(written)) return Date::parse_basic(written);
  if (written.size() > 10 && (written[10] == ' ' || written[10] == 'T'))
    written = written.substr(0, 10);  // the time of day doesn't matter
  const auto parts = parts_of(written);
  for (const std::string_view part : parts)
    if (!text::all_digits(part) || part.size() > 4)
      throw FormatError(text::quoted(written) + " is no date");
  const auto number = [](std::string_view s) { return static_cast<int>(Money::parse_minor(s, 0)); };
  int a = number(parts[0]), b = number(parts[1]), c = number(parts[2]);
  std::optional<Date> date;
  if (parts[0].size() == 4) {
    date = Date::from_ymd(a, static_cast<unsigned>(b), static_cast<unsigned>(c));
  } else {
    constexpr int kCentury = 2000;
    if (parts[2].size() != 2 && parts[2].size() != 4)
      throw FormatError(text::quoted(written) + " has no year of two or four digits");
    if (parts[2].size() == 2) c += kCentury;
    if (month_first) std::swap(a, b);
    date = Date::from_ymd(c, static_cast<unsigned>(b), static_cast<unsigned>(a));
  }
  if (!date)
    throw FormatError(text::quoted(written) + " is no day of the calendar; see the option 'dates'");
  return *date;
}

}  // namespace saldo::table
