#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// YAML as a plain tree in which everything knows its place. yaml-cpp's own nodes lose duplicate
/// keys and the difference between a number and a text in quotes.
namespace saldo::config {

/// A place in the file; both from 1.
struct Mark {
  std::uint64_t line = 1, column = 1;
};

struct Entry;

struct Node {
  enum class Kind {
    nothing,
    scalar,
    sequence,
    mapping,
    refused,  ///< something that was already complained about; readers pass over it
  };
  Kind kind = Kind::nothing;
  Mark at;
  std::string text;     ///< of a scalar
  bool quoted = false;  ///< a scalar in quotes or as a block: never a number or a boolean
  std::vector<Node> items;
  std::vector<Entry> entries;  ///< in the order of the file; no key twice
};

struct Entry {
  std::string key;
  Mark at;
  Node value;
};

/// Gathers what is wrong with one file. Not thread-safe.
class Faults {
 public:
  explicit Faults(std::string file) : file_(std::move(file)) {}
  void add(Mark at, std::string message);
  bool empty() const { return list_.empty(); }
  const std::string& file() const { return file_; }
  /// All of them, in the order of the file.
  std::vector<Failure> take();

 private:
  std::string file_;
  std::vector<Failure> list_;
};

/// Parses the one document of a file. Duplicate keys, anchors, aliases and tags become faults,
/// and the rest is still read; text that isn't YAML at all gives one fault and no tree.
std::optional<Node> parse_yaml(std::string_view text, Faults& faults);

}  // namespace saldo::config
