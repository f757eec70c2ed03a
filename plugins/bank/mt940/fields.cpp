#include "mt940/fields.hpp"

#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank::mt940 {

namespace {

constexpr std::size_t kMaxField = 1024 * 1024;
constexpr int kMaxPreamble = 8;  // ABN AMRO has three lines, ING two

enum : unsigned { kOutside = 1, kHeader = 2, kLines = 4, kClosed = 8 };

/// Where a tag can stand. A time like 13:20:11 may wrap before ":20:", so that tag isn't known
/// until the closing balance was there.
struct Tag {
  std::string_view name;
  unsigned where;
};
constexpr Tag kTags[] = {{"20", kOutside | kHeader | kClosed},
                         {"21", kHeader},
                         {"25", kHeader},
                         {"25P", kHeader},
                         {"28", kHeader},
                         {"28C", kHeader},
                         {"13D", kHeader},
                         {"34F", kHeader},
                         {"NS", kHeader | kLines | kClosed},
                         {"60F", kHeader},
                         {"60M", kHeader},
                         {"61", kOutside | kHeader | kLines},
                         {"62F", kOutside | kHeader | kLines},
                         {"62M", kOutside | kHeader | kLines},
                         {"86", kHeader | kLines | kClosed},
                         {"90C", kHeader | kLines | kClosed},
                         {"90D", kHeader | kLines | kClosed},
                         {"64", kClosed},
                         {"65", kClosed}};

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; }

/// Text is in whatever the bank's host writes. UTF-8 proves itself; else it is CP1252, of which
/// ISO-8859-1 text is a part.
std::string to_utf8(std::string&& bytes) {
  if (text::find_invalid_utf8(bytes) == text::npos) return std::move(bytes);
  return text::to_utf8(bytes, text::Charset::kCp1252);
}

}  // namespace

bool LineReader::next(Line& line) {
  for (bool more = true;;) {
    const auto view = window_.view();
    const auto end = std::min(view.find_first_of("\r\n"), view.size());
    const bool ends_here = end + 1 < view.size() || (end < view.size() && view[end] == '\n');
    if (!ends_here && more) {  // a '\r' at the end may be half of a line end
      if (view.size() > kMaxLine)
        throw Rejected("text.limit", "line " + std::to_string(line_) +
                                         " is longer than 64 KiB; the file is no MT940")
            .at_place({line_, window_.place().offset});
      more = window_.more();
      continue;
    }
    if (view.empty()) return false;
    line.text = view.substr(0, end);
    line.at = {line_++, window_.place().offset};
    window_.consume(std::min(view.size(), end + (view.substr(end, 2) == "\r\n" ? 2 : 1)));
    return true;
  }
}

Rejected Field::fault(const char* rule, std::size_t position, const std::string& why) const {
  Place place = at;
  if (text.find('\n') >= position) place.offset += tag.size() + 2 + position;
  return Rejected(rule,
                  xml::where(place) + ":" + tag + ": " + why + "; ask the bank for a correct file")
      .at_place(place);
}

/// Has a line at hand, without the control characters around it; false at the end of the file.
bool FieldReader::peek() {
  if (have_line_) return true;
  if (!lines_.next(line_)) return false;
  auto& text = line_.text;
  while (!text.empty() && is_control(text.back())) text.pop_back();
  std::size_t lead = 0;
  while (lead < text.size() && is_control(text[lead])) ++lead;
  if (line_.at.offset == 0 && text.starts_with("\xEF\xBB\xBF")) lead = 3;
  text.erase(0, lead);
  line_.at.offset += lead;
  return have_line_ = true;
}

/// The tag that begins the line at hand, if it can stand here.
std::string_view FieldReader::tag_here() const {
  const std::string_view text = line_.text;
  if (text.size() < 4 || text[0] != ':') return {};
  const auto end = text.find(':', 1);
  if (end == text.npos) return {};
  const auto name = text.substr(1, end - 1);
  const unsigned here = 1u << static_cast<unsigned>(state_);
  for (const Tag& tag : kTags)
    if (tag.name == name && (tag.where & here) != 0) return name;
  return {};
}

/// "-" after a closing balance, or "-}" where the message stands in a block; "-å" is "-}" in the
/// Swedish variant of ISO 646. Before the closing balance a lone "-" is text.
bool FieldReader::is_terminator() const {
  const auto text = text::trim(line_.text);
  if (state_ != State::kClosed) return false;
  return text.starts_with("-}") || text == "-\xC3\xA5" || text == "-\xE5" ||
         (text == "-" && !in_block_);
}

FieldReader::Kind FieldReader::next(Field& field) {
  while (peek()) {
    if (is_terminator()) {
      have_line_ = false;
      in_block_ = line_.text.find("{4:") != std::string::npos;
      state_ = State::kOutside;
      return Kind::kEndOfMessage;
    }
    if (!tag_here().empty()) {
      take_field(field);
      return Kind::kField;
    }
    skip_preamble();
  }
  finish();
  return Kind::kEndOfFile;
}

/// Some lines of the sender's transport may stand before a message.
void FieldReader::skip_preamble() {
  const auto text = text::trim(line_.text);
  if (text.find("{4:") != text.npos) in_block_ = true;
  if (!text.empty() && ++preamble_lines_ > kMaxPreamble)
    throw Rejected("mt940.preamble", xml::where(line_.at) + "no field :20: up to here, but " +
                                         text::quoted(text) + "; the file is no MT940")
        .at_place(line_.at)
        .figures(":20:", std::string(text.substr(0, 40)));
  have_line_ = false;
}

void FieldReader::take_field(Field& field) {
  field.tag = tag_here();
  field.at = line_.at;
  std::string bytes = line_.text.substr(field.tag.size() + 2);
  have_line_ = false;
  preamble_lines_ = 0;
  if (field.tag == "20") {
    state_ = State::kHeader;
    ++messages_;
  } else if (field.tag[0] == '6' && field.tag[1] == '0') {
    state_ = State::kLines;
  } else if (field.tag[0] == '6' && field.tag[1] == '2') {
    state_ = State::kClosed;
  }
  while (peek() && tag_here().empty() && !is_terminator()) {
    if (line_.text.starts_with("{1:") || line_.text.starts_with("{4:")) break;
    if (line_.text == ":") {  // a break between ':' and its tag
      const Place at = line_.at;
      have_line_ = false;
      if (!peek()) break;
      line_.text.insert(0, 1, ':');
      line_.at = at;
      continue;
    }
    bytes.append(1, '\n').append(line_.text);
    have_line_ = false;
    if (bytes.size() > kMaxField)
      throw Rejected("text.limit",
                     xml::where(field.at) + "field :" + field.tag + ": is larger than 1 MiB")
          .at_place(field.at);
  }
  while (!bytes.empty() && text::is_space(bytes.back())) bytes.pop_back();
  field.text = to_utf8(std::move(bytes));
}

/// The file must end behind a closing balance, and behind the "-}" of a message in blocks. Nothing
/// else tells that a file without blocks is whole: banks leave out the last "-", and no trailer
/// counts the statements. Each is proved by its balances; a missing one shows as a gap to the next.
void FieldReader::finish() {
  const Place at = lines_.end();
  if (messages_ == 0)
    throw Rejected("document.empty", xml::where(at) + "the file holds no statement: fetch it again")
        .at_place(at);
  const bool closed = state_ == State::kClosed || state_ == State::kOutside;
  if (closed && !in_block_) return;
  throw Rejected("mt940.truncated",
                 xml::where(at) +
                     "the file ends inside a statement; it was cut off on its way: "
                     "fetch it again")
      .at_place(at)
      .figures(closed ? "the end of the block (-})" : "the closing balance (:62F:)",
               "the end of the file");
}

}  // namespace saldo::bank::mt940
