#include "edifact/segment.hpp"

#include <algorithm>

#include "saldo/xml_characters.hpp"

namespace saldo::bank::edifact {

namespace {

constexpr std::size_t kServiceAdvice = 9;  // "UNA" and six characters

/// Blanks and what transports append; never data between segments.
bool is_filling(char c) { return text::is_space(c) || c == '\0' || c == '\x1A'; }

}  // namespace

/// Parts stand in the order of their elements.
std::span<const Segment::Part> Segment::parts_of(std::size_t element) const {
  const auto before = [](const Part& part, std::size_t number) { return part.element < number; };
  const auto first = std::lower_bound(parts_.begin(), parts_.end(), element, before);
  return {first, std::lower_bound(first, parts_.end(), element + 1, before)};
}

std::string_view Segment::raw(std::size_t element, std::size_t component) const {
  const auto parts = parts_of(element);
  if (component >= parts.size()) return {};
  const Part& part = parts[component];
  return std::string_view(bytes_).substr(part.begin, part.end - part.begin);
}

std::string Segment::text(std::size_t element, std::size_t component) const {
  const std::string_view bytes = text::trim(raw(element, component));
  if (text::find_invalid_utf8(bytes) == text::npos) return std::string(bytes);
  return text::to_utf8(bytes, charset_);
}

std::size_t Segment::components(std::size_t element) const { return parts_of(element).size(); }

Rejected Segment::fault(std::string rule, const std::string& why) const {
  return Rejected(std::move(rule), xml::where(at) + std::string(tag()) + ": " + why +
                                       "; ask the bank for a correct file")
      .at_place(at);
}

bool SegmentReader::next(Segment& segment) {
  if (!skip_blanks()) return false;
  if (at_service_advice()) {
    read_service_advice();
    if (!skip_blanks()) return false;
  }
  take(segment);
  return true;
}

bool SegmentReader::skip_blanks() {
  for (;;) {
    const std::string_view view = window_.view();
    std::size_t n = 0;
    while (n < view.size() && is_filling(view[n])) ++n;
    // The mark that some editors put before UTF-8 text.
    if (view.substr(n).starts_with("\xEF\xBB\xBF")) n += 3;
    const bool more = n == view.size();
    window_.consume(n);
    if (!more && n == 0) return true;
    if (more && !window_.more()) return false;
  }
}

bool SegmentReader::at_service_advice() {
  while (window_.view().size() < kServiceAdvice && window_.more()) {
  }
  return window_.view().size() >= kServiceAdvice && window_.view().starts_with("UNA");
}

void SegmentReader::read_service_advice() {
  const std::string_view una = window_.view().substr(0, kServiceAdvice);
  const char marks[] = {una[3], una[4], una[6], una[8]};
  for (std::size_t i = 0; i < std::size(marks); ++i) {
    const char lower = static_cast<char>(marks[i] | 0x20);
    const bool letter = lower >= 'a' && lower <= 'z', digit = marks[i] >= '0' && marks[i] <= '9';
    const bool no_release = i == 2 && marks[i] == ' ';
    bool repeated = false;
    for (std::size_t k = 0; k < i; ++k) repeated = repeated || marks[k] == marks[i];
    if (letter || digit || repeated || (is_filling(marks[i]) && !no_release))
      throw Rejected("edifact.una", xml::where(window_.place()) + "the service string advice " +
                                        text::quoted(una) +
                                        " gives no four separators; ask the bank for a correct "
                                        "file")
          .at_place(window_.place());
  }
  component_ = una[3];
  element_ = una[4];
  release_ = una[6] == ' ' ? '\0' : una[6];
  terminator_ = una[8];
  window_.consume(kServiceAdvice);
}

void SegmentReader::take(Segment& segment) {
  segment.at = window_.place();
  segment.charset_ = charset_;
  segment.bytes_.clear();
  segment.parts_.clear();
  std::size_t element = 0, begin = 0;
  const auto end_part = [&] {
    segment.parts_.push_back({element, begin, segment.bytes_.size()});
    begin = segment.bytes_.size();
  };
  bool released = false;
  for (std::size_t i = 0;; ++i) {
    if (i > kMostBytes)
      throw Rejected("text.limit", xml::where(segment.at) +
                                       "the segment is longer than 64 KiB; the file is no EDIFACT")
          .at_place(segment.at);
    if (i == window_.view().size() && !window_.more()) {
      const Place end = window_.place_at(i);
      throw Rejected("edifact.truncated", xml::where(end) + "the file ends inside segment " +
                                              text::quoted(segment.bytes_, 20) +
                                              "; it was cut off on its way: fetch it again")
          .at_place(end)
          .figures(std::string("the end of a segment"), "the end of the file");
    }
    const char c = window_.view()[i];
    if (c == '\r' || c == '\n') continue;
    if (released || (c != release_ && c != element_ && c != component_ && c != terminator_)) {
      segment.bytes_.push_back(c == '\0' ? ' ' : c);
      released = false;
    } else if (c == release_ && release_ != '\0') {
      released = true;
    } else {
      end_part();
      if (c == element_) ++element;
      if (c != terminator_) continue;
      window_.consume(i + 1);
      return;
    }
  }
}

}  // namespace saldo::bank::edifact
