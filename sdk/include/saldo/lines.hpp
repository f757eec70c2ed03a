#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/input_window.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo {

/// The lines of a UTF-8 text document, in bounded memory. A line ends at LF, CR LF or the end of
/// the document. Throws Rejected, with the place, for a line that is too long, is not UTF-8 or
/// holds a zero byte.
class Lines {
 public:
  static constexpr std::size_t kBytesMax = 64 << 10;  ///< of one line

  explicit Lines(Input& input)
      : window_([&input](char* to, std::size_t n) { return input.read(to, n); }) {}

  /// Goes to the next line; false when there is none. Then text() is empty and at() is the end.
  bool next() {
    std::size_t end = 0;
    while ((end = window_.view().find('\n')) == std::string_view::npos)
      if (window_.view().size() > kBytesMax || !window_.more()) break;
    at_ = window_.place();
    text_ = window_.view().substr(0, std::min(end, kBytesMax + 1));
    if (text_.size() > kBytesMax) refuse("line.length", "the line is longer than 64 KiB");
    if (window_.view().empty()) return false;
    window_.consume(std::min(text_.size() + 1, window_.view().size()));
    if (text_.ends_with('\r')) text_.pop_back();
    if (text::find_invalid_utf8(text_) != text::npos || text_.find('\0') != std::string::npos)
      refuse("line.charset", "the line is not UTF-8 text");
    return true;
  }
  Place at() const { return at_; }
  const std::string& text() const { return text_; }
  /// What stands between the separators; good until the next line.
  std::vector<std::string_view> split(char separator) const {
    std::vector<std::string_view> fields;
    for (std::size_t start = 0;;) {
      const std::size_t end = text_.find(separator, start);
      fields.push_back(std::string_view(text_).substr(start, end - start));
      if (end == std::string::npos) return fields;
      start = end + 1;
    }
  }
  /// Ends the decode: the line breaks a rule.
  [[noreturn]] void refuse(std::string rule, const std::string& sentence) const {
    throw Rejected(std::move(rule), "line " + std::to_string(at_.line) + ": " + sentence)
        .at_place(at_);
  }

 private:
  InputWindow window_;
  Place at_;
  std::string text_;
};

}  // namespace saldo
