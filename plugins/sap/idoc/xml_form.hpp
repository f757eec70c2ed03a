#pragma once

#include <string>
#include <string_view>

#include "idoc/flat_form.hpp"
#include "idoc/segments.hpp"

namespace saldo::sap {

/// IDocs as XML: an element for each segment, and within it one for each field.
class XmlForm {
 public:
  XmlForm(Segments& segments, Extensions& extensions)
      : segments_(segments), extensions_(extensions) {}

  /// The next event, to be parsed if it is an IDOC element.
  const XmlEvent& next(XmlSlices& slices) { return slices.next(nodes_); }
  /// Parses an IDOC element. `root` is the file's root element, which names the basic type where
  /// there is no control record. Throws xml.invalid, xml.limit.
  Control parse(const XmlSlices& slices, const XmlEvent& event, std::string_view root);
  /// Builds the tree of what was parsed. Throws idoc.order, idoc.limit.
  void build();

 private:
  void walk(XmlNode parent, Node node);
  void pass_over(XmlNode segment);

  Segments& segments_;
  Extensions& extensions_;
  XmlNodes nodes_;
  XmlNode idoc_;
  std::uint32_t number_ = 0;
};

}  // namespace saldo::sap
