#include "pattern.hpp"

#include <fnmatch.h>

#include <algorithm>

#include "saldo/money.hpp"

namespace saldo::files {
namespace {

/// More alternatives than anybody writes by hand; `{a,b}{a,b}…` multiplies.
constexpr std::size_t kAlternativesMax = 256;

/// Splits at the commas that stand outside of braces; throws when braces don't pair.
std::vector<std::string_view> split(std::string_view text, std::string_view whole) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth < 0) break;
    if (text[i] == ',' && depth == 0) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  if (depth != 0)
    throw FormatError("pattern '" + std::string(whole) + "' has braces that don't pair");
  parts.push_back(text.substr(start));
  return parts;
}

/// Where the brace at `open` closes; split has proved that it does.
std::size_t closing(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open;; ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
}

/// Writes out the first braces and goes on with what came of it.
void expand(const std::string& text, std::string_view whole, std::vector<std::string>& out) {
  const std::size_t open = text.find('{');
  if (open == std::string::npos) {
    if (out.size() == kAlternativesMax)
      throw FormatError("pattern '" + std::string(whole) + "' has more than 256 alternatives");
    out.push_back(text);
    return;
  }
  const std::size_t close = closing(text, open);
  for (const auto part : split(std::string_view(text).substr(open + 1, close - open - 1), whole))
    expand(text.substr(0, open) + std::string(part) + text.substr(close + 1), whole, out);
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

}  // namespace

Pattern::Pattern(std::string_view text) {
  for (const auto part : split(text, text)) {
    if (trimmed(part).empty())
      throw FormatError("pattern '" + std::string(text) + "' has an empty alternative");
    expand(std::string(trimmed(part)), text, alternatives_);
  }
}

bool Pattern::matches(const std::string& name) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(), [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), name.c_str(), FNM_NOESCAPE) == 0;
  });
}

}  // namespace saldo::files
