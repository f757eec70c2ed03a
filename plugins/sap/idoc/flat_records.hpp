#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "saldo/input_window.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

/// How a flat file writes its characters: known, or to be found out from the first character that
/// isn't ASCII. Nothing in the file tells.
struct CodePage {
  bool is_auto = true, utf8 = false;
  text::Charset charset = text::Charset::kIso8859_1;  ///< where it isn't UTF-8
};

/// One record of a flat file: UTF-8, without the blanks at its end.
struct FlatRecord {
  Place at;
  std::string_view text;         ///< good until the next record
  std::size_t characters = 0;    ///< with the blanks at its end
  bool one_byte = false;         ///< the file has one byte for each character
  bool ended = true;             ///< false: the file ends where a line end or more should follow
  std::size_t bad = text::npos;  ///< the byte that isn't UTF-8, before which the text ends

  bool is_control() const { return text.starts_with("EDI_DC"); }
  bool is_old_control() const { return is_control() && !text.starts_with("EDI_DC40"); }
  bool is_status() const { return text.starts_with("EDI_DS"); }
};

/// Cuts a flat file into records: lines (LF, CRLF), or, where the line ends were lost, by the
/// widths of the records, in characters. Bounded memory.
class FlatRecords {
 public:
  static constexpr std::size_t kControl = 524, kData = 1063, kStatus = 384;
  static constexpr std::size_t kOldControl = 464, kOldData = 1055;
  static constexpr std::size_t kLineMax = std::size_t{64} << 10;

  FlatRecords(InputWindow::Read read, CodePage page);

  /// False at the end; then end() is where. Blank lines are passed over. Throws Rejected:
  /// text.limit, record.form.
  bool next(FlatRecord& record);
  Place end() const { return {line_, window_.place().offset}; }

  /// How many characters a record has where nothing is trimmed.
  static std::size_t width_of(const FlatRecord& record, bool old_release);

 private:
  bool take_line(FlatRecord& record);
  bool take_piece(FlatRecord& record);
  std::size_t piece_bytes(std::string_view view, std::size_t width) const;
  void settle_page(std::string_view bytes, bool cut);
  void convert(std::string_view bytes, FlatRecord& record);

  InputWindow window_;
  CodePage page_;
  bool in_lines_ = true, old_release_ = false;
  std::uint64_t line_ = 1;
  std::string converted_;
};

}  // namespace saldo::sap
