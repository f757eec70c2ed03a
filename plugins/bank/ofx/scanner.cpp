#include "ofx/scanner.hpp"

#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank::ofx {

namespace {

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_name(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/// Blanks, and what transports append to a file: end-of-file marks and zeros.
std::string_view without_padding(std::string_view s) {
  while (!s.empty() && (text::is_space(s.front()) || s.front() == '\x1A' || s.front() == '\0'))
    s.remove_prefix(1);
  return s;
}

/// Where "<OFX>" stands, or "<OFX >" and the like.
std::size_t find_root(std::string_view s, std::size_t from) {
  constexpr std::string_view kRoot = "<OFX";
  for (std::size_t i = s.find(kRoot, from); i != s.npos; i = s.find(kRoot, i + 1)) {
    const std::string_view rest = s.substr(i + kRoot.size(), 1);
    if (rest == ">" || (!rest.empty() && text::is_space(rest[0]))) return i;
  }
  return s.npos;
}

}  // namespace

Rejected Scanner::fault(const char* rule, std::size_t offset, const std::string& why) const {
  const Place at = place(offset);
  return Rejected(rule, xml::where(at) + why).at_place(at);
}

void Scanner::fail_truncated(std::string_view inside) const {
  const Place end = place(window_.view().size());
  const std::string what = text::quoted(inside);
  throw Rejected("ofx.truncated", xml::where(end) + "the file ends inside " + what +
                                      "; it was cut off on its way: fetch it again")
      .at_place(end)
      .figures("the end of " + what, "the end of the file");
}

bool Scanner::more() {
  if (window_.view().size() >= 4 * kMostBytes)
    throw fault("text.limit", 0,
                "an element or the header is larger than 256 KiB; no genuine file has one");
  return window_.more();
}

bool Scanner::find_document() {
  release();
  std::size_t root = find_root(window_.view(), 0);
  for (std::size_t seen = 0; root == text::npos && seen <= kMostBytes;) {
    seen = window_.view().size();
    if (!more()) break;
    root = find_root(window_.view(), seen - std::min<std::size_t>(seen, 4));
  }
  if (std::min(root, window_.view().size()) > kMostBytes)
    throw fault("ofx.header", 0, "no <OFX> in 256 KiB from here; the file is no OFX file");
  read_header(window_.view().substr(0, root));
  if (root == text::npos) {
    check_trailing();
    return false;
  }
  window_.consume(root);
  ++documents_;
  return true;
}

/// What stands before <OFX>. Only its charset counts; but nothing with money in it may be lost.
void Scanner::read_header(std::string_view header) {
  if (const std::size_t money = header.find("<STMTTRN"); money != header.npos)
    throw fault("ofx.header", money, "a transaction stands outside of <OFX>");
  charset_ = charset_of_header(header);
}

void Scanner::check_trailing() {
  const Range all{0, window_.view().size()};
  const std::string rest = value(all);
  const std::size_t at = all.end - without_padding(window_.view()).size();
  if (rest.empty() && documents_ != 0) return;
  if (documents_ != 0)
    throw fault("ofx.trailing", at,
                "behind the end of the document stands " + text::quoted(rest) +
                    ", which is no other document; fetch the file again");
  if (rest.empty()) throw fault("document.empty", at, "the file holds nothing: fetch it again");
  if (rest.find("<OFC>") != rest.npos)
    throw fault(
        "ofx.header", at,
        "the file is OFC, the predecessor of OFX, which isn't read; have the bank send OFX");
  throw fault("ofx.header", at, "the file has no <OFX>; it is no OFX file or was cut off");
}

bool Scanner::at(std::size_t offset, std::string_view what) {
  while (window_.view().size() < offset + what.size())
    if (!more()) break;
  return window_.view().substr(std::min(offset, window_.view().size()), what.size()) == what;
}

std::size_t Scanner::find(std::string_view what, std::size_t from, const char* inside) {
  for (;;) {
    const std::string_view view = window_.view();
    if (const std::size_t i = xml::find_text(view, what, from); i != view.npos) return i;
    from = std::max(from, view.size() - std::min(view.size(), what.size() - 1));
    if (!more()) fail_truncated(inside);
  }
}

/// Where the next tag begins, at or after `from`; the end of the file if there is none. A '<' that
/// begins no name is a letter of the text: SGML files don't escape it.
std::size_t Scanner::find_tag(std::size_t from) {
  for (;;) {
    const std::string_view view = window_.view();
    const std::size_t i = view.find('<', from);
    if (i == view.npos) {
      from = view.size();
      if (!more()) return from;
    } else if (at(i, "<!--")) {
      from = find("-->", i + 4, "a comment") + 3;
    } else if (at(i, "<![CDATA[")) {
      from = find("]]>", i + 9, "CDATA") + 3;
    } else if (at(i, "<!")) {
      xml::refuse_declaration(place(i));
    } else {
      const std::size_t name = at(i, "</") ? i + 2 : i + 1;
      at(name, " ");  // reads on if need be
      if (name < window_.view().size() && is_letter(window_.view()[name])) return i;
      if (name >= window_.view().size()) fail_truncated("a tag");
      from = i + 1;
    }
  }
}

std::size_t Scanner::find_tag_end(std::size_t begin) {
  for (std::size_t from = begin + 1;;) {
    const std::string_view view = window_.view();
    const std::size_t i = view.find_first_of("<>", from);
    if (i == view.npos) {
      from = view.size();
      if (!more()) fail_truncated("a tag");
      continue;
    }
    if (view[i] == '>') return i;
    throw fault("ofx.tag", begin,
                "the tag " + text::quoted(view.substr(begin, i - begin)) +
                    " has no '>'; ask the bank for a correct file");
  }
}

Tag Scanner::next() {
  Tag tag;
  tag.begin = cursor_;
  if (cursor_ >= window_.view().size() && !more()) return tag;
  const std::size_t end = find_tag_end(cursor_);
  const std::string_view view = window_.view();
  const bool closes = view[cursor_ + 1] == '/';
  tag.kind = closes ? Tag::Kind::kEnd : Tag::Kind::kStart;
  tag.closed = !closes && view[end - 1] == '/';
  tag.name.begin = tag.name.end = cursor_ + (closes ? 2 : 1);
  while (is_name(view[tag.name.end])) ++tag.name.end;
  const char behind = view[tag.name.end];
  if (behind != '>' && behind != '/' && !text::is_space(behind))
    throw fault("ofx.tag", cursor_,
                text::quoted(view.substr(cursor_, end + 1 - cursor_)) +
                    " is no tag; ask the bank for a correct file");
  tag.text.begin = end + 1;
  tag.text.end = cursor_ = find_tag(end + 1);
  return tag;
}

bool Scanner::is_blank(Range r) const {
  const std::string_view raw = text::trim(view(r));
  return raw.empty() || (raw.starts_with("<!--") && value(r).empty());
}

}  // namespace saldo::bank::ofx
