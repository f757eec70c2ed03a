#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "saldo/input_window.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

/// Files of records of one width, as banks' hosts write them: columns, in lines or end to end.
namespace saldo {

/// A field of a record: characters [begin, end), counted from 0.
struct Columns {
  std::size_t begin, end;
  const char* name;  ///< as the format's description calls it, for messages
};

/// One record without its line end. Columns count characters, whatever the charset. What is behind
/// the end of a record that the sender has trimmed is blank.
class FixedRecord {
 public:
  Place at;

  /// Everything, as UTF-8.
  const std::string& line() const { return line_; }
  std::size_t characters() const { return ascii_ ? line_.size() : text::count_characters(line_); }

  /// Puts blanks for tabs, up to the next column that a multiple of eight characters stands before:
  /// for formats whose senders' editors made tabs of blanks.
  void expand_tabs() {
    if (line_.find('\t') == line_.npos) return;
    std::string expanded;
    std::size_t column = 0;
    for (const char c : line_) {
      if (c == '\t') {
        const std::size_t blanks = 8 - column % 8;
        expanded.append(blanks, ' ');
        column += blanks;
        continue;
      }
      expanded += c;
      if (!text::impl::is_continuation(static_cast<unsigned char>(c))) ++column;
    }
    line_ = std::move(expanded);
  }

  /// The field as it stands; shorter where the record ends before it does.
  std::string_view raw(const Columns& c) const {
    const std::size_t begin = byte_of(c.begin), end = byte_of(c.end);
    return std::string_view(line_).substr(begin, end - begin);
  }
  /// Without the blanks around it.
  std::string_view text(const Columns& c) const { return text::trim(raw(c)); }
  bool is_blank(const Columns& c) const { return text(c).empty(); }

  /// Digits only, leading blanks allowed; throws Rejected("number.invalid"), also when all is
  /// blank.
  std::int64_t number(const Columns& c) const {
    const std::string_view digits = text(c);
    if (!text::all_digits(digits)) throw fault("number.invalid", c, "is not a number");
    return parsed(c, digits, 0);
  }
  /// An unsigned amount whose last `implied` digits are decimals, in the currency's minor unit.
  /// Throws Rejected("amount.invalid", "amount.range").
  Money amount(const Columns& c, int implied, Currency currency) const {
    const std::string_view digits = text(c);
    if (!text::all_digits(digits)) throw fault("amount.invalid", c, "is not an amount");
    return {in_minor_units(c, digits, implied, currency), currency};
  }
  /// `digits` of this field as an amount; for fields whose sign is part of them.
  std::int64_t in_minor_units(const Columns& c, std::string_view digits, int implied,
                              Currency currency) const {
    const auto decimals = static_cast<std::size_t>(implied);
    std::string number(digits);
    if (number.size() < decimals) number.insert(0, decimals - number.size(), '0');
    number.insert(number.size() - decimals, 1, '.');
    return parsed(c, number, currency.decimals());
  }
  /// A day; `form` is an order of DD, MM, YY or YYYY, e.g. "DDMMYY". Two-digit years from 80 are
  /// 19xx. Throws Rejected("date.invalid").
  Date date(const Columns& c, std::string_view form) const {
    const std::string_view digits = text(c);
    const auto part = [&](std::string_view name) {
      const std::size_t start = form.find(name);
      return start == form.npos ? std::string_view() : digits.substr(start, name.size());
    };
    if (digits.size() == form.size() && text::all_digits(digits)) {
      std::string year(part("YYYY"));
      if (year.empty()) year = (part("YY")[0] >= '8' ? "19" : "20") + std::string(part("YY"));
      const auto number = [](std::string_view s) {
        return static_cast<unsigned>(Money::parse_minor(s, 0));
      };
      if (const auto date = Date::from_ymd(static_cast<int>(number(year)), number(part("MM")),
                                           number(part("DD"))))
        return *date;
    }
    throw fault("date.invalid", c, "is not a day of the form " + std::string(form));
  }

  /// A fault of one field, to be thrown: place, field, what stood there, why it can't be.
  Rejected fault(std::string rule, const Columns& c, const std::string& why) const {
    return Rejected(std::move(rule),
                    "line " + std::to_string(at.line) + ", columns " + std::to_string(c.begin + 1) +
                        " to " + std::to_string(c.end) + ": " + c.name + " " +
                        text::quoted(raw(c)) + " " + why + "; ask the bank for a correct file")
        .at_place({at.line, at.offset + std::min(offset_of(c), bytes_)});
  }
  /// A fault of the record as a whole.
  Rejected fault(std::string rule, const std::string& why) const {
    return Rejected(std::move(rule), "line " + std::to_string(at.line) + ": " + why).at_place(at);
  }

 private:
  friend class FixedRecords;
  /// Where the field begins in the document, from the record on; the record may end before.
  std::size_t offset_of(const Columns& c) const {
    return converted_ ? std::min(c.begin, characters()) : byte_of(c.begin);
  }
  std::size_t byte_of(std::size_t character) const {
    if (ascii_) return std::min(character, line_.size());
    std::size_t byte = 0;
    for (; byte < line_.size(); ++byte) {
      const bool begins = !text::impl::is_continuation(static_cast<unsigned char>(line_[byte]));
      if (begins && character-- == 0) break;
    }
    return byte;
  }
  std::int64_t parsed(const Columns& c, std::string_view number, int decimals) const {
    try {
      return Money::parse_minor(number, decimals);
    } catch (const FormatError& e) {
      const bool range = std::string_view(e.what()).ends_with("beyond 64 bits");
      throw fault(range ? "amount.range" : "amount.invalid", c,
                  range ? "is beyond 64 bits" : "has more decimals than its currency");
    }
  }

  std::string line_;
  std::size_t bytes_ = 0;  // in the document
  bool ascii_ = true;
  bool converted_ = false;  // from a charset of one byte a character
};

/// Cuts a document into records: lines (CRLF, LF or CR; blank ones are passed over) or, where the
/// first record is not followed by a line end, pieces of exactly `width` bytes. Bounded memory.
class FixedRecords {
 public:
  static constexpr std::size_t kLongestLine = 64 * 1024;
  /// Tells the charset of a line that isn't UTF-8.
  using Guess = text::Charset (*)(std::string_view line);

  /// `fallback` is the charset of what isn't UTF-8; `ebcdic` that of a file which begins with an
  /// EBCDIC digit.
  FixedRecords(InputWindow::Read read, std::size_t width, text::Charset fallback,
               text::Charset ebcdic = text::Charset::kIbm037)
      : window_(std::move(read)), width_(width), fallback_(fallback), ebcdic_(ebcdic) {
    while (window_.view().size() < width_ + 2 && window_.more()) {
    }
    std::string_view head = window_.view();
    if (head.starts_with("\xEF\xBB\xBF")) {
      window_.consume(3);
      head = window_.view();
    }
    is_ebcdic_ = !head.empty() && static_cast<unsigned char>(head[0]) >= 0xF0 &&
                 static_cast<unsigned char>(head[0]) <= 0xF9;
    // Multi-byte text may make the first line a little longer than the record is wide.
    in_lines_ = head.size() < width_ || line_end(head.substr(0, 2 * width_)) != head.npos;
  }

  /// For formats that are written in several one-byte charsets.
  void guess_charset(Guess guess) { guess_ = guess; }

  /// False at the end; then end() is where.
  bool next(FixedRecord& record) {
    while (in_lines_ ? take_line(record) : take_piece(record)) {
      convert(record);
      if (!text::trim(record.line_).empty()) return true;
    }
    return false;
  }
  Place end() const { return {line_, window_.place().offset}; }

 private:
  /// Where the first line ends, or npos. In EBCDIC that is at NL (0x15) or LF (0x25). In pieces, so
  /// that a file whose lines end in CR isn't searched to the end of the view for each line's LF.
  std::size_t line_end(std::string_view view) const {
    if (is_ebcdic_) return view.find_first_of("\x15\x25\r");
    constexpr std::size_t kPiece = 256;
    for (std::size_t at = 0; at < view.size(); at += kPiece) {
      const std::string_view piece = view.substr(at, kPiece);
      const std::size_t lf = piece.find('\n');
      const std::size_t end = std::min(piece.substr(0, lf).find('\r'), lf);
      if (end != piece.npos) return at + end;
    }
    return view.npos;
  }

  bool take_line(FixedRecord& record) {
    std::size_t end = 0;
    for (;;) {
      const std::string_view view = window_.view();
      end = std::min(line_end(view), view.size());
      if (end > kLongestLine)
        throw Rejected("text.limit", "line " + std::to_string(line_) + " is longer than 64 KiB")
            .at_place({line_, window_.place().offset});
      if (end + 1 < view.size() || !window_.more()) break;  // a '\r' may be half of a line end
    }
    const std::string_view view = window_.view();
    if (view.empty()) return false;
    record.at = {line_++, window_.place().offset};
    record.line_ = view.substr(0, end);
    window_.consume(std::min(view.size(), end + (view.substr(end, 2) == "\r\n" ? 2u : 1u)));
    return true;
  }
  bool take_piece(FixedRecord& record) {
    while (window_.view().size() < width_ && window_.more()) {
    }
    const std::string_view view = window_.view().substr(0, width_);
    if (view.empty()) return false;
    record.at = {line_++, window_.place().offset};
    record.line_ = view;
    window_.consume(view.size());
    return true;
  }
  void convert(FixedRecord& record) const {
    std::string& line = record.line_;
    record.bytes_ = line.size();
    while (!line.empty() && (line.back() == '\x1A' || line.back() == '\0')) line.pop_back();
    record.converted_ = is_ebcdic_ || text::find_invalid_utf8(line) != text::npos;
    if (is_ebcdic_)
      line = text::to_utf8(line, ebcdic_);
    else if (record.converted_)
      line = text::to_utf8(line, guess_ != nullptr ? guess_(line) : fallback_);
    // Bytes that no text holds would end up in names and references.
    for (char& c : line)
      if (c == '\0') c = ' ';
    record.ascii_ = text::count_characters(line) == line.size();
  }

  InputWindow window_;
  std::size_t width_;
  text::Charset fallback_, ebcdic_;
  Guess guess_ = nullptr;
  bool is_ebcdic_ = false, in_lines_ = true;
  std::uint64_t line_ = 1;
};

}  // namespace saldo
