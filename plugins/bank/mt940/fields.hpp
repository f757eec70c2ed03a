#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mt940/lines.hpp"
#include "mt940/scratch.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

/// The fields of SWIFT FIN messages of category 9, as banks put them into files: with or without
/// blocks, terminators and preambles, in any charset, with any line ends.
namespace saldo::bank::mt940 {

enum class Tag : unsigned char {
  kReference,            // :20:
  kRelatedReference,     // :21:
  kAccount,              // :25: :25P:
  kNumber,               // :28: :28C:
  kFloorLimit,           // :34F: of MT942
  kCreated,              // :13D: of MT942
  kNonSwift,             // :NS:
  kOpening,              // :60F:
  kIntermediateOpening,  // :60M:
  kLine,                 // :61:
  kClosing,              // :62F:
  kIntermediateClosing,  // :62M:
  kInformation,          // :86:
  kCredits,              // :90C: of MT942
  kDebits,               // :90D: of MT942
  kAvailable,            // :64: :65:
  kOther,                // not of these messages
};

/// Points into the reader that it comes from.
struct Field {
  Tag tag = Tag::kOther;
  std::string_view name;       ///< "61"
  std::string_view text;       ///< UTF-8; lines separated by '\n'; in :86: as in the file
  std::string_view unwrapped;  ///< of :86: the text without its line ends, in a Scratch
  Place at;                    ///< of the ':' before the tag
  std::size_t first_end = 0;   ///< where the text's first line ends

  std::string_view first_line() const { return text.substr(0, first_end); }
  /// A fault of this field at byte `position` of its text.
  Rejected fault(const char* rule, std::size_t position, const std::string& why) const;
};

/// Text in whatever the bank's host writes as UTF-8. Without a charset named, UTF-8 proves itself;
/// else bytes that are letters only in DOS charsets tell CP850 from CP1252, and what they tell
/// stands until others tell otherwise.
class TextDecoder {
 public:
  explicit TextDecoder(std::optional<text::Charset> charset = {}) : charset_(charset) {}
  void decode(std::string& bytes);

 private:
  std::optional<text::Charset> charset_;
  text::Charset told_ = text::Charset::kCp1252;
};

/// Cuts lines into fields. A line begins a field only if its tag can stand at that point, because
/// wrapped text may look like a tag (":08 Karten", or the seconds of a time).
class FieldReader {
 public:
  enum class Kind { kField, kEndOfMessage, kEndOfFile };
  FieldReader(InputWindow::Read read, TextDecoder decoder)
      : lines_(std::move(read)), decoder_(decoder) {}
  /// The field is good until the next call. Throws Rejected: mt940.preamble, mt940.truncated,
  /// document.empty, text.limit.
  Kind next(Field& field);
  Place end() const { return lines_.at(); }

 private:
  enum class State : unsigned char { kOutside, kHeader, kLines, kClosed };
  struct KnownTag;
  static const KnownTag kTags[];
  static const KnownTag* find_tag(std::string_view name);

  bool peek();
  void clean_line();
  void take_line() { have_line_ = false; }
  bool begins_field();
  bool begins_message();
  bool is_terminator() const;
  void skip_preamble();
  void take_field(Field& field);
  void finish_text(Field& field);
  bool ends_field();
  bool follows(std::size_t end) const;
  bool take_broken_tag();
  void enter(Tag tag);
  void finish();

  LineReader lines_;
  TextDecoder decoder_;
  std::string_view line_;  // at hand, without control characters around it
  std::size_t lead_ = 0;   // how many stood before it
  Place line_at_;
  std::string joined_;  // of two lines, where a line end stands in a tag
  bool have_line_ = false;
  std::string_view tag_name_;  // of the line at hand, if it begins a field
  Tag tag_ = Tag::kOther;
  bool known_to_begin_ = false;  // a field: the line at hand ended the one before
  std::string name_;             // of a field with an unknown tag
  std::string text_;             // of the field, where its bytes don't stand so in the file
  Scratch unwrapped_;
  State state_ = State::kOutside;
  int preamble_lines_ = 0, messages_ = 0;
  bool interim_ = false;   // the message is an MT942: it has a floor limit
  bool balanced_ = false;  // it is an MT940: it has an opening balance
  bool in_block_ = false;  // a "{4:" without its "-}" yet
};

}  // namespace saldo::bank::mt940
