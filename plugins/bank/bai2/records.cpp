#include "bai2/records.hpp"

#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank::bai2 {

namespace {

constexpr std::size_t kHead = 4096;
constexpr std::size_t kNone = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The code of "16,…", or 0.
int code_of(std::string_view line) {
  if (line.size() < 2 || !is_digit(line[0]) || !is_digit(line[1])) return 0;
  if (line.size() > 2 && line[2] != ',') return 0;
  const int code = (line[0] - '0') * 10 + (line[1] - '0');
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 16:
    case 49:
    case 88:
    case 98:
    case 99:
      return code;
    default:
      return 0;
  }
}

/// True for "[+-]digits" or nothing.
bool is_total(std::string_view s) {
  if (!s.empty() && (s[0] == '+' || s[0] == '-')) s.remove_prefix(1);
  return s.empty() || text::all_digits(s);
}

/// "49,20001,10/": a trailer up to its slash, or the end, with `counts` numbers behind the total.
bool is_trailer(std::string_view body, int counts) {
  Fields fields(body.substr(0, body.find('/')));
  if (!is_total(fields.next())) return false;
  for (int i = 0; i < counts; ++i)
    if (!fields.more() || !text::all_digits(fields.next())) return false;
  return !fields.more();
}

bool is_ascii(std::string_view s) {
  std::uint64_t all = 0;
  std::size_t i = 0;
  for (std::uint64_t word = 0; i + sizeof word <= s.size(); i += sizeof word) {
    std::memcpy(&word, s.data() + i, sizeof word);
    all |= word;
  }
  for (; i < s.size(); ++i) all |= static_cast<unsigned char>(s[i]);
  return (all & 0x8080808080808080u) == 0;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

/// True if eight bytes hold no control character and no two blanks in a row; a wrong "no" is
/// possible.
bool is_tidy_word(const char* p) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kTops = 0x8080808080808080u;
  std::uint64_t word = 0;
  std::memcpy(&word, p, sizeof word);
  // Bytes up to 0x20 show as their top bit; a borrow may show one too many, never one too few.
  const std::uint64_t blank = (word - 0x21 * kOnes) & ~word & kTops;
  const std::uint64_t control = (word - 0x20 * kOnes) & ~word & kTops;
  return (control | (blank & (blank << 8))) == 0;
}

/// True if nothing in trimmed text must be changed: no control character, no blanks in a row.
bool is_tidy(std::string_view s) {
  if (s.size() < sizeof(std::uint64_t)) {
    for (std::size_t i = 0; i < s.size(); ++i)
      if (is_control(s[i]) || (s[i] == ' ' && s[i + 1] == ' ')) return false;
    return true;
  }
  // Words overlap by a byte, so that each pair of neighbours is in one of them.
  const std::size_t last = s.size() - sizeof(std::uint64_t);
  for (std::size_t i = 0; i < last; i += sizeof(std::uint64_t) - 1)
    if (!is_tidy_word(s.data() + i)) return false;
  return is_tidy_word(s.data() + last);
}

}  // namespace

Rejected Record::fault(const char* rule, const char* name, std::string_view field,
                       const std::string& why) const {
  const Place place = place_of(field);
  std::string message = xml::where(place);
  message += "record ";
  message += code < 10 ? "0" : "";
  message.append(std::to_string(code)).append(", ").append(name).append(" ");
  message.append(text::quoted(field)).append(" ").append(why);
  return Rejected(rule, message + "; ask the bank for a correct file").at_place(place);
}

void assign_text(std::string& to, std::string_view text, bool utf8) {
  if (utf8 && is_tidy(text)) {
    to.assign(text);
    return;
  }
  const std::string converted = utf8 ? std::string() : text::to_utf8(text, text::Charset::kCp1252);
  to.clear();
  for (const char c : utf8 ? text : std::string_view(converted)) {
    if (!is_control(c) && c != ' ')
      to.push_back(c);
    else if (!to.empty() && to.back() != ' ')
      to.push_back(' ');
  }
  while (!to.empty() && to.back() == ' ') to.pop_back();
}

bool begins_record(std::string_view s) {
  const int code = code_of(s);
  if (code == 0 || s.size() < 4) return false;
  const std::string_view body = s.substr(3);
  const auto field = [&](int n) {
    Fields f(body);
    for (int i = 1; i < n && f.more(); ++i) f.next();
    return f.more() ? f.next() : std::string_view("?");
  };
  switch (code) {
    case 1:
      return field(3).size() == 6 && text::all_digits(field(3));
    case 2:
      return field(3).size() == 1 && is_digit(field(3)[0]) && text::all_digits(field(4));
    case 3:
      return !field(1).empty() && (field(2).empty() || field(2).size() == 3);
    case 16:
      return field(1).size() == 3 && text::all_digits(field(1)) && is_total(field(2));
    case 49:
      return is_trailer(body, 1);
    case 98:
    case 99:
      return is_trailer(body, 2);
    default:
      return false;  // of 88 nothing but text follows
  }
}

RecordReader::RecordReader(InputWindow::Read read) : window_(std::move(read)) {
  while (window_.view().size() < kHead && window_.more()) {
  }
  view_ = window_.view();
  ascii_ = is_ascii(view_);
  if (view_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  find_piece_length();
}

/// A file without line ends is of records of the length that its header names ("01,…,80,1,2/").
void RecordReader::find_piece_length() {
  const std::string_view head = view_.substr(at_, kHead);
  if (head.find_first_of("\r\n") != kNone || !head.starts_with("01,")) return;
  Fields fields(head.substr(3, head.find('/') - 3));
  for (int i = 1; i < 6 && fields.more(); ++i) fields.next();
  const auto length = fields.more() ? fields.next() : std::string_view();
  if (length.empty() || length.size() > 4 || !text::all_digits(length)) return;
  const auto piece = static_cast<std::size_t>(Money::parse_minor(length, 0));
  if (piece < head.size() && begins_record(head.substr(piece))) piece_ = piece;
}

bool RecordReader::more() {
  window_.consume(at_, /*line_ends=*/0);  // lines are counted here
  offset_ += at_;
  next_cr_ = std::max(next_cr_, at_) - at_;
  next_lf_ = std::max(next_lf_, at_) - at_;
  at_ = 0;
  const bool got = window_.more();
  view_ = window_.view();
  ascii_ = is_ascii(view_);
  return got;
}

/// The end of the line at hand, or of the view.
std::size_t RecordReader::line_end() {
  // What is known to be free of one of the two isn't searched for it again.
  const auto seek = [&](std::size_t& next, char c, std::size_t limit) {
    if (next < at_) next = at_;
    if (next < limit && view_[next] != c) next = std::min(view_.find(c, next), view_.size());
  };
  seek(next_lf_, '\n', view_.size());
  seek(next_cr_, '\r', next_lf_);
  return std::min(next_lf_, next_cr_);
}

bool RecordReader::take_line(std::string_view& line) {
  std::size_t end = 0;
  for (;;) {
    end = piece_ != 0 ? std::min(at_ + piece_, view_.size()) : line_end();
    if (end - at_ > kLongestLine)
      throw Rejected("text.limit", "line " + std::to_string(line_) +
                                       " is longer than 64 KiB; the file is no BAI2")
          .at_place({line_, offset_ + at_});
    // A '\r' at the end of the view may be half of a line end.
    if (end + 1 < view_.size()) break;
    if (!more()) {
      end = piece_ != 0 ? std::min(piece_, view_.size()) : line_end();
      break;
    }
  }
  if (at_ == view_.size()) return false;
  const char* const data = view_.data();
  line = {data + at_, end - at_};
  rest_at_ = {line_++, offset_ + at_};
  at_ = end;
  if (piece_ != 0 || at_ == view_.size()) return true;
  ++at_;
  if (data[end] == '\r' && at_ < view_.size() && data[at_] == '\n') ++at_;
  return true;
}

/// Some senders put a record behind the slash and the blanks of the one before. The text of a
/// record may have a slash too, so what follows must look like a record in full.
void RecordReader::cut_glued(std::string_view& line) {
  for (auto slash = line.find('/'); slash != kNone; slash = line.find('/', slash + 1)) {
    auto next = slash + 1;
    while (next < line.size() && line[next] == ' ') ++next;
    if (next == slash + 1 || next == line.size()) continue;
    if (!begins_record(line.substr(next))) continue;
    rest_ = line.substr(next);
    line = line.substr(0, slash + 1);
    return;
  }
}

bool RecordReader::next(Record& record) {
  std::string_view line;
  for (;;) {
    if (!rest_.empty()) {
      line = rest_;
      rest_ = {};
    } else if (!take_line(line)) {
      return false;
    }
    record.at = rest_at_;
    const std::size_t length = line.size();
    while (!line.empty() && (is_control(line.front()) || line.front() == ' '))
      line.remove_prefix(1);
    record.at.offset += length - line.size();
    if (!line.empty()) break;
  }
  const char* begin = line.data();
  cut_glued(line);
  if (!rest_.empty())
    rest_at_ = {record.at.line,
                record.at.offset + static_cast<std::uint64_t>(rest_.data() - begin)};
  while (!line.empty() && (is_control(line.back()) || line.back() == ' ')) line.remove_suffix(1);
  record.ended = !line.empty() && line.back() == '/';
  if (record.ended) line.remove_suffix(1);
  record.utf8 = ascii_ || text::find_invalid_utf8(line) == text::npos;
  record.code = code_of(line);
  const std::size_t prefix = record.code == 0 ? 0 : std::min<std::size_t>(3, line.size());
  record.body = line.substr(prefix);
  record.body_offset = record.at.offset + prefix;
  return true;
}

}  // namespace saldo::bank::bai2
