#include "mt940/fields.hpp"

#include <utility>

#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank::mt940 {

namespace {

constexpr std::size_t kMaxField = 1024 * 1024;
constexpr int kMaxPreamble = 8;  // ABN AMRO has three lines, ING two

enum : unsigned { kOutside = 1, kHeader = 2, kLines = 4, kClosed = 8 };

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; }
bool is_tag_character(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

}  // namespace

/// Where a tag can stand. In a header stands no text, so whatever looks like a tag is one.
struct FieldReader::KnownTag {
  constexpr KnownTag(std::string_view name, Tag its_tag, unsigned its_places)
      : text(name), key(key_of(name)), tag(its_tag), where(its_places) {}
  /// Two or three characters as one number, to be compared in one go; 0 for longer ones.
  static constexpr unsigned key_of(std::string_view name) {
    const auto byte = [&](std::size_t i) { return unsigned{static_cast<unsigned char>(name[i])}; };
    if (name.size() == 2) return byte(0) | byte(1) << 8;
    return name.size() == 3 ? byte(0) | byte(1) << 8 | byte(2) << 16 : 0;
  }
  std::string_view text;
  unsigned key;
  Tag tag;
  unsigned where;
};
const FieldReader::KnownTag FieldReader::kTags[] = {
    {"61", Tag::kLine, kOutside | kHeader | kLines},
    {"86", Tag::kInformation, kHeader | kLines | kClosed},
    {"20", Tag::kReference, kOutside | kHeader | kClosed},
    {"21", Tag::kRelatedReference, kHeader},
    {"25", Tag::kAccount, kHeader},
    {"25P", Tag::kAccount, kHeader},
    {"28", Tag::kNumber, kHeader},
    {"28C", Tag::kNumber, kHeader},
    {"34F", Tag::kFloorLimit, kHeader},
    {"13D", Tag::kCreated, kHeader},
    {"NS", Tag::kNonSwift, kHeader | kLines | kClosed},
    {"60F", Tag::kOpening, kHeader},
    {"60M", Tag::kIntermediateOpening, kHeader},
    {"62F", Tag::kClosing, kOutside | kHeader | kLines},
    {"62M", Tag::kIntermediateClosing, kOutside | kHeader | kLines},
    {"90C", Tag::kCredits, kHeader | kLines | kClosed},
    {"90D", Tag::kDebits, kHeader | kLines | kClosed},
    {"64", Tag::kAvailable, kClosed},
    {"65", Tag::kAvailable, kClosed}};

const FieldReader::KnownTag* FieldReader::find_tag(std::string_view name) {
  const unsigned key = KnownTag::key_of(name);
  for (const KnownTag& tag : kTags)
    if (tag.key == key) return &tag;
  return nullptr;
}

Rejected Field::fault(const char* rule, std::size_t position, const std::string& why) const {
  Place place = at;
  if (position <= first_end) place.offset += name.size() + 2 + position;
  return Rejected(rule, xml::where(place) + ":" + std::string(name) + ": " + why +
                            "; ask the bank for a correct file")
      .at_place(place);
}

namespace {

[[noreturn]] void refuse_long(const Field& field) {
  throw Rejected("text.limit", xml::where(field.at) + "field :" + std::string(field.name) +
                                   ": is larger than 1 MiB")
      .at_place(field.at);
}

}  // namespace

/// Has a line at hand; false at the end of the file.
bool FieldReader::peek() {
  if (have_line_) return true;
  if (!lines_.next()) return false;
  line_ = lines_.text();
  line_at_ = lines_.at();
  clean_line();
  return have_line_ = true;
}

/// Takes off control characters around the line, which transports leave there.
void FieldReader::clean_line() {
  lead_ = 0;
  if (lines_.is_plain()) return;
  while (!line_.empty() && is_control(line_.back())) line_.remove_suffix(1);
  while (lead_ < line_.size() && is_control(line_[lead_])) ++lead_;
  if (line_at_.offset == 0 && line_.starts_with("\xEF\xBB\xBF")) lead_ = 3;
  line_.remove_prefix(lead_);
  line_at_.offset += lead_;
}

/// True if the line at hand begins with a tag that can stand here; sets tag_ and tag_name_.
bool FieldReader::begins_field() {
  if (line_.size() < 4 || line_[0] != ':') return false;
  std::size_t end = 1;
  while (end < 5 && end < line_.size() && is_tag_character(line_[end])) ++end;
  if (end == line_.size() || line_[end] != ':' || end < 3) return false;
  tag_name_ = line_.substr(1, end - 1);
  const KnownTag* known = find_tag(tag_name_);
  const unsigned here = 1u << static_cast<unsigned>(state_);
  tag_ = known == nullptr ? Tag::kOther : known->tag;
  if (known != nullptr) tag_name_ = known->text;
  if (known != nullptr && (known->where & here) != 0) return true;
  if (known == nullptr) return state_ == State::kHeader;
  return state_ == State::kLines && tag_ == Tag::kReference && begins_message();
}

/// Where the closing balance is missing, ":20:" may be the seconds of a time that was wrapped; a
/// header goes on with the account.
bool FieldReader::begins_message() {
  const std::size_t size = line_.size();
  const bool in_window = line_.data() != joined_.data();
  const std::string next(lines_.what_follows(4));  // may move the line
  if (in_window) line_ = lines_.text().substr(lead_, size);
  for (const std::string_view tag : {":25:", ":25P", ":21:", ":28:", ":28C"})
    if (next == tag) return true;
  return false;
}

/// "-" after a closing balance, or "-}" where the message stands in a block; "-å" is "-}" in the
/// Swedish variant of ISO 646. Before the closing balance a lone "-" is text, except that MT942
/// has no closing balance.
bool FieldReader::is_terminator() const {
  if (line_.empty() || line_[0] != '-') return false;
  if (state_ != State::kClosed && !interim_) return false;
  const auto text = text::trim(line_);
  return text.starts_with("-}") || text == "-\xC3\xA5" || text == "-\xE5" ||
         (text == "-" && !in_block_);
}

FieldReader::Kind FieldReader::next(Field& field) {
  while (peek()) {
    lines_.keep();
    if (is_terminator()) {
      in_block_ = line_.find("{4:") != std::string_view::npos;
      take_line();
      state_ = State::kOutside;
      return Kind::kEndOfMessage;
    }
    if (std::exchange(known_to_begin_, false) || begins_field()) {
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
  const auto text = text::trim(line_);
  if (text.find("{4:") != text.npos) in_block_ = true;
  if (!text.empty() && ++preamble_lines_ > kMaxPreamble)
    throw Rejected("mt940.preamble", xml::where(line_at_) + "no field :20: up to here, but " +
                                         text::quoted(text) + "; the file is no MT940")
        .at_place(line_at_)
        .figures(":20:", std::string(text.substr(0, 40)));
  take_line();
}

void FieldReader::enter(Tag tag) {
  switch (tag) {
    case Tag::kReference:
      state_ = State::kHeader;
      interim_ = balanced_ = false;
      ++messages_;
      return;
    case Tag::kFloorLimit:
      interim_ = true;
      return;
    case Tag::kOpening:
    case Tag::kIntermediateOpening:
      balanced_ = true;
      state_ = State::kLines;
      return;
    case Tag::kLine:
      if (state_ == State::kHeader) state_ = State::kLines;
      return;
    case Tag::kCredits:
    case Tag::kDebits:
      if (!balanced_) state_ = State::kClosed;
      return;
    case Tag::kClosing:
    case Tag::kIntermediateClosing:
      state_ = State::kClosed;
      return;
    default:
      return;
  }
}

void FieldReader::take_field(Field& field) {
  const Tag tag = field.tag = tag_;
  field.name = tag_name_;
  if (tag == Tag::kOther) field.name = name_ = tag_name_;
  field.at = line_at_;
  const std::size_t before = tag_name_.size() + 2;
  bool together = line_.data() != joined_.data();  // what was taken so far is as in the file
  std::size_t begin = lead_ + before, end = lead_ + line_.size();
  const std::size_t first_end = end;
  if (!together) text_ = line_.substr(before);
  unwrapped_.clear();
  if (tag == Tag::kInformation) unwrapped_.append(line_.substr(before));
  take_line();
  preamble_lines_ = 0;
  enter(tag);
  const auto size = [&] { return together ? end - begin : text_.size(); };
  if (together && lines_.take_texts(unwrapped_, begin + kMaxField))
    end = lines_.begin() + lines_.text().size();
  while (size() <= kMaxField && peek() && !ends_field()) {
    if (together && !follows(end)) {
      with_line_feeds(lines_.kept().substr(begin, end - begin), text_);
      together = false;
    }
    if (together) {
      end = lines_.begin() + line_.size();
    } else {
      text_ += '\n';
      text_ += line_;
    }
    unwrapped_.append(line_);
    take_line();
  }
  if (size() > kMaxField) refuse_long(field);
  field.text = together ? lines_.kept().substr(begin, end - begin) : text_;
  while (!field.text.empty() && text::is_space(field.text.back())) field.text.remove_suffix(1);
  field.first_end = together ? std::min(first_end - begin, field.text.size())
                             : text::find_mark<'\n'>(field.text, 0);
  const bool one_line = field.first_end == field.text.size();
  if (!lines_.is_plain() || (tag != Tag::kInformation && !one_line)) finish_text(field);
  field.unwrapped = unwrapped_.view();
}

/// Makes the field's text UTF-8 with LF at line ends.
void FieldReader::finish_text(Field& field) {
  if (field.text.find('\r') != field.text.npos) {
    with_line_feeds(std::string(field.text), text_);
    field.text = text_;
  }
  if (lines_.is_plain() || text::find_invalid_utf8(field.text) == text::npos) return;
  text_ = std::string(field.text);
  decoder_.decode(text_);
  field.text = text_;
  field.first_end = text::find_mark<'\n'>(text_, 0);
  unwrapped_.clear();
  for_each_line(field.text, [&](std::string_view line) { unwrapped_.append(line); });
}

/// True if the line at hand begins behind the end of the line that ends at `end`, as they stand in
/// the file.
bool FieldReader::follows(std::size_t end) const {
  if (lead_ != 0) return false;
  const auto between = lines_.kept().substr(end, lines_.begin() - end);
  return between == "\r\n" || between == "\n" || between == "\r";
}

/// True if the line at hand isn't the field's any more.
bool FieldReader::ends_field() {
  if (line_.empty()) return false;
  switch (line_[0]) {
    case ':':
      return known_to_begin_ = begins_field() || take_broken_tag();
    case '-':
      return is_terminator();
    case '{':
      return line_.starts_with("{1:") || line_.starts_with("{4:");
    default:
      return false;
  }
}

/// A break between ':' and its tag: puts both lines together, and tells if they begin a field.
bool FieldReader::take_broken_tag() {
  if (line_ != ":") return false;
  const Place at = line_at_;
  take_line();
  if (!peek()) {
    line_ = joined_ = ":";
    line_at_ = at;
    have_line_ = true;
    return false;
  }
  joined_ = ":";
  joined_ += line_;
  line_ = joined_;
  line_at_ = at;
  return begins_field();
}

/// The file must end behind a closing balance, and behind the "-}" of a message in blocks. Nothing
/// else tells that a file without blocks is whole: banks leave out the last "-", and no trailer
/// counts the statements. Each is proved by its balances; a missing one shows as a gap to the next.
void FieldReader::finish() {
  const Place at = lines_.at();
  if (messages_ == 0)
    throw Rejected("document.empty", xml::where(at) + "the file holds no statement: fetch it again")
        .at_place(at);
  const bool closed = state_ == State::kClosed || state_ == State::kOutside;
  if (closed && !in_block_) return;
  const char* expected =
      interim_ ? "the sums of its entries (:90D:, :90C:)" : "the closing balance (:62F:)";
  throw Rejected("mt940.truncated",
                 xml::where(at) +
                     "the file ends inside a statement; it was cut off on its way: "
                     "fetch it again")
      .at_place(at)
      .figures(closed ? "the end of the block (-})" : expected, "the end of the file");
}

}  // namespace saldo::bank::mt940
