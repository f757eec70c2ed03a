#pragma once

#include <string>
#include <string_view>

#include "saldo/input_window.hpp"
#include "saldo/sdk.hpp"

/// The fields of SWIFT FIN messages of category 9, as banks put them into files: with or without
/// blocks, terminators and preambles, in any charset, with any line ends.
namespace saldo::bank::mt940 {

/// One line without its end.
struct Line {
  std::string text;  ///< bytes as they are
  Place at;
};

/// Cuts a document into lines: CRLF, LF or CR.
class LineReader {
 public:
  static constexpr std::size_t kMaxLine = 64 * 1024;
  explicit LineReader(InputWindow::Read read) : window_(std::move(read)) {}
  /// False at the end. Throws Rejected("text.limit") for a line longer than any of a statement.
  bool next(Line& line);
  Place end() const { return {line_, window_.place().offset}; }

 private:
  InputWindow window_;
  std::uint64_t line_ = 1;
};

struct Field {
  std::string tag;   ///< "61"
  std::string text;  ///< UTF-8; lines separated by '\n'
  Place at;          ///< of the ':' before the tag

  /// A fault of this field at byte `position` of its text.
  Rejected fault(const char* rule, std::size_t position, const std::string& why) const;
};

/// Cuts lines into fields. A line begins a field only if its tag can stand at that point, because
/// wrapped text may look like a tag (":08 Karten", or the seconds of a time).
class FieldReader {
 public:
  enum class Kind { kField, kEndOfMessage, kEndOfFile };
  explicit FieldReader(InputWindow::Read read) : lines_(std::move(read)) {}
  /// Throws Rejected: mt940.preamble, mt940.truncated, text.limit.
  Kind next(Field& field);
  Place end() const { return lines_.end(); }

 private:
  enum class State { kOutside, kHeader, kLines, kClosed };
  bool peek();
  std::string_view tag_here() const;
  bool is_terminator() const;
  void skip_preamble();
  void take_field(Field& field);
  void finish();

  LineReader lines_;
  Line line_;
  bool have_line_ = false;
  State state_ = State::kOutside;
  int preamble_lines_ = 0, messages_ = 0;
  bool in_block_ = false;  // a "{4:" without its "-}" yet
};

}  // namespace saldo::bank::mt940
