#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saldo/input_window.hpp"
#include "saldo/sdk.hpp"

/// The segments of ASC X12 interchanges.
namespace saldo::bank::x12 {

/// "RMR*IV*26801**4408.75": an id and elements. Valid until the next segment.
class Segment {
 public:
  std::string_view id() const { return parts_.empty() ? std::string_view() : parts_[0]; }
  /// Element `n` from 1, as the standard counts: RMR04 is element(4). Empty where it isn't there.
  std::string_view element(std::size_t n) const {
    return n < parts_.size() ? parts_[n] : std::string_view();
  }
  std::size_t elements() const { return parts_.size() - 1; }
  Place at;

  /// Element `n` as UTF-8 without control characters; CP1252 where the segment isn't UTF-8.
  std::string text(std::size_t n) const;
  /// Decimals with a point; nothing where the element is empty. Throws Rejected("amount.invalid",
  /// "amount.range").
  std::optional<Money> amount(std::size_t n, Currency currency) const;
  /// A number that must be there. Throws Rejected("number.invalid").
  std::int64_t number(std::size_t n) const;
  /// "YYYYMMDD" or "YYMMDD". Throws Rejected("date.invalid").
  Date date(std::size_t n) const;

  /// A fault of element `n`: "RMR04 '4,5' is not an amount".
  Rejected fault(const char* rule, std::size_t n, const std::string& why) const;
  /// A fault of the segment as a whole.
  Rejected fault(const char* rule, const std::string& why) const;

 private:
  friend class SegmentReader;
  std::string_view whole_;
  std::vector<std::string_view> parts_;
};

/// Cuts a document into segments. The first, ISA, tells the separators, and so does each ISA that
/// begins another interchange. Bounded memory.
class SegmentReader {
 public:
  static constexpr std::size_t kLongest = 64 * 1024;
  explicit SegmentReader(InputWindow::Read read) : window_(std::move(read)) {}

  /// False at the end. Throws Rejected: x12.envelope, x12.delimiters, text.limit.
  bool next(Segment& segment);
  /// After the end of an interchange: the next segment must be an ISA.
  void expect_interchange() { element_separator_ = '\0'; }
  Place end() const { return window_.place(); }

 private:
  bool skip_blanks();
  void read_separators();

  InputWindow window_;
  std::size_t taken_ = 0;  // of the view, by the segment before
  char element_separator_ = '\0', terminator_ = '\0';
};

/// Where the separators stand in an ISA that begins `head`; false if it isn't one.
struct Separators {
  char element = '\0', terminator = '\0';
  bool read(std::string_view head);
};

}  // namespace saldo::bank::x12
