#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saldo::mail {

/// Fields "Name: value" of a mail's header, or of a group of a delivery report. Read with patience:
/// lines that are no field are passed over, folded lines are put together.
class HeaderFields {
 public:
  HeaderFields() = default;
  /// Reads lines up to the first empty one, or to the end.
  explicit HeaderFields(std::string_view text);

  bool empty() const { return fields_.empty(); }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The first value as it stands there, unfolded; empty if there is none. `name` in small letters.
  std::string_view raw(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  /// As header_text reads it.
  std::string text(std::string_view name) const;
  /// In small letters and without comments in parentheses: for values that programs wrote.
  std::string word(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  const std::string* find(std::string_view name) const;
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Calls `each` for every line, without its end.
template <class F>
void for_each_line(std::string_view text, F each) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    each(line);
  }
}

/// The field's name in small letters, and where its value begins; an empty name when it is none.
std::pair<std::string, std::size_t> field_name(std::string_view line);

/// Where the header ends and the body begins: behind the first empty line.
std::size_t body_begin(std::string_view mail);

}  // namespace saldo::mail
