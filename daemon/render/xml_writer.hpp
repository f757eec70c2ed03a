#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saldo::render {

/// Writes an XML document in UTF-8, an element a line, from front to back. Names come from the
/// program; texts are escaped. Not thread-safe.
class XmlWriter {
 public:
  static constexpr std::size_t kAllLines = SIZE_MAX;
  /// Elements within more than `lines` others stand in the line of the one that holds them.
  explicit XmlWriter(std::size_t lines = kAllLines)
      : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), lines_(lines) {}

  void open(const char* name, std::string_view attributes = {});
  void close();
  void element(const char* name, std::string_view text, std::string_view attributes = {});
  /// Elements within each other, and a text in the innermost.
  void path(std::initializer_list<const char*> names, std::string_view text);
  /// What is written since the last call, so that a document of any length is written in little
  /// memory.
  std::string take() { return std::exchange(out_, {}); }
  std::size_t size() const { return out_.size(); }
  /// All elements must be closed.
  std::string finish();

 private:
  void start(const char* name, std::string_view attributes);
  void end(const char* name);

  bool on_own_line() const { return open_.size() <= lines_; }

  std::string out_;
  std::vector<const char*> open_;
  std::size_t lines_;
};

}  // namespace saldo::render
