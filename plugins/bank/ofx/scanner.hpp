#pragma once

#include <string_view>

#include "ofx/value.hpp"
#include "saldo/input_window.hpp"
#include "saldo/sdk.hpp"

/// The tags of an OFX document. Versions 1 (SGML: elements have no end tags) and 2 (XML) look alike
/// at this level, and banks mix them, so that one reader serves both.
namespace saldo::bank::ofx {

/// Bytes of the document, counted from where the scanner was released last.
struct Range {
  std::size_t begin = 0, end = 0;
};

struct Tag {
  enum class Kind { kStart, kEnd, kEndOfFile };
  Kind kind = Kind::kEndOfFile;
  Range name;
  Range text;             ///< what follows up to the next tag, as it stands
  std::size_t begin = 0;  ///< of '<'
  bool closed = false;    ///< <NAME/>: start and end in one
};

/// A pull reader in bounded memory: what was read since release() stays in one piece.
///
/// Throws Rejected: document.empty, ofx.header, ofx.trailing, ofx.tag, ofx.truncated, text.limit,
/// text.encoding, xml.doctype.
class Scanner {
 public:
  /// The longest header, and the longest piece between two releases.
  static constexpr std::size_t kMostBytes = std::size_t{256} << 10;

  explicit Scanner(InputWindow::Read read) : window_(std::move(read)) {}

  /// Goes to the <OFX> of the next document in the file; false when there is none.
  bool find_document();
  /// What the document's header says of bytes that aren't UTF-8.
  text::Charset charset() const { return charset_; }

  Tag next();
  /// Forgets what was read; ranges count from the next tag.
  void release() {
    window_.consume(cursor_);
    cursor_ = 0;
  }
  /// Forgets what stands before byte `offset` only.
  void release(std::size_t offset) {
    cursor_ = offset;
    release();
  }

  std::string_view view(Range r) const { return window_.view().substr(r.begin, r.end - r.begin); }
  /// The text of a range as UTF-8.
  std::string value(Range r) const { return decode_value(view(r), charset_); }
  bool is_blank(Range r) const;
  Place place(std::size_t offset) const { return window_.place_at(offset); }
  /// A fault at byte `offset`, to be thrown.
  Rejected fault(const char* rule, std::size_t offset, const std::string& why) const;
  [[noreturn]] void fail_truncated(std::string_view inside) const;

 private:
  bool more();
  void read_header(std::string_view header);
  void check_trailing();
  bool at(std::size_t offset, std::string_view what);
  std::size_t find(std::string_view what, std::size_t from, const char* inside);
  std::size_t find_tag(std::size_t from);
  std::size_t find_tag_end(std::size_t begin);

  InputWindow window_;
  std::size_t cursor_ = 0;
  std::int64_t documents_ = 0;
  text::Charset charset_ = text::Charset::kCp1252;
};

}  // namespace saldo::bank::ofx
