#include "x12/segments.hpp"

#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank::x12 {

namespace {

constexpr std::size_t kIsaElements = 16;
constexpr std::size_t kLongestIsa = 400;  // 106, where its elements have their widths

/// Also what transports append: an end-of-file mark, zeros up to the size of a block.
bool is_blank(char c) {
  return c == '\r' || c == '\n' || c == ' ' || c == '\t' || c == '\x1A' || c == '\0';
}
bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

std::string Segment::text(std::size_t n) const {
  const bool utf8 = text::find_invalid_utf8(whole_) == text::npos;
  std::string converted =
      utf8 ? std::string(element(n)) : text::to_utf8(element(n), text::Charset::kCp1252);
  for (char& c : converted)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text::collapse(converted);
}

std::optional<Money> Segment::amount(std::size_t n, Currency currency) const {
  const auto digits = text::trim(element(n));
  if (digits.empty()) return std::nullopt;
  try {
    return Money::parse(digits, currency);
  } catch (const FormatError& e) {
    const bool range = std::string_view(e.what()).ends_with("beyond 64 bits");
    throw fault(
        range ? "amount.range" : "amount.invalid", n,
        range ? "is beyond 64 bits" : "is not an amount of " + std::string(currency.code()));
  }
}

std::int64_t Segment::number(std::size_t n) const {
  const auto digits = text::trim(element(n));
  if (!text::all_digits(digits) || digits.size() > 18)
    throw fault("number.invalid", n, "is not a number");
  return Money::parse_minor(digits, 0);
}

Date Segment::date(std::size_t n) const {
  const auto digits = text::trim(element(n));
  try {
    return digits.size() == 6 ? Date::parse_short(digits) : Date::parse_basic(digits);
  } catch (const FormatError&) {
    throw fault("date.invalid", n, "is not a day of the form YYYYMMDD");
  }
}

Rejected Segment::fault(const char* rule, std::size_t n, const std::string& why) const {
  Place place = at;
  if (n < parts_.size())
    place.offset += static_cast<std::uint64_t>(parts_[n].data() - whole_.data());
  const std::string number = std::to_string(n);
  return Rejected(rule, xml::where(place) + text::quoted(id()).substr(1, id().size()) +
                            (number.size() < 2 ? "0" : "") + number + " " +
                            text::quoted(element(n)) + " " + why +
                            "; ask the sender for a correct file")
      .at_place(place);
}

Rejected Segment::fault(const char* rule, const std::string& why) const {
  return Rejected(rule, xml::where(at) + "segment " + text::quoted(id()) + " " + why).at_place(at);
}

bool Separators::read(std::string_view head) {
  if (!head.starts_with("ISA") || head.size() < 4) return false;
  element = head[3];
  if (is_letter_or_digit(element) || is_blank(element)) return false;
  std::size_t at = 3;
  for (std::size_t i = 1; i < kIsaElements && at != head.npos; ++i) at = head.find(element, at + 1);
  // Behind the last separator stand that of components and the terminator, one character each.
  if (at == head.npos || at + 2 >= head.size()) return false;
  terminator = head[at + 2];
  return terminator != element && terminator != head[at + 1] && terminator != ' ' &&
         terminator != '\t' && !is_letter_or_digit(terminator);
}

/// Line ends may stand behind terminators.
bool SegmentReader::skip_blanks() {
  for (;;) {
    const auto view = window_.view();
    std::size_t blanks = 0;
    while (blanks < view.size() && is_blank(view[blanks])) ++blanks;
    window_.consume(blanks);
    if (blanks < view.size()) return true;
    if (!window_.more()) return false;
  }
}

void SegmentReader::read_separators() {
  while (window_.view().size() < kLongestIsa && window_.more()) {
  }
  const auto head = window_.view().substr(0, kLongestIsa);
  const Place at = window_.place();
  if (!head.starts_with("ISA"))
    throw Rejected("x12.envelope", xml::where(at) + "an interchange begins with ISA, not with " +
                                       text::quoted(head.substr(0, 20)) +
                                       "; ask the sender for the file as it was sent")
        .at_place(at)
        .figures("ISA", text::quoted(head.substr(0, 3)));
  Separators separators;
  if (!separators.read(head))
    throw Rejected("x12.delimiters",
                   xml::where(at) +
                       "ISA doesn't tell its separators: it must have 16 elements and "
                       "a terminator; the file is cut off or damaged: fetch it again")
        .at_place(at);
  element_separator_ = separators.element;
  terminator_ = separators.terminator;
}

bool SegmentReader::next(Segment& segment) {
  window_.consume(std::exchange(taken_, 0));
  if (window_.place().offset == 0) {
    while (window_.view().size() < 3 && window_.more()) {
    }
    if (window_.view().starts_with("\xEF\xBB\xBF")) window_.consume(3);
  }
  if (!skip_blanks()) return false;
  if (element_separator_ == '\0') read_separators();
  std::size_t end = 0;
  while ((end = window_.view().find(terminator_, end)) == std::string_view::npos) {
    end = window_.view().size();
    if (end > kLongest || !window_.more()) break;
  }
  segment.at = window_.place();
  if (end > kLongest)
    throw Rejected("text.limit", xml::where(segment.at) +
                                     "the segment is longer than 64 KiB; the file is damaged")
        .at_place(segment.at);
  const auto whole = window_.view().substr(0, end);
  taken_ = std::min(window_.view().size(), end + 1);
  segment.whole_ = whole;
  segment.parts_.clear();
  for (std::size_t begin = 0;;) {
    const auto stop = std::min(whole.find(element_separator_, begin), whole.size());
    segment.parts_.push_back(whole.substr(begin, stop - begin));
    if (stop == whole.size()) break;
    begin = stop + 1;
  }
  auto& last = segment.parts_.back();
  while (!last.empty() && is_blank(last.back())) last.remove_suffix(1);
  return true;
}

}  // namespace saldo::bank::x12
