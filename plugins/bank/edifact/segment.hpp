#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/input_window.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

/// UN/EDIFACT (ISO 9735) below the level of messages; for CREMUL and its relatives.
namespace saldo::bank::edifact {

/// One segment: a tag, then elements of components. Element 0 is the tag, as in the directories.
class Segment {
 public:
  Place at;  ///< of the tag

  std::string_view tag() const { return raw(0); }
  /// A component as it stands, without release characters; empty if it isn't there.
  std::string_view raw(std::size_t element, std::size_t component = 0) const;
  /// As UTF-8, without blanks around it.
  std::string text(std::size_t element, std::size_t component = 0) const;
  /// How many components an element has; 0 if it isn't there.
  std::size_t components(std::size_t element) const;

  /// A fault of the segment, to be thrown.
  Rejected fault(std::string rule, const std::string& why) const;

 private:
  friend class SegmentReader;
  struct Part {
    std::size_t element, begin, end;
  };
  std::span<const Part> parts_of(std::size_t element) const;

  std::string bytes_;
  std::vector<Part> parts_;
  text::Charset charset_ = text::Charset::kIso8859_1;
};

/// Cuts a file into segments in bounded memory. Line ends are no part of EDIFACT: files are wrapped
/// anywhere, even within a word, so CR and LF are left out wherever they stand.
class SegmentReader {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{64} << 10;  ///< of one segment

  explicit SegmentReader(InputWindow::Read read) : window_(std::move(read)) {}

  /// False at the end of the file. Throws Rejected: edifact.una, edifact.truncated, text.limit.
  bool next(Segment& segment);
  Place end() const { return window_.place(); }
  /// Of bytes that aren't UTF-8; UNB names it.
  void set_charset(text::Charset charset) { charset_ = charset; }

 private:
  bool skip_blanks();
  bool at_service_advice();
  void read_service_advice();
  void take(Segment& segment);

  InputWindow window_;
  char component_ = ':', element_ = '+', release_ = '?', terminator_ = '\'';
  text::Charset charset_ = text::Charset::kIso8859_1;
};

}  // namespace saldo::bank::edifact
