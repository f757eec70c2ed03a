#include "header_fields.hpp"

#include "charset.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

constexpr std::size_t kNameMax = 80;

bool is_name_character(char c) { return c > ' ' && c < 0x7F && c != ':'; }

}  // namespace

std::pair<std::string, std::size_t> field_name(std::string_view line) {
  std::size_t i = 0;
  while (i < line.size() && i < kNameMax && is_name_character(line[i])) ++i;
  const std::size_t end = i;
  while (i < line.size() && (line[i] == ' ' || line[i] == '\t')) ++i;  // RFC 5322, 4.5
  if (end == 0 || i == line.size() || line[i] != ':') return {{}, 0};
  return {lower(line.substr(0, end)), i + 1};
}

std::size_t body_begin(std::string_view mail) {
  for (std::size_t at = 0; at < mail.size();) {
    const auto end = mail.find('\n', at);
    if (end == mail.npos) break;
    const auto line = mail.substr(at, end - at);
    at = end + 1;
    if (line.empty() || line == "\r") return at;
  }
  return mail.size();
}

HeaderFields::HeaderFields(std::string_view text) {
  bool ended = false;
  for_each_line(text, [&](std::string_view line) {
    if (ended || line.empty()) {
      ended = true;
    } else if (text::is_space(line.front())) {
      if (!fields_.empty()) fields_.back().second.append(" ").append(text::trim(line));
    } else if (auto [name, value] = field_name(line); !name.empty()) {
      fields_.emplace_back(std::move(name), text::trim(line.substr(value)));
    }
  });
}

const std::string* HeaderFields::find(std::string_view name) const {
  for (const auto& [known, value] : fields_)
    if (known == name) return &value;
  return nullptr;
}

std::string_view HeaderFields::raw(std::string_view name) const {
  const std::string* value = find(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

std::vector<std::string_view> HeaderFields::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [known, value] : fields_)
    if (known == name) values.push_back(value);
  return values;
}

std::string HeaderFields::text(std::string_view name) const { return header_text(raw(name)); }

std::string HeaderFields::word(std::string_view name) const {
  std::string out;
  int depth = 0;
  for (const char c : raw(name)) {
    if (c == '(') ++depth;
    if (depth == 0) out += c;
    if (c == ')' && depth > 0) --depth;
  }
  return lower(text::trim(clean(text::find_invalid_utf8(out) == text::npos ? out : "")));
}

}  // namespace saldo::mail
