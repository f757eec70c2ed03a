#include "idoc/segments.hpp"

/// How an IDoc's segments hang together.
namespace saldo::sap {

void Segments::begin(Control control, std::int64_t position, Place at,
                     const Conventions& conventions) {
  control_ = std::move(control);
  conventions_ = conventions;
  family_ = Family::none;
  document_ = control_.number.find_first_not_of('0') == std::string::npos
                  ? "IDoc " + std::to_string(position) + " of the file"
                  : "IDoc " + text::quoted(control_.number);
  elements_.clear();
  data_.clear();
  nodes_ = nullptr;
  elements_.emplace_back().at = at;
}

void Segments::set_xml(XmlNodes& nodes, XmlNode idoc) {
  nodes_ = &nodes;
  elements_[0].xml = idoc;
}

Node Segments::holder(SegmentType type, Node candidate) const {
  for (Node n = candidate; n; n = Node(element(n).parent))
    if (allows(family_, type, element(n).type)) return n;
  return {};
}

Node Segments::add(SegmentType type, std::uint32_t number, Node candidate, Place at) {
  return hang({.type = type, .number = number, .at = at}, candidate);
}

Node Segments::add(SegmentType type, std::uint32_t number, Node candidate, XmlNode xml) {
  return hang({.type = type, .number = number, .xml = xml}, candidate);
}

Node Segments::hang(Element segment, Node candidate) {
  Node parent = holder(segment.type, candidate);
  if (!parent) parent = holder(segment.type, Node(elements_.size()));
  elements_.push_back(segment);
  const Node added(elements_.size());
  if (!parent)
    throw fault("idoc.order", added,
                "stands where no segment is open that may hold it (" +
                    holders(family_, segment.type) + ")");
  if (elements_.size() > kSegmentsMax)
    throw fault("idoc.limit", added, "one IDoc has more than 100000 segments");
  element(added).parent = parent.index_;
  Element& above = element(parent);
  if (above.last == 0)
    above.first = added.index_;
  else
    elements_[above.last - 1].next = added.index_;
  above.last = added.index_;
  return added;
}

void Segments::set_data(Node node, std::string_view data, std::size_t header, bool one_byte) {
  Element& e = element(node);
  if (data_.size() + data.size() > kBytesMax)
    throw fault("idoc.limit", node, "the fields of one IDoc come to more than 16 MiB");
  e.data = static_cast<std::uint32_t>(data_.size());
  e.size = static_cast<std::uint32_t>(data.size());
  e.header = static_cast<std::uint32_t>(header);
  e.ascii = text::count_characters(data) == data.size();
  e.one_byte = one_byte;
  data_.append(data);
}

Node Segments::open(std::uint32_t number) const {
  for (Node n(elements_.size()); n != root(); n = Node(element(n).parent))
    if (element(n).number == number) return n;
  return {};
}

Node Segments::first(Node parent, SegmentType type) const {
  if (!parent) return {};
  Node node(element(parent).first);
  while (node && element(node).type != type) node = Node(element(node).next);
  return node;
}

Node Segments::next(Node node) const {
  const SegmentType type = element(node).type;
  do node = Node(element(node).next);
  while (node && element(node).type != type);
  return node;
}

Node Segments::find(Node parent, SegmentType type, const Field& key, std::string_view value) {
  for (Node s = first(parent, type); s; s = next(s))
    if (field(s, key) == value) return s;
  return {};
}

void Segments::require_few(Node parent, SegmentType type, std::size_t most) const {
  std::size_t count = 0;
  for (Node s = first(parent, type); s; s = next(s))
    if (++count > most)
      throw fault("idoc.limit", s,
                  "more than " + std::to_string(most) + " of these segments stand in one IDoc");
}

Place Segments::place(Node node) const {
  if (!node) return elements_[0].at;
  const Element& e = element(node);
  return e.xml && nodes_ != nullptr && node != root() ? nodes_->place(e.xml) : e.at;
}

std::string Segments::name(Node node) const {
  const Element& e = element(node);
  if (!e.type) return document_;
  return document_ + ", segment " + std::to_string(e.number) + " " + std::string(e.type.name());
}

Rejected Segments::fault(const char* rule, const std::string& why) const {
  return fault(rule, root(), why);
}

Rejected Segments::fault(const char* rule, Node node, const std::string& why) const {
  const Place at = place(node);
  return Rejected(rule, xml::where(at) + name(node) + ": " + why + kRemedy).at_place(at);
}

Rejected Segments::fault(const char* rule, Node node, const Field& field, const std::string& why) {
  const Place at = field_place(node, field);
  std::string what = name(node) + ", " + std::string(field.name);
  if (const auto value = raw(node, field); !value.empty()) what += " " + text::quoted(value);
  return Rejected(rule, xml::where(at) + what + ": " + why + kRemedy).at_place(at);
}

}  // namespace saldo::sap
