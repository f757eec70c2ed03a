#pragma once

#include <array>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saldo/find_mark.hpp"
#include "saldo/xml_names.hpp"
#include "saldo/xml_slices.hpp"

/// One subtree of XmlSlices as a tree of views: nothing is copied and no library is needed.
namespace saldo {

class XmlNodes;

/// An element, or none. A value type, valid until its XmlNodes parse the next subtree. Elements are
/// known by local name: `node.child("Amt")` finds <ns2:Amt> too.
class XmlNode {
 public:
  XmlNode() = default;
  explicit operator bool() const { return nodes_ != nullptr; }
  /// Without prefix; empty for none.
  std::string_view name() const;
  bool is_called(std::string_view name) const;
  /// As is_called, for a caller that knows the name's xml::head_of.
  bool is_called(std::string_view name, std::uint32_t head) const;
  /// The first child, or the first one of that name; none if there isn't one.
  XmlNode child() const;
  XmlNode child(std::string_view name) const;
  /// As child, for a name whose length the compiler knows.
  template <std::size_t N>
  XmlNode child(const char (&name)[N]) const {
    const std::uint32_t head = xml::head_of({name, N - 1}, N - 1);
    XmlNode node = child();
    while (node && !node.is_called({name, N - 1}, head)) node = node.next();
    return node;
  }
  /// The next element beside this one, or the next one of that name.
  XmlNode next() const;
  XmlNode next(std::string_view name) const;
  /// An attribute's value as it is written: references aren't resolved.
  std::string_view attribute(std::string_view name) const;

 private:
  friend class XmlNodes;
  XmlNode(const XmlNodes* nodes, std::uint32_t index) : nodes_(nodes), index_(index) {}
  const XmlNodes* nodes_ = nullptr;
  std::uint32_t index_ = 0;
};

/// Parses subtrees one after the other, reusing its memory.
class XmlNodes {
 public:
  static constexpr std::size_t kMaxDepth = 256;

  /// Parses the slices' current event, which must be a subtree: every tag must be closed by its own
  /// end tag. Throws Rejected: xml.invalid, xml.limit.
  XmlNode parse(const XmlSlices& slices, const XmlEvent& event) {
    slices_ = &slices;
    event_at_ = event.at;
    xml_ = event.xml;
    if (event.read_by == this) return {this, 0};
    begin();
    if (advance(xml_) != XmlReach::kWhole) fail(fault_at_, fault_);
    if (at_ != xml_.size()) fail(at_, "goes on behind its end");
    return {this, 0};
  }

  /// Begins a subtree, for XmlSlices.
  void begin() {
    count_ = depth_ = at_ = 0;
    resolved_.clear();
  }
  /// Goes on with it in what is read so far, which begins with its first byte.
  XmlReach advance(std::string_view read) {
    for (;;) {
      const std::size_t next = read_markup(read, at_);
      if (next >= kNoXml) return next == kNoXml ? XmlReach::kBroken : XmlReach::kMore;
      at_ = next;
      if (depth_ == 0) break;
    }
    elements_[count_].depth = 0;  // ends the last siblings
    return XmlReach::kWhole;
  }
  /// How many bytes of it were gone through.
  std::size_t length() const { return at_; }

  /// Where an element stands in the document; where the subtree stands for none.
  Place place(XmlNode node) const {
    return node ? slices_->place_in(elements_[node.index_].tag) : event_at_;
  }

  /// The text of an element without its outer white space; empty if there is no such element.
  std::string_view text(XmlNode node) {
    if (!node) return {};
    const Element& e = elements_[node.index_];
    const auto raw = xml_.substr(e.text, e.text_end - e.text);
    const bool plain = e.plain && !has_child(node.index_);
    return text::trim(plain ? raw : resolve(raw));
  }

 private:
  friend class XmlNode;

  /// Offsets into the subtree.
  struct Element {
    std::uint32_t tag;             // of its '<'
    std::uint32_t name, name_end;  // without prefix
    std::uint32_t text, text_end;  // of its content
    std::uint32_t next;            // the index of what begins behind it
    std::uint32_t head;            // of its name
    std::uint16_t depth;           // from 1 for the subtree's own
    bool plain;                    // its own text is as it is written
  };

  static constexpr std::size_t kIncomplete = static_cast<std::size_t>(-1);
  static constexpr std::size_t kNoXml = static_cast<std::size_t>(-2);

  /// `why` goes on after the element's name; null: it lies too deep.
  [[noreturn]] void fail(std::size_t offset, const char* why) const {
    const Place place = slices_->place_in(offset);
    if (why == nullptr)
      throw Rejected("xml.limit",
                     xml::where(place) + "more than 256 elements stand inside each other")
          .at_place(place);
    const auto inside =
        depth_ == 0 ? xml::local_name(xml::tag_name(xml_)) : name_of(elements_[open_[depth_ - 1]]);
    throw Rejected("xml.invalid",
                   xml::where(place) + "the XML is broken: " + text::quoted(inside) + " " + why)
        .at_place(place);
  }
  std::size_t no_xml(std::size_t at, const char* why) {
    fault_at_ = at;
    fault_ = why;
    return kNoXml;
  }
  /// What is wrong where nothing follows.
  std::size_t incomplete(std::size_t at, const char* why) {
    no_xml(at, why);
    return kIncomplete;
  }

  std::string_view name_of(const Element& e) const {
    return xml_.substr(e.name, e.name_end - e.name);
  }
  Element& innermost() { return elements_[open_[depth_ - 1]]; }

  // Elements stand in document order, so depths tell how they are related: behind a parent stands
  // its first child, one deeper; behind an element and what is in it, its next sibling.
  bool has_child(std::uint32_t index) const {
    return elements_[index + 1].depth == elements_[index].depth + 1;
  }
  /// The index of the next sibling, or 0.
  std::uint32_t sibling(std::uint32_t index) const {
    const Element& e = elements_[index];
    return elements_[e.next].depth == e.depth ? e.next : 0;
  }

  // What is read is handed on by value, so that it stays in registers; a call for each tag would
  // cost a sixth of the time.

  /// Reads what stands at `at` up to behind the next tag.
  [[gnu::always_inline]] std::size_t read_markup(std::string_view s, std::size_t at) {
    std::size_t tag = at;
    if (at == s.size() || s[at] != '<') {
      tag = text::find_mark<'<', '&', '\r'>(s, at);
      if (tag != s.size() && s[tag] != '<') {
        if (depth_ != 0) innermost().plain = false;
        tag = std::min(s.find('<', tag), s.size());
      }
    }
    if (tag + 1 >= s.size()) return incomplete(s.size(), "has no end");
    const char next = s[tag + 1];
    if (next == '/') return read_end_tag(s, tag);
    if (next == '!' || next == '?') return skip_inert(s, tag);
    return read_start_tag(s, tag);
  }

  std::size_t skip_inert(std::string_view s, std::size_t tag) {
    const auto end = xml::end_of_inert(s, tag);
    constexpr std::size_t kLongestMark = 9;  // "<![CDATA["
    if (end == s.size() || s.size() - tag < kLongestMark) return incomplete(s.size(), "has no end");
    if (end == tag) return no_xml(tag, "holds a declaration");
    if (depth_ != 0) innermost().plain = false;
    return end;
  }

  [[gnu::always_inline]] std::size_t read_end_tag(std::string_view s, std::size_t tag) {
    if (depth_ == 0) return no_xml(tag, "goes on behind its end");
    Element& e = innermost();
    const std::size_t size = e.name_end - e.tag - 1;  // with prefix
    std::size_t at = tag + 2 + size;
    constexpr const char* kOther = "is closed by another tag";
    if (s.size() <= at) return incomplete(tag, kOther);
    if (!xml::same_bytes(s.data() + tag + 2, s.data() + e.tag + 1, size))
      return no_xml(tag, kOther);
    while (at < s.size() && text::is_space(s[at])) ++at;
    if (at == s.size()) return incomplete(tag, kOther);
    if (s[at] != '>') return no_xml(tag, kOther);
    e.text_end = static_cast<std::uint32_t>(tag);
    e.next = static_cast<std::uint32_t>(count_);
    --depth_;
    return at + 1;
  }

  [[gnu::always_inline]] std::size_t read_start_tag(std::string_view s, std::size_t tag) {
    if (depth_ == kMaxDepth) return no_xml(tag, nullptr);
    std::size_t name = tag + 1, at = name;
    for (;; name = ++at) {  // behind each prefix
      at = xml::find_name_end(s, at);
      if (at == s.size() || s[at] != ':') break;
    }
    if (at == name) return no_xml(tag, "holds a '<' that begins no tag");
    const std::size_t end = find_tag_end(s, at);
    if (end == s.size()) return incomplete(tag, "holds a tag without an end");
    if (s[end] == '<') return no_xml(tag, "holds a tag without an end");
    const auto u32 = [](std::size_t n) { return static_cast<std::uint32_t>(n); };
    if (count_ + 1 >= elements_.size()) elements_.resize(2 * count_ + 64);  // one for the end
    const auto index = count_++;
    elements_[index] = {.tag = u32(tag),
                        .name = u32(name),
                        .name_end = u32(at),
                        .text = u32(end + 1),
                        .text_end = u32(end + 1),
                        .next = u32(count_),
                        .head = xml::head_of({s.data() + name, s.size() - name}, at - name),
                        .depth = static_cast<std::uint16_t>(depth_ + 1),
                        .plain = true};
    if (s[end - 1] != '/') open_[depth_++] = u32(index);
    return end + 1;
  }

  /// Where the tag's '>' stands, behind its name or attributes; or a '<' that can't stand there.
  static std::size_t find_tag_end(std::string_view s, std::size_t at) {
    for (; at < s.size() && s[at] != '>'; ++at) {
      at = text::find_mark<'>', '<', '"', '\''>(s, at);
      if (at == s.size() || s[at] == '>' || s[at] == '<') break;
      at = std::min(s.find(s[at], at + 1), s.size() - 1);
    }
    return at;
  }

  /// Content that isn't plain text: its own text, without that of its children, with references
  /// resolved.
  std::string_view resolve(std::string_view content) {
    std::string& out = resolved_.emplace_back();
    std::size_t depth = 0;
    for (std::size_t i = 0; i < content.size();) {
      if (content[i] != '<') {
        i = depth == 0 ? append_text(out, content, i) : i + 1;
        continue;
      }
      constexpr std::string_view kCdata = "<![CDATA[";
      if (const auto end = xml::end_of_inert(content, i); end != i) {
        if (depth == 0 && content.substr(i).starts_with(kCdata))
          out += content.substr(i + kCdata.size(), end - i - kCdata.size() - 3);
        i = end;
        continue;
      }
      const auto end = find_tag_end(content, i + 1);
      if (content[i + 1] == '/')
        --depth;
      else if (content[end - 1] != '/')
        ++depth;
      i = end + 1;
    }
    return out;
  }

  /// The text at `i` up to the next tag or reference, or that reference; returns where it ends.
  static std::size_t append_text(std::string& out, std::string_view s, std::size_t i) {
    if (s[i] == '\r') {  // line ends are LF in XML
      out += '\n';
      return s.substr(i, 2) == "\r\n" ? i + 2 : i + 1;
    }
    if (s[i] != '&') {
      const auto end = text::find_mark<'<', '&', '\r'>(s, i);
      out += s.substr(i, end - i);
      return end;
    }
    const auto end = s.find(';', i);  // XmlSlices has checked it
    append_reference(out, s.substr(i + 1, end - i - 1));
    return end + 1;
  }

  static void append_reference(std::string& out, std::string_view name) {
    static constexpr std::pair<std::string_view, char> kNamed[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [known, character] : kNamed)
      if (name == known) {
        out += character;
        return;
      }
    const bool hex = name.size() > 1 && name[1] == 'x';
    char32_t c = 0;
    for (const char digit : name.substr(hex ? 2 : 1)) {
      const char lower = static_cast<char>(digit | 0x20);
      const int value = digit <= '9' ? digit - '0' : lower - 'a' + 10;
      c = c * (hex ? 16u : 10u) + static_cast<char32_t>(value);
    }
    text::append_utf8(out, c);
  }

  std::string_view xml_;
  std::vector<Element> elements_;  // in document order, the first count_ of them, and an end
  std::array<std::uint32_t, kMaxDepth> open_;  // indices of elements
  std::size_t count_ = 0, depth_ = 0;
  std::size_t at_ = 0;  // how far the subtree was read
  std::size_t fault_at_ = 0;
  const char* fault_ = "";
  std::deque<std::string> resolved_;
  const XmlSlices* slices_ = nullptr;
  Place event_at_;
};

inline std::string_view XmlNode::name() const {
  return nodes_ == nullptr ? std::string_view{} : nodes_->name_of(nodes_->elements_[index_]);
}

inline bool XmlNode::is_called(std::string_view name) const {
  return xml::same_bytes(this->name(), name);
}

inline bool XmlNode::is_called(std::string_view name, std::uint32_t head) const {
  if (nodes_ == nullptr) return false;
  const auto& e = nodes_->elements_[index_];
  if (e.head != head || e.name_end - e.name != name.size()) return false;
  return name.size() <= sizeof head ||
         xml::same_bytes(nodes_->xml_.data() + e.name, name.data(), name.size());
}

inline XmlNode XmlNode::child() const {
  if (nodes_ == nullptr || !nodes_->has_child(index_)) return {};
  return {nodes_, index_ + 1};
}

inline XmlNode XmlNode::child(std::string_view name) const {
  XmlNode node = child();
  while (node && !node.is_called(name)) node = node.next();
  return node;
}

inline XmlNode XmlNode::next() const {
  if (nodes_ == nullptr) return {};
  const std::uint32_t next = nodes_->sibling(index_);
  return next == 0 ? XmlNode() : XmlNode(nodes_, next);
}

inline XmlNode XmlNode::next(std::string_view name) const {
  XmlNode node = next();
  while (node && !node.is_called(name)) node = node.next();
  return node;
}

inline std::string_view XmlNode::attribute(std::string_view name) const {
  if (nodes_ == nullptr) return {};
  const auto& e = nodes_->elements_[index_];
  auto rest = nodes_->xml_.substr(e.name_end, e.text - 1 - e.name_end);
  for (;;) {
    rest = text::trim(rest);
    const auto equals = text::find_mark<'='>(rest, 0);
    if (equals == rest.size()) return {};
    const auto found = text::trim(rest.substr(0, equals));
    rest = text::trim(rest.substr(equals + 1));
    const char quote = rest.empty() ? '\0' : rest[0];
    std::size_t end = rest.size();
    if (quote == '"') end = text::find_mark<'"'>(rest, 1);
    if (quote == '\'') end = text::find_mark<'\''>(rest, 1);
    if (end == rest.size()) return {};
    if (xml::same_bytes(found, name)) return rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
  }
}

}  // namespace saldo
