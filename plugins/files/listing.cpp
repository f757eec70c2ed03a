#include "listing.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "saldo/money.hpp"
#include "saldo/text.hpp"

namespace saldo::files {
namespace {

constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_month(std::string_view word) {
  return std::find(kMonths.begin(), kMonths.end(), word) != kMonths.end();
}

}  // namespace

std::optional<RemoteEntry> parse_listing_line(std::string_view line) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() < 10 || std::string_view("-dlpscb").find(line[0]) == line.npos)
    return std::nullopt;
  std::vector<std::string_view> words;
  // Owner and group may have blanks in their names: size, month, day and time find themselves.
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(' ', at);
    if (begin == line.npos) return std::nullopt;
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    at = end;
    const std::size_t n = words.size();
    if (n < 5 || !is_month(words[n - 3]) || !text::all_digits(words[n - 4])) continue;
    if (end + 1 >= line.size() || words[n - 4].size() > 18) return std::nullopt;
    RemoteEntry entry;
    entry.name = line.substr(end + 1);
    entry.size = static_cast<std::uint64_t>(Money::parse_minor(words[n - 4], 0));
    entry.changed = std::string(words[n - 3]) + " " + std::string(words[n - 2]) + " " +
                    std::string(words[n - 1]);
    entry.is_file = line[0] == '-';
    return entry;
  }
  return std::nullopt;
}

std::string percent_encoded(std::string_view name) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace saldo::files
