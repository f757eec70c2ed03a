#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saldo/find_mark.hpp"
#include "saldo/input_window.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

/// Cuts an XML document of any size into subtrees, one at a time, in bounded memory.
namespace saldo {

struct XmlEvent {
  enum class Kind {
    kOpened,   ///< an outer element begins; xml is its start tag
    kClosed,   ///< it ended
    kSubtree,  ///< an element that isn't outer, whole; xml is all of it
    kEnd,      ///< the document is complete
  };
  Kind kind = Kind::kEnd;
  std::string_view name;          ///< local name, without prefix
  std::string_view xml;           ///< well-formed characters, UTF-8 whatever the document is in
  Place at;                       ///< of its '<'
  const void* read_by = nullptr;  ///< what has found its tags while it was cut
};

/// How far a subtree was gone through.
enum class XmlReach {
  kMore,    ///< it goes on behind what was read
  kWhole,   ///< to its end
  kBroken,  ///< to something that isn't XML
};

/// A pull reader. The root element and the elements named as `outer`, where they stand directly in
/// an outer element, are reported as opened and closed; every other element is handed over as one
/// subtree of at most kMaxSubtree bytes. Text between them, comments and processing instructions
/// are passed over. Several documents glued back to back are read one after the other.
///
/// Subtrees are cut, not parsed: what is inside has legal characters and references, but only a
/// parser proves that its tags match.
///
/// Throws Rejected: document.empty, xml.truncated, xml.invalid, xml.doctype, xml.entity,
/// xml.encoding, text.encoding, xml.limit. Documents may declare UTF-8, US-ASCII, ISO-8859-1 or
/// windows-1252. DOCTYPE is refused, so no entity can be declared ("XML bomb").
class XmlSlices {
 public:
  static constexpr std::size_t kMaxSubtree = std::size_t{16} << 20;
  static constexpr std::size_t kMaxDepth = 64;  ///< of outer elements

  /// Reads `chunk` bytes at a time.
  XmlSlices(InputWindow::Read read, std::vector<std::string> outer,
            std::size_t chunk = InputWindow::kChunk)
      : window_(std::move(read), chunk), outer_(std::move(outer)) {}

  /// The next event. Its views are valid until the next call.
  const XmlEvent& next() {
    Nobody nobody;
    return next(nobody);
  }

  /// As next, with XmlNodes that find a subtree's tags while it is cut. To cut it first and parse
  /// it then costs half as much again.
  template <class Nodes>
  const XmlEvent& next(Nodes& nodes) {
    window_.consume(std::exchange(held_, 0));
    if (std::exchange(self_closed_, false)) return closed(window_.place());
    while (skip_to_markup()) {
      if (begins_element()) return read_element(nodes);
      if (at("<!--"))
        window_.consume(find("-->", 4) + 3);
      else if (at("<?"))
        skip_instruction();
      else if (at("<![CDATA["))
        skip_cdata();
      else if (at("<!"))
        xml::refuse_declaration(window_.place());
      else if (at("</"))
        return read_end_tag();
      else
        return read_element(nodes);
    }
    finish();
    return event_ = {XmlEvent::Kind::kEnd, {}, {}, window_.place(), nullptr};
  }

  /// Where byte `offset` of the current event's xml stands in the document. Cheap for offsets that
  /// grow from call to call.
  Place place_in(std::size_t offset) const {
    if (offset < known_offset_) forget_places();
    const auto part = event_.xml.substr(known_offset_, offset - known_offset_);
    known_place_.line += InputWindow::count_lines(part);
    known_place_.offset += converted_.empty() ? part.size() : text::count_characters(part);
    known_offset_ = offset;
    return known_place_;
  }

 private:
  struct Nobody {
    static void begin() {}
    static XmlReach advance(std::string_view) { return XmlReach::kBroken; }
    static std::size_t length() { return 0; }
  };
  struct Open {
    std::string qualified_name;
    Place at;
  };

  [[noreturn]] void fail(const char* rule, Place place, const std::string& why) const {
    throw Rejected(rule, xml::where(place) + why).at_place(place);
  }

  [[noreturn]] void fail_truncated() const {
    const Place end = window_.place_at(window_.view().size());
    std::string inside = "its prolog";
    if (!stack_.empty()) inside = text::quoted(stack_.back().qualified_name);
    if (!subtree_name_.empty()) inside = text::quoted(subtree_name_);
    throw Rejected("xml.truncated", xml::where(end) + "the document ends inside " + inside +
                                        "; it was cut off on its way: fetch it again")
        .at_place(end)
        .figures("the end of " + inside, "the end of the file");
  }

  void need_more() {
    if (window_.view().size() >= kMaxSubtree)
      fail("xml.limit", window_.place(),
           "an element, tag or comment is larger than 16 MiB; no genuine document has one");
    if (!window_.more()) fail_truncated();
  }

  /// True if the view goes on with `what` at `from`.
  bool at(std::string_view what, std::size_t from = 0) {
    for (;;) {
      const auto here = window_.view().substr(from, what.size());
      if (here.size() == what.size() || here != what.substr(0, here.size())) return here == what;
      need_more();
    }
  }

  /// The usual case of '<', told by one character.
  bool begins_element() const {
    const auto view = window_.view();
    return view.size() > 1 && view[1] != '!' && view[1] != '?' && view[1] != '/';
  }

  /// The offset of `what` at or after `from`.
  std::size_t find(std::string_view what, std::size_t from) {
    for (;;) {
      const auto view = window_.view();
      if (const auto i = xml::find_text(view, what, from); i != view.npos) return i;
      from = std::max(from, view.size() - std::min(view.size(), what.size() - 1));
      need_more();
    }
  }

  /// The offset of the '>' that ends the start tag at `from`; quotes may hide others.
  std::size_t find_tag_end(std::size_t from) {
    for (;;) {
      const auto view = window_.view();
      const auto i = text::find_mark<'>', '"', '\''>(view, from);
      if (i == view.size()) {
        from = view.size();
        need_more();
      } else if (view[i] == '>') {
        return i;
      } else {
        from = find(view[i] == '"' ? "\"" : "'", i + 1) + 1;
      }
    }
  }

  /// Passes text over; false at the end of the document.
  bool skip_to_markup() {
    do {
      while (!window_.view().empty() && window_.view().front() != '<') {
        const auto view = window_.view();
        const auto text = view.substr(0, view.find('<'));
        window_.consume(stack_.empty() ? check_outside(text) : text.size());
      }
      if (!window_.view().empty()) return true;
    } while (window_.more());
    return false;
  }

  /// How much of `text` may stand between documents: white space or a byte order mark; behind a
  /// document also zeros and SUB, which mainframes and old transfers fill up files with.
  std::size_t check_outside(std::string_view text) {
    const auto is_filler = [&](char c) {
      return text::is_space(c) || (documents_ != 0 && (c == '\0' || c == '\x1A'));
    };
    std::size_t spaces = 0;
    while (spaces < text.size() && is_filler(text[spaces])) ++spaces;
    if (spaces != 0) return spaces;
    if (!at("\xEF\xBB\xBF")) {
      while (window_.view().size() < 32 && window_.more()) continue;  // enough for the message
      xml::refuse_outside(window_.view(), window_.place(), documents_);
    }
    bom_ = true;
    return 3;
  }

  void skip_instruction() {
    const std::size_t end = find("?>", 2) + 2;
    const auto instruction = window_.view().substr(0, end);
    if (instruction.starts_with("<?xml") && text::is_space(instruction[5])) {
      if (!stack_.empty())
        fail("xml.invalid", window_.place(),
             "an XML declaration stands inside " + text::quoted(stack_.back().qualified_name) +
                 ": the document before it has no end");
      encoding_ = xml::declared_encoding(instruction, window_.place());
      if (bom_) encoding_ = xml::Encoding::kUtf8;
    }
    seen_markup_ = true;
    window_.consume(end);
  }

  void skip_cdata() {
    if (stack_.empty())
      fail("xml.invalid", window_.place(), "character data stands outside of the root element");
    window_.consume(find("]]>", 9) + 3);
  }

  const XmlEvent& read_end_tag() {
    const std::size_t end = find(">", 2);
    const auto name = text::trim(window_.view().substr(2, end - 2));
    if (stack_.empty() || stack_.back().qualified_name != name)
      fail("xml.invalid", window_.place(),
           "the end tag " + text::quoted(name) + " closes " +
               (stack_.empty() ? "nothing" : text::quoted(stack_.back().qualified_name)));
    held_ = end + 1;
    return closed(window_.place());
  }

  const XmlEvent& closed(Place place) {
    closed_name_ = std::move(stack_.back().qualified_name);
    stack_.pop_back();
    if (stack_.empty()) {
      bom_ = false;
      encoding_ = xml::Encoding::kUtf8;
    }
    return event_ = {XmlEvent::Kind::kClosed, xml::local_name(closed_name_), {}, place, nullptr};
  }

  template <class Nodes>
  const XmlEvent& read_element(Nodes& nodes) {
    const std::size_t end = find_tag_end(0);
    const auto name = xml::tag_name(window_.view().substr(0, end));
    if (name.empty())
      fail("xml.invalid", window_.place(),
           "'<' begins no tag: " + text::quoted(window_.view().substr(0, end + 1)));
    const bool self_closing = window_.view()[end - 1] == '/';
    event_ = {XmlEvent::Kind::kSubtree, xml::local_name(name), {}, window_.place(), nullptr};
    if (stack_.empty() || is_outer(event_.name)) {
      push(std::string(name));
      event_.kind = XmlEvent::Kind::kOpened;
      self_closed_ = self_closing;
      held_ = end + 1;
    } else {
      subtree_name_ = name;
      if (encoding_ == xml::Encoding::kUtf8 && go_through(nodes))
        event_.read_by = &nodes;
      else
        held_ = self_closing ? end + 1 : find_subtree_end(end + 1);
      subtree_name_.clear();
    }
    hand_over();
    return event_;
  }

  /// False if it isn't well-formed: whoever parses it says so then.
  template <class Nodes>
  bool go_through(Nodes& nodes) {
    nodes.begin();
    for (;;) {
      const XmlReach reach = nodes.advance(window_.view());
      held_ = nodes.length();
      if (reach != XmlReach::kMore) return reach == XmlReach::kWhole;
      need_more();
    }
  }

  void push(std::string name) {
    if (stack_.size() == kMaxDepth)
      fail("xml.limit", window_.place(), "more than 64 elements stand inside each other");
    if (stack_.empty()) ++documents_;
    stack_.push_back({std::move(name), window_.place()});
  }

  bool is_outer(std::string_view name) const {
    for (const auto& outer : outer_)
      if (outer == name) return true;
    return false;
  }

  /// Looks for the element's name, passing over all else, and falls back to counting tags where
  /// something may hide a tag or the element stands within itself.
  std::size_t find_subtree_end(std::size_t from) {
    const std::string& name = subtree_name_;
    for (std::size_t i = from;;) {
      i = find(name, i);
      const std::size_t behind = i + name.size();
      at(">", behind);  // reads on if need be
      const auto view = window_.view();
      const bool whole = xml::is_name_end(view[behind]);
      if (whole && view[i - 1] == '<') break;
      if (whole && view[i - 1] == '/' && view[i - 2] == '<') {
        if (xml::has_declarations(view.substr(from, i - from))) break;
        return find(">", behind) + 1;
      }
      i = behind;
    }
    return count_tags_to_end(from);
  }

  std::size_t count_tags_to_end(std::size_t from) {
    for (std::size_t depth = 1; depth > 0;) {
      const std::size_t tag = find("<", from);
      if (at("<!--", tag)) {
        from = find("-->", tag + 4) + 3;
      } else if (at("<![CDATA[", tag)) {
        from = find("]]>", tag + 9) + 3;
      } else if (at("<?", tag)) {
        from = find("?>", tag + 2) + 2;
      } else if (at("<!", tag)) {
        xml::refuse_declaration(window_.place_at(tag));
      } else if (at("</", tag)) {
        from = find(">", tag + 2) + 1;
        --depth;
      } else {
        from = find_tag_end(tag) + 1;
        if (window_.view()[from - 2] != '/') ++depth;
      }
    }
    return from;
  }

  /// Checks the characters of what is handed over and brings them to UTF-8.
  void hand_over() {
    const auto raw = window_.view().substr(0, held_);
    const auto in = [&](std::size_t i) { return window_.place_at(i); };
    if (encoding_ == xml::Encoding::kUtf8) {
      xml::check_utf8(raw, in);
      event_.xml = raw;
    } else {
      xml::check_controls(raw, in);
      converted_ =
          text::to_utf8(raw, encoding_ == xml::Encoding::kCp1252 ? text::Charset::kCp1252
                                                                 : text::Charset::kIso8859_1);
      event_.xml = converted_;
    }
    xml::check_references(raw, in);
    event_.name = xml::local_name(xml::tag_name(event_.xml));
    forget_places();
  }

  void forget_places() const {
    known_offset_ = 0;
    known_place_ = event_.at;
  }

  void finish() {
    if (!stack_.empty() || (documents_ == 0 && seen_markup_)) fail_truncated();
    if (documents_ == 0)
      throw Rejected("document.empty",
                     window_.place().offset == 0
                         ? "the file has no bytes: fetch it again"
                         : "the file holds nothing but white space: fetch it again")
          .at_place(window_.place());
  }

  InputWindow window_;
  std::vector<std::string> outer_;
  std::vector<Open> stack_;
  XmlEvent event_;
  xml::Encoding encoding_ = xml::Encoding::kUtf8;
  std::size_t held_ = 0;       // bytes of the current event, consumed by the next call
  std::size_t documents_ = 0;  // roots so far
  bool self_closed_ = false, seen_markup_ = false, bom_ = false;
  std::string subtree_name_, closed_name_, converted_;
  mutable std::size_t known_offset_ = 0;  // of the current xml; stands at known_place_
  mutable Place known_place_;
};

}  // namespace saldo
