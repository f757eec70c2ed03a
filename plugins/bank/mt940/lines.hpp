#pragma once

#include <string_view>

#include "mt940/scratch.hpp"
#include "saldo/find_mark.hpp"
#include "saldo/input_window.hpp"

namespace saldo::bank::mt940 {

/// Calls `f` with each line of a text, whose lines are separated by LF, CR LF or CR.
template <class F>
void for_each_line(std::string_view text, F f) {
  while (!text.empty()) {
    const auto end = text::find_mark<'\n', '\r'>(text, 0);
    f(text.substr(0, end));
    text.remove_prefix(end);
    text.remove_prefix(text.starts_with("\r\n") ? 2 : text.empty() ? 0 : 1);
  }
}

/// Writes `lines` into `out`, with LF for what separates them: LF, CR LF or CR.
void with_line_feeds(std::string_view lines, std::string& out);

/// Cuts a document into lines, which end with CRLF, LF or CR; with "@@" too, where the first line
/// does: HBCI let banks write that for CRLF, and some do.
class LineReader {
 public:
  static constexpr std::size_t kMaxLine = 64 * 1024;
  explicit LineReader(InputWindow::Read read) : window_(std::move(read)) {}

  /// Goes to the next line; false when there is none, then at() is the end of the document. Throws
  /// Rejected("text.limit") for a line longer than any of a statement.
  bool next();
  /// Goes over the lines that follow and appends them to `text`, as long as all of a line is at
  /// hand and plain, it begins like a text, so that no tag, terminator or block stands there, and
  /// the line before it ends up to `last_end`, from the line of the last keep() on. False if there
  /// is no such line.
  bool take_texts(Scratch& text, std::size_t last_end);
  /// The line without its end, as bytes; valid until the next call of next() or what_follows().
  std::string_view text() const { return window_.view().substr(begin_, length_); }
  Place at() const { return {line_ == 0 ? 1 : line_, window_.place().offset + begin_}; }
  /// The first bytes, at most `n`, of the line after this one.
  std::string_view what_follows(std::size_t n);

  /// Lets go of the lines before the one at hand; what follows stays, in one piece.
  void keep() { window_.skip(std::exchange(begin_, 0)); }
  /// From the line of the last keep() on; valid as text() is.
  std::string_view kept() const { return window_.view(); }
  /// Where the line at hand begins in it.
  std::size_t begin() const { return begin_; }
  /// True if all that is kept is ASCII, without control characters but LF and CR LF.
  bool is_plain() const { return plain_; }

 private:
  void find_kind_of_ends();
  bool read_more();
  std::size_t find_end();
  std::size_t end_of(std::string_view view, std::size_t from) const;

  InputWindow window_;
  std::uint64_t line_ = 0;  // as an editor counts; "@@" begins no line there
  bool ends_with_ats_ = false, begun_ = false, new_line_ = true;
  bool plain_ = false;
  std::size_t begin_ = 0;  // of the line at hand
  std::size_t length_ = 0;
  std::size_t taken_ = 0;  // with its end
};

}  // namespace saldo::bank::mt940
