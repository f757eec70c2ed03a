#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace saldo::render {

/// Writes an XML document in UTF-8, an element a line, from front to back. Names come from the
/// program; texts and attribute values are escaped. Not thread-safe.
class XmlWriter {
 public:
  XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

  void open(const char* name, std::string_view attributes = {});
  void close();
  void element(const char* name, std::string_view text, std::string_view attributes = {});
  /// Elements within each other, and a text in the innermost.
  void path(std::initializer_list<const char*> names, std::string_view text);
  /// All elements must be closed.
  std::string finish();

 private:
  void start(const char* name, std::string_view attributes);

  std::string out_;
  std::vector<const char*> open_;
};

}  // namespace saldo::render
