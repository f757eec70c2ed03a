#include "ofx/aggregate.hpp"

#include <algorithm>

#include "saldo/text.hpp"

namespace saldo::bank::ofx {

namespace {

constexpr std::size_t kMostNodes = 1024;
constexpr const char* kRemedy = "; ask the bank for a correct file";

/// "1,234.56" and "1.234,56" without the separators of thousands; else as it was. OFX allows none,
/// but with both characters there is only one way to read them.
std::string ungrouped(const std::string& s) {
  const std::size_t point = s.find_last_of(".,");
  if (point == s.npos) return s;
  const char group = s[point] == '.' ? ',' : '.';
  std::string digits;
  std::size_t in_group = 0;
  for (std::size_t i = point; i-- > 0;) {
    if (s[i] == group) {
      if (in_group != 3) return s;
      in_group = 0;
      continue;
    }
    if (s[i] == s[point]) return s;
    digits += s[i];
    if (s[i] >= '0' && s[i] <= '9') ++in_group;
  }
  if (in_group == 0 || in_group > 3) return s;
  std::reverse(digits.begin(), digits.end());
  return digits + s.substr(point);
}

/// "1,000" and "1.000": one, as OFX has it, or a thousand, as banks write that group digits.
bool is_ambiguous(std::string_view s, Currency currency) {
  if (s.starts_with('-') || s.starts_with('+')) s.remove_prefix(1);
  const std::size_t mark = s.find_first_of(".,");
  return mark != s.npos && mark >= 1 && mark <= 3 && s[0] != '0' && s.size() == mark + 4 &&
         currency.decimals() != 3 && text::all_digits(s.substr(mark + 1));
}

/// Time of day and zone, as banks write them: "120000.000[-5:EST]", ":014".
bool is_time(std::string_view rest) {
  for (const char c : rest) {
    const char lower = static_cast<char>(c | 0x20);
    const bool letter = lower >= 'a' && lower <= 'z', digit = c >= '0' && c <= '9';
    if (!letter && !digit && std::string_view(".:[]+- ").find(c) == rest.npos) return false;
  }
  return rest.empty() || (rest[0] >= '0' && rest[0] <= '9') ||
         std::string_view(".:[ ").find(rest[0]) != rest.npos;
}

Rejected element_fault(const Scanner& scanner, const char* rule, std::size_t offset,
                       std::string_view name, const std::string& why) {
  return scanner.fault(rule, offset, "<" + std::string(name) + ">: " + why + kRemedy);
}

}  // namespace

Date read_date(const Scanner& scanner, std::string_view name, Range text, std::size_t offset) {
  const std::string value = scanner.value(text);
  if (value.empty() || value.find_first_not_of('0') == value.npos) return {};
  try {
    if (is_time(std::string_view(value).substr(std::min<std::size_t>(8, value.size()))))
      return Date::parse_basic(std::string_view(value).substr(0, 8));
  } catch (const FormatError&) {
    // Told below, with the whole value.
  }
  throw element_fault(scanner, "date.invalid", offset, name,
                      text::quoted(value) + " is not a day of the form YYYYMMDD");
}

Currency read_currency(const Scanner& scanner, std::string_view name, Range text,
                       std::size_t offset) {
  const std::string code = scanner.value(text);
  if (code.empty()) return {};
  if (const auto currency = Currency::find(code)) return *currency;
  throw element_fault(scanner, "amount.currency", offset, name,
                      "currency " + text::quoted(code) + " is not an ISO 4217 code");
}

void Aggregate::read(const Tag& start_tag) {
  nodes_.clear();
  open_.clear();
  start(start_tag);
  if (start_tag.closed) return;
  const std::string root(scanner_.view(nodes_[0].name));
  if (!scanner_.is_blank(start_tag.text))
    throw scanner_.fault("ofx.structure", start_tag.begin,
                         "<" + root + "> holds the text " +
                             text::quoted(scanner_.value(start_tag.text)) + " and not elements" +
                             kRemedy);
  for (;;) {
    const Tag tag = scanner_.next();
    if (tag.kind == Tag::Kind::kEndOfFile) scanner_.fail_truncated(root);
    if (tag.text.end - nodes_[0].begin > Scanner::kMostBytes || nodes_.size() > kMostNodes)
      throw scanner_.fault("text.limit", nodes_[0].begin,
                           "<" + root + "> is larger than any of a genuine file");
    if (tag.kind == Tag::Kind::kEnd) {
      if (end(tag)) return;
      continue;
    }
    if (scanner_.view(tag.name) == root)
      throw scanner_.fault("ofx.structure", tag.begin,
                           "<" + root + "> begins before the one before it has ended" + kRemedy);
    start(tag);
  }
}

void Aggregate::start(const Tag& tag) {
  // An element with a text holds nothing else; version 1 leaves its end out.
  while (open_.size() > 1 && !scanner_.is_blank(nodes_[open_.back()].text)) open_.pop_back();
  const int parent = open_.empty() ? -1 : open_.back();
  nodes_.push_back({tag.name, tag.text, tag.begin, parent});
  if (!tag.closed || parent < 0) open_.push_back(static_cast<int>(nodes_.size()) - 1);
}

/// True when the aggregate itself ends.
bool Aggregate::end(const Tag& tag) {
  const std::string_view name = scanner_.view(tag.name);
  std::size_t depth = open_.size();
  while (depth > 0 && scanner_.view(nodes_[open_[depth - 1]].name) != name) --depth;
  if (depth == 0)
    throw scanner_.fault("ofx.structure", tag.begin,
                         "</" + std::string(name) + "> stands inside <" +
                             std::string(scanner_.view(nodes_[0].name)) +
                             ">, where it closes nothing" + kRemedy);
  close_empty_elements(depth);
  open_.resize(depth - 1);
  if (!scanner_.is_blank(tag.text))
    throw scanner_.fault("ofx.structure", tag.text.begin,
                         "the text " + text::quoted(scanner_.value(tag.text)) +
                             " stands behind </" + std::string(name) + ">, where no text can be" +
                             kRemedy);
  return open_.empty();
}

/// Elements that are open below `depth` have turned out to be empty ones: what seemed to stand in
/// them stands in what now ends.
void Aggregate::close_empty_elements(std::size_t depth) {
  const int parent = open_[depth - 1];
  for (std::size_t i = depth; i < open_.size(); ++i)
    for (std::size_t n = static_cast<std::size_t>(open_[i]) + 1; n < nodes_.size(); ++n)
      if (nodes_[n].parent == open_[i]) nodes_[n].parent = parent;
}

const Aggregate::Node* Aggregate::find(std::string_view path) const {
  int parent = 0;
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    const Node* found = nullptr;
    for (std::size_t i = 1; i < nodes_.size() && found == nullptr; ++i)
      if (nodes_[i].parent == parent && scanner_.view(nodes_[i].name) == name) found = &nodes_[i];
    if (found == nullptr || slash == path.npos) return found;
    parent = static_cast<int>(found - nodes_.data());
    path.remove_prefix(slash + 1);
  }
}

std::vector<std::string> Aggregate::texts(std::string_view name) const {
  std::vector<std::string> all;
  for (const Node& node : nodes_)
    if (node.parent == 0 && scanner_.view(node.name) == name)
      if (auto text = scanner_.value(node.text); !text.empty()) all.push_back(std::move(text));
  return all;
}

bool Aggregate::repeats(std::string_view name) const {
  int count = 0;
  for (const Node& node : nodes_)
    if (node.parent == 0 && scanner_.view(node.name) == name) ++count;
  return count > 1;
}

std::string Aggregate::text(std::string_view path) const {
  const Node* node = find(path);
  return node == nullptr ? std::string() : scanner_.value(node->text);
}

Rejected Aggregate::fault(const char* rule, std::string_view path, const std::string& why) const {
  const Node* node = find(path);
  if (node == nullptr) node = nodes_.data();
  return element_fault(scanner_, rule, node->begin, scanner_.view(node->name), why);
}

std::optional<Money> Aggregate::amount(std::string_view path, Currency currency) const {
  const std::string value = text(path);
  if (value.empty()) return std::nullopt;
  if (is_ambiguous(value, currency))
    throw fault("amount.invalid", path,
                "the mark in amount " + text::quoted(value) +
                    " may stand before decimals or before the last three digits of thousands");
  const bool both = value.find(',') != value.npos && value.find('.') != value.npos;
  const std::string digits = both ? ungrouped(value) : value;
  try {
    return Money::parse(digits, currency, digits.find(',') == digits.npos ? '.' : ',');
  } catch (const FormatError& e) {
    const std::string_view why = e.what();
    const bool range = why.ends_with("beyond 64 bits");
    throw fault(range ? "amount.range" : "amount.invalid", path,
                "amount " + text::quoted(value) +
                    (range                                ? " is beyond 64 bits"
                     : why.ends_with("than its currency") ? " has more decimals than its currency"
                                                          : " is not a decimal number") +
                    " (" + std::string(currency.code()) + ")");
  }
}

Date Aggregate::date(std::string_view path) const {
  const Node* node = find(path);
  if (node == nullptr) return {};
  return read_date(scanner_, scanner_.view(node->name), node->text, node->begin);
}

Currency Aggregate::currency(std::string_view path) const {
  const Node* node = find(path);
  if (node == nullptr) return {};
  return read_currency(scanner_, scanner_.view(node->name), node->text, node->begin);
}

}  // namespace saldo::bank::ofx
