#include "config/reader.hpp"

#include <algorithm>
#include <charconv>

namespace saldo::config {
namespace {

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t other = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + other});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

void expected(const Node& node, std::string_view key, const std::string& what, Faults& faults) {
  if (node.kind == Node::Kind::refused) return;
  faults.add(node.at, in_quotes(key) + " must be " + what + ", not " + describe(node));
}

}  // namespace

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShown = 60;
  std::size_t n = std::min(text.size(), kShown);
  while (n < text.size() && n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  std::string s = "'" + std::string(text.substr(0, n)) + (n < text.size() ? "…'" : "'");
  std::replace_if(
      s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
  return s;
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::scalar:
      return (node.quoted ? "the text " : "") + in_quotes(node.text);
    case Node::Kind::sequence:
      return "a list";
    case Node::Kind::mapping:
      return "a mapping";
    case Node::Kind::nothing:
    case Node::Kind::refused:
      break;
  }
  return "nothing";
}

std::string nearest(std::string_view wrong, const std::vector<std::string>& names) {
  constexpr std::size_t kLongestName = 64;
  if (wrong.size() > kLongestName) return {};
  std::size_t best = wrong.size() < 4 ? 2 : 2 + wrong.size() / 4;  // one more than is near enough
  std::string found;
  for (const auto& name : names)
    if (const auto n = edits(wrong, name); n < best && n < name.size()) best = n, found = name;
  if (found.empty() && wrong.size() > 2)
    for (const auto& name : names)
      if (name.starts_with(wrong)) return name;
  return found;
}

std::string join(const std::vector<std::string>& names, std::string_view separator) {
  std::string s;
  for (const auto& name : names) s.append(s.empty() ? "" : separator).append(name);
  return s;
}

std::string suggestion(std::string_view wrong, const std::vector<std::string>& names,
                       std::string_view offer) {
  if (const auto near = nearest(wrong, names); !near.empty())
    return "; did you mean " + in_quotes(near) + "?";
  return "; " + std::string(offer) + ' ' + (names.empty() ? "none" : join(names));
}

std::optional<std::string> read_text(const Node& node, std::string_view key, Faults& faults) {
  if (node.kind != Node::Kind::scalar) {
    expected(node, key, "a text", faults);
    return std::nullopt;
  }
  for (const char c : node.text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      faults.add(node.at, in_quotes(key) + " must be one line without control characters");
      return std::nullopt;
    }
  return node.text;
}

std::optional<bool> read_flag(const Node& node, std::string_view key, Faults& faults) {
  if (node.kind == Node::Kind::scalar && !node.quoted) {
    if (node.text == "true") return true;
    if (node.text == "false") return false;
  }
  expected(node, key, "true or false", faults);
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Node& node, std::string_view key, std::int64_t min,
                                         std::int64_t max, Faults& faults) {
  if (node.kind == Node::Kind::scalar && !node.quoted) {
    std::int64_t value = 0;
    const char* end = node.text.data() + node.text.size();
    const auto [p, error] = std::from_chars(node.text.data(), end, value);
    if (error == std::errc() && p == end && value >= min && value <= max) return value;
  }
  expected(node, key, "a whole number from " + std::to_string(min) + " to " + std::to_string(max),
           faults);
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::int64_t kMostDays = 36500;  // so that no unit overflows
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [unit, error] = std::from_chars(text.data(), end, number);
  const std::string_view rest(unit, static_cast<std::size_t>(end - unit));
  if (error != std::errc() || number < 0) return std::nullopt;
  using namespace std::chrono;
  if (number > duration_cast<milliseconds>(days{kMostDays}).count()) return std::nullopt;
  if (rest == "ms") return milliseconds{number};
  if (rest == "s") return seconds{number};
  if (rest == "m") return minutes{number};
  if (rest == "h") return hours{number};
  if (rest == "d") return days{number};
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> read_duration(const Node& node, std::string_view key,
                                                       Faults& faults) {
  const auto text = read_text(node, key, faults);
  if (!text) return std::nullopt;
  const auto time = parse_duration(*text);
  if (!time)
    faults.add(node.at, in_quotes(key) +
                            " must be a duration such as 500ms, 2s, 5m, 1h or 1d, not " +
                            in_quotes(*text));
  return time;
}

std::optional<std::string> read_choice(const Node& node, std::string_view key,
                                       const std::vector<std::string>& choices, Faults& faults) {
  if (node.kind == Node::Kind::scalar) {
    if (std::find(choices.begin(), choices.end(), node.text) != choices.end()) return node.text;
    faults.add(node.at, in_quotes(key) + " can't be " + in_quotes(node.text) +
                            suggestion(node.text, choices, "it is one of"));
  } else {
    expected(node, key, "one of " + join(choices), faults);
  }
  return std::nullopt;
}

const std::vector<Node>& read_list(const Node& node, std::string_view key, Faults& faults) {
  if (node.kind != Node::Kind::sequence) expected(node, key, "a list", faults);
  return node.items;
}

bool check_name(const std::string& name, std::string_view key, Mark at, Faults& faults) {
  constexpr std::size_t kLongest = 64;
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto is_allowed = [&](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
  };
  if (!name.empty() && name.size() <= kLongest && is_alphanumeric(name.front()) &&
      std::all_of(name.begin(), name.end(), is_allowed))
    return true;
  faults.add(at, in_quotes(key) + " can't be " + in_quotes(name) +
                     "; use up to 64 letters, digits, '-', '_' or '.', and begin with a letter or "
                     "digit");
  return false;
}

std::optional<std::string> read_name(const Node& node, std::string_view key, Faults& faults) {
  auto name = read_text(node, key, faults);
  if (name && !check_name(*name, key, node.at, faults)) return std::nullopt;
  return name;
}

Mapping::Mapping(const Node& node, std::string_view key, std::string what, Faults& faults)
    : at_(node.at), what_(std::move(what)), faults_(faults) {
  if (node.kind == Node::Kind::mapping)
    node_ = &node;
  else
    expected(node, key, "a mapping of keys to values", faults);
}

const Node* Mapping::find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  if (node_ == nullptr) return nullptr;
  for (const Entry& e : node_->entries)
    if (e.key == key) return &e.value;
  return nullptr;
}

const Node* Mapping::require(std::string_view key) {
  const Node* found = find(key);
  if (found == nullptr && node_ != nullptr)
    faults_.add(at_, what_ + " has no " + in_quotes(key) + ", which it needs");
  return found;
}

Mark Mapping::key_at(std::string_view key) const {
  if (node_ != nullptr)
    for (const Entry& e : node_->entries)
      if (e.key == key) return e.at;
  return at_;
}

void Mapping::finish() {
  if (node_ == nullptr) return;
  for (const Entry& e : node_->entries)
    if (std::find(known_.begin(), known_.end(), e.key) == known_.end())
      faults_.add(e.at, "unknown key " + in_quotes(e.key) +
                            suggestion(e.key, known_, "the keys known here are"));
}

std::string Mapping::text(std::string_view key, std::string otherwise) {
  const Node* node = find(key);
  if (node == nullptr) return otherwise;
  return read_text(*node, key, faults_).value_or(otherwise);
}

std::string Mapping::required_text(std::string_view key) {
  const Node* node = require(key);
  if (node == nullptr) return {};
  auto value = read_text(*node, key, faults_);
  if (value && value->empty()) faults_.add(node->at, in_quotes(key) + " must not be empty");
  return value.value_or("");
}

bool Mapping::flag(std::string_view key, bool otherwise) {
  const Node* node = find(key);
  return node == nullptr ? otherwise : read_flag(*node, key, faults_).value_or(otherwise);
}

int Mapping::integer(std::string_view key, int min, int max, int otherwise) {
  const Node* node = find(key);
  if (node == nullptr) return otherwise;
  return static_cast<int>(read_integer(*node, key, min, max, faults_).value_or(otherwise));
}

std::string Mapping::choice(std::string_view key, const std::vector<std::string>& choices,
                            const std::string& otherwise) {
  const Node* node = find(key);
  return node == nullptr ? otherwise
                         : read_choice(*node, key, choices, faults_).value_or(otherwise);
}

std::filesystem::path resolve(const std::filesystem::path& folder, const std::string& text) {
  return (folder / text).lexically_normal();
}

void check_directory(const std::filesystem::path& path, Mark at, Faults& faults) {
  // saldod makes folders that aren't there yet; a file in the way is a fault.
  for (auto part = path; !part.empty(); part = part.parent_path()) {
    std::error_code ignored;  // what can't be looked at may still be there for the daemon
    const auto type = std::filesystem::status(part, ignored).type();
    if (type == std::filesystem::file_type::regular)
      faults.add(at, in_quotes(part.string()) + " is not a directory; correct the path");
    if (type != std::filesystem::file_type::not_found || part == part.parent_path()) return;
  }
}

}  // namespace saldo::config
