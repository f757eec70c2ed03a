#pragma once

#include <bit>
#include <cstring>
#include <string>
#include <string_view>

#include "saldo/input_window.hpp"
#include "saldo/sdk.hpp"

/// The physical records of BAI2: lines of fields between commas that begin with a record code and
/// end with a slash.
namespace saldo::bank::bai2 {

struct Record {
  int code = 0;           ///< 16; 0 where the line begins with none
  std::string_view body;  ///< what is behind "16,", without the slash; until the next record
  bool ended = false;     ///< a slash stood at the end
  bool utf8 = true;
  Place at;
  std::uint64_t body_offset = 0;

  /// Where `field` stands, which is a part of the body.
  Place place_of(std::string_view field) const {
    return {at.line, body_offset + static_cast<std::uint64_t>(field.data() - body.data())};
  }
  /// A fault of `field`, which is a part of the body: record, field, value, why, remedy.
  Rejected fault(const char* rule, const char* name, std::string_view field,
                 const std::string& why) const;
};

/// Cuts a document into records: lines (CRLF, LF or CR; blank ones are passed over), or pieces of
/// the length that the file header names where there are no line ends. Where a sender has put
/// several records on one line, each comes on its own. Bounded memory.
class RecordReader {
 public:
  static constexpr std::size_t kLongestLine = 64 * 1024;

  explicit RecordReader(InputWindow::Read read);
  /// False at the end. Throws Rejected("text.limit").
  bool next(Record& record);
  Place end() const { return {line_, offset_ + at_}; }

 private:
  bool take_line(std::string_view& line);
  bool more();
  std::size_t line_end();
  void cut_glued(std::string_view& line);
  void find_piece_length();

  InputWindow window_;
  std::string_view view_, rest_;
  Place rest_at_;
  std::size_t at_ = 0;        // in the view
  std::size_t next_cr_ = 0;   // no '\r' in the view between at_ and it
  std::size_t next_lf_ = 0;   // nor '\n'
  std::size_t piece_ = 0;     // length of records without line ends
  bool ascii_ = false;        // all of the view
  std::uint64_t offset_ = 0;  // of the view
  std::uint64_t line_ = 1;
};

/// Trimmed text of the record as UTF-8, each run of blanks and control characters one blank. CP1252
/// where the record isn't UTF-8.
void assign_text(std::string& to, std::string_view text, bool utf8);

/// True if `s` begins like a record of its own, and not like text that happens to look so.
bool begins_record(std::string_view s);

/// The fields of a body, from left to right. What ends with a comma has an empty field behind it.
class Fields {
 public:
  explicit Fields(std::string_view body) : at_(body.data()), end_(body.data() + body.size()) {}
  bool more() const { return more_; }
  /// Everything that is left.
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  /// The next field, without blanks around it.
  std::string_view next() {
    const char* begin = at_;
    const char* p = find_comma();
    more_ = p != end_;
    at_ = more_ ? p + 1 : p;
    while (begin != p && *begin == ' ') ++begin;
    while (begin != p && p[-1] == ' ') --p;
    return {begin, static_cast<std::size_t>(p - begin)};
  }

 private:
  /// Eight bytes at a time: most fields are short, so that a call of memchr would cost more.
  const char* find_comma() const {
    const char* p = at_;
    constexpr std::uint64_t kOnes = 0x0101010101010101u, kTops = 0x8080808080808080u;
    if constexpr (std::endian::native == std::endian::little) {
      for (std::uint64_t word = 0; end_ - p >= 8; p += 8) {
        std::memcpy(&word, p, sizeof word);
        word ^= kOnes * ',';
        const std::uint64_t found = (word - kOnes) & ~word & kTops;  // the lowest is right
        if (found != 0) return p + std::countr_zero(found) / 8;
      }
    }
    while (p != end_ && *p != ',') ++p;
    return p;
  }

  const char *at_, *end_;
  bool more_ = true;
};

}  // namespace saldo::bank::bai2
