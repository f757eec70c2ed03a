#include "idoc/xml_form.hpp"

namespace saldo::sap {

namespace {

/// Fields have neither the attribute nor elements in them.
bool is_segment(XmlNode node) {
  return node.child() || node.name().starts_with("E1") || !node.attribute("SEGMENT").empty();
}

}  // namespace

Control XmlForm::parse(const XmlSlices& slices, const XmlEvent& event, std::string_view root) {
  idoc_ = nodes_.parse(slices, event);
  const XmlNode control = idoc_.child("EDI_DC40");
  const auto value = [&](const char* name) {
    return std::string(nodes_.text(control.child(std::string_view(name))));
  };
  Control found{value("MANDT"),  value("DOCNUM"), value("IDOCTYP"),
                value("MESTYP"), value("SNDPRT"), value("SNDPRN")};
  if (found.basic_type.empty() && found.message.empty()) found.basic_type = root;
  return found;
}

void XmlForm::build() {
  number_ = 0;
  segments_.set_xml(nodes_, idoc_);
  walk(idoc_, segments_.root());
}

// The parser's limit of depth is that of these two.

void XmlForm::walk(XmlNode parent, Node node) {
  for (XmlNode child = parent.child(); child; child = child.next()) {
    const auto name = child.name();
    if (!is_segment(child) || name == "EDI_DC40") continue;
    const SegmentType type = SegmentType::find(name);
    if (!type || !has(segments_.family(), type)) {
      if (!name.starts_with("E1")) extensions_.add(name);
      pass_over(child);
      continue;
    }
    const Node added = segments_.add(type, ++number_, node, child);
    walk(child, added);
  }
}

void XmlForm::pass_over(XmlNode segment) {
  ++number_;
  for (XmlNode child = segment.child(); child; child = child.next())
    if (is_segment(child)) pass_over(child);
}

}  // namespace saldo::sap
