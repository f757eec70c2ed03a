#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml.hpp"

/// Reads typed values out of the tree. Each function adds a fault that names the value and what
/// was expected, and gives nothing, where the node isn't what it should be.
namespace saldo::config {

/// 'text', cut short where it is long; control characters as '?'.
std::string in_quotes(std::string_view text);
/// What a node is, for messages: "a list", "'yes'".
std::string describe(const Node& node);
/// The name with the fewest edits to `wrong`, or one that goes on from it; empty when none is near
/// enough to be meant.
std::string nearest(std::string_view wrong, const std::vector<std::string>& names);
/// "; did you mean 'x'?", or else "; <offer> a, b, c".
std::string suggestion(std::string_view wrong, const std::vector<std::string>& names,
                       std::string_view offer);
std::string join(const std::vector<std::string>& names, std::string_view separator = ", ");

std::optional<std::string> read_text(const Node& node, std::string_view key, Faults& faults);
std::optional<bool> read_flag(const Node& node, std::string_view key, Faults& faults);
/// A whole number within the bounds, both allowed.
std::optional<std::int64_t> read_integer(const Node& node, std::string_view key, std::int64_t min,
                                         std::int64_t max, Faults& faults);
/// A length of time such as 500ms, 2s, 5m, 1h or 1d.
std::optional<std::chrono::milliseconds> read_duration(const Node& node, std::string_view key,
                                                       Faults& faults);
/// The same in text; nothing when it is none.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
/// One of `choices`.
std::optional<std::string> read_choice(const Node& node, std::string_view key,
                                       const std::vector<std::string>& choices, Faults& faults);
/// The elements of a list; none of anything else.
const std::vector<Node>& read_list(const Node& node, std::string_view key, Faults& faults);
/// A name for connectors, jobs, procedures, components: letters, digits, '.', '_', '-'.
std::optional<std::string> read_name(const Node& node, std::string_view key, Faults& faults);

/// As read_name, for names that are keys.
bool check_name(const std::string& name, std::string_view key, Mark at, Faults& faults);

/// The keys of one mapping. Ask for each key that can stand there, then call finish(), which
/// complains about all others. Lives as long as the node and the faults.
class Mapping {
 public:
  /// `what` begins the messages about missing keys: "connector 'bank'".
  Mapping(const Node& node, std::string_view key, std::string what, Faults& faults);

  bool ok() const { return node_ != nullptr; }
  Mark at() const { return at_; }
  /// The value; none when the key isn't there.
  const Node* find(std::string_view key);
  /// As find, with a fault when the key isn't there.
  const Node* require(std::string_view key);
  /// Where the key stands; the mapping's own place when it doesn't.
  Mark key_at(std::string_view key) const;
  void finish();

  std::string text(std::string_view key, std::string otherwise = {});
  std::string required_text(std::string_view key);
  bool flag(std::string_view key, bool otherwise);
  int integer(std::string_view key, int min, int max, int otherwise);
  std::string choice(std::string_view key, const std::vector<std::string>& choices,
                     const std::string& otherwise);

 private:
  const Node* node_ = nullptr;  ///< none if it isn't a mapping
  Mark at_;
  std::string what_;
  Faults& faults_;
  std::vector<std::string> known_;
};

/// The absolute path that `text` means in a file below `folder`.
std::filesystem::path resolve(const std::filesystem::path& folder, const std::string& text);
/// A directory that is there, or that can be made because the one above it is.
void check_directory(const std::filesystem::path& path, Mark at, Faults& faults);

}  // namespace saldo::config
