#pragma once

#include <cstring>
#include <deque>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "saldo/xml_slices.hpp"

/// One subtree of XmlSlices as a tree. Needs pugixml; the rest of the SDK doesn't.
namespace saldo {

/// Parses subtrees one after the other, reusing its memory. Elements are known by local name:
/// prefixes are taken off, so `node.child("Amt")` finds <ns2:Amt> too.
class XmlTree {
 public:
  /// Parses the slices' current event, which must be a subtree. Throws Rejected("xml.invalid").
  pugi::xml_node parse(const XmlSlices& slices, const XmlEvent& event) {
    slices_ = &slices;
    at_ = event.at;
    joined_.clear();
    bytes_.assign(event.xml);
    constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;
    const auto result =
        document_.load_buffer_inplace(bytes_.data(), bytes_.size(), kOptions, pugi::encoding_utf8);
    if (!result) {
      const Place place = slices.place_in(static_cast<std::size_t>(result.offset));
      throw Rejected("xml.invalid", xml::where(place) + "inside " + text::quoted(event.name) +
                                        " the XML is broken: " + result.description())
          .at_place(place);
    }
    if (has_prefixes(event.xml)) strip_prefixes(document_.document_element());
    return document_.document_element();
  }

  /// Where an element stands in the document.
  Place place(pugi::xml_node node) const {
    const auto name = node ? node.offset_debug() : -1;
    return name < 1 ? at_ : slices_->place_in(static_cast<std::size_t>(name - 1));
  }

  /// The text of an element without its outer white space; empty if there is no such element.
  /// Valid until the next parse.
  std::string_view text(pugi::xml_node node) {
    const pugi::xml_node first = node.first_child();
    if (!first) return {};
    if (!first.next_sibling()) return text::trim(first.value());
    std::string& all = joined_.emplace_back();  // text and CDATA side by side
    for (const auto part : node.children()) all += part.value();
    return text::trim(all);
  }

 private:
  /// True if some tag of `s` has a colon in its name.
  static bool has_prefixes(std::string_view s) {
    for (auto colon = s.find(':'); colon != s.npos; colon = s.find(':', colon + 1)) {
      std::size_t i = colon;
      while (i > 0 && std::strchr("<> \t\r\n\"'=/:", s[i - 1]) == nullptr) --i;
      if (i > 0 && i < colon && s[i - 1] == '<') return true;
    }
    return false;
  }

  static void strip_prefixes(pugi::xml_node root) {
    for (auto node = root; node;) {
      const std::string name(xml::local_name(node.name()));
      if (name.size() != std::strlen(node.name())) node.set_name(name.c_str());
      node = next_in_document_order(node, root);
    }
  }

  static pugi::xml_node next_in_document_order(pugi::xml_node node, pugi::xml_node root) {
    if (node.first_child()) return node.first_child();
    while (node != root && !node.next_sibling()) node = node.parent();
    return node == root ? pugi::xml_node{} : node.next_sibling();
  }

  pugi::xml_document document_;
  std::string bytes_;
  std::deque<std::string> joined_;
  const XmlSlices* slices_ = nullptr;
  Place at_;
};

}  // namespace saldo
