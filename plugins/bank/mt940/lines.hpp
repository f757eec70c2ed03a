#pragma once

#include <string_view>

#include "saldo/input_window.hpp"

namespace saldo::bank::mt940 {

/// Cuts a document into lines, which end with CRLF, LF or CR; with "@@" too, where the first line
/// does: HBCI let banks write that for CRLF, and some do.
class LineReader {
 public:
  static constexpr std::size_t kMaxLine = 64 * 1024;
  explicit LineReader(InputWindow::Read read) : window_(std::move(read)) {}

  /// Goes to the next line; false when there is none, then at() is the end of the document. Throws
  /// Rejected("text.limit") for a line longer than any of a statement.
  bool next();
  /// The line without its end, as bytes; valid until the next call of next() or what_follows().
  std::string_view text() const { return window_.view().substr(0, length_); }
  Place at() const { return {line_ == 0 ? 1 : line_, window_.place().offset}; }
  /// The first bytes, at most `n`, of the line after this one.
  std::string_view what_follows(std::size_t n);

 private:
  void find_kind_of_ends();
  std::size_t find_end();
  std::size_t end_of(std::string_view view, std::size_t from) const;

  InputWindow window_;
  std::uint64_t line_ = 0;  // as an editor counts; "@@" begins no line there
  bool ends_with_ats_ = false, begun_ = false, new_line_ = true;
  std::size_t length_ = 0;  // of the line at hand
  std::size_t taken_ = 0;   // with its end
};

}  // namespace saldo::bank::mt940
