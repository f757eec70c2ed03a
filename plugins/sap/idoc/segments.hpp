#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "amount_form.hpp"
#include "fi.hpp"
#include "idoc/layout.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"
#include "saldo/xml_nodes.hpp"

namespace saldo::sap {

/// What an IDoc's control record says, as far as it is needed.
struct Control {
  std::string client, number, basic_type, message;  ///< MANDT, DOCNUM, IDOCTYP, MESTYP
  std::string sender_type, sender;                  ///< SNDPRT, SNDPRN
};

/// A segment of the IDoc at hand, the IDoc itself, or none. A value type.
class Node {
 public:
  Node() = default;
  explicit operator bool() const { return index_ != 0; }
  friend bool operator==(Node, Node) = default;

 private:
  friend class Segments;
  explicit Node(std::size_t index) : index_(static_cast<std::uint32_t>(index)) {}
  std::uint32_t index_ = 0;
};

/// How senders write what SAP leaves to them.
struct Conventions {
  AmountForm amounts;
  std::optional<Currency> local;  ///< the company codes' own
};

/// One IDoc as a tree of segments with named fields, whatever it was written as: those who read
/// messages see no difference between a flat file and XML. A field with its initial value may be
/// left out, so absent means initial.
class Segments {
 public:
  static constexpr std::size_t kSegmentsMax = 100'000;
  static constexpr std::size_t kBytesMax = std::size_t{16} << 20;  ///< of a flat IDoc's fields

  // For the two forms, which build the tree.

  /// The next IDoc, which is the file's `position`-th.
  void begin(Control control, std::int64_t position, Place at, const Conventions& conventions);
  void set_family(Family family) { family_ = family; }
  /// Where in XML the IDoc stands.
  void set_xml(XmlNodes& nodes, XmlNode idoc);
  /// Adds a segment below `candidate` or the nearest above it that may hold it; where there is
  /// none, below the nearest above the segment before. Throws idoc.order, idoc.limit.
  Node add(SegmentType type, std::uint32_t number, Node candidate, Place at);
  /// The same for a segment in XML.
  Node add(SegmentType type, std::uint32_t number, Node candidate, XmlNode xml);
  /// A flat segment's own data, UTF-8, which stand `header` bytes behind its place. `one_byte`: the
  /// file has a byte for each character.
  void set_data(Node node, std::string_view data, std::size_t header, bool one_byte);
  /// The open segment (the last one or one above it) with this number; none if there isn't one.
  Node open(std::uint32_t number) const;
  Node root() const { return Node(1); }
  Family family() const { return family_; }

  // For those who read messages.

  const Control& control() const { return control_; }
  const Conventions& conventions() const { return conventions_; }
  /// The first segment of a type directly below `parent`; the next one beside `node`.
  Node first(Node parent, SegmentType type) const;
  Node next(Node node) const;
  /// The first segment of a type below `parent` whose field `key` is `value`; none if none is.
  Node find(Node parent, SegmentType type, const Field& key, std::string_view value);
  /// Refuses more than `most` segments of a type below `parent`: rule idoc.limit.
  void require_few(Node parent, SegmentType type, std::size_t most) const;

  /// The trimmed value of a field; empty when it is absent or "/" (SAP's mark for no data). Throws
  /// field.length.
  std::string_view field(Node node, const Field& field);
  bool is_no_data(Node node, const Field& field) { return raw(node, field) == "/"; }
  /// As field, but refuses a segment without it: rule idoc.missing.
  std::string_view required(Node node, const Field& field);
  /// YYYYMMDD; none for zeros and blanks. Throws date.invalid.
  Date date(Node node, const Field& field);
  Date required_date(Node node, const Field& field);
  /// Throws amount.currency, and idoc.missing where it is empty.
  Currency currency(Node node, const Field& field);
  /// A decimal point, and the sign behind the digits: "595.00-". Throws amount.invalid,
  /// amount.range, amount.decimals.
  std::optional<Money> amount(Node node, const Field& field, Currency currency);
  Money required_amount(Node node, const Field& field, Currency currency);
  /// A whole number of days or a level. Throws number.invalid.
  std::optional<std::int64_t> number(Node node, const Field& field);
  /// 0 to 100, as it is written; "0" where it is absent. Throws number.invalid.
  std::string percent(Node node, const Field& field);

  Place place(Node node) const;
  /// "IDoc '0000000000000017'"; by its position where it has no number.
  const std::string& document() const { return document_; }
  /// A fault of the IDoc as a whole, of a segment, or of one of its fields.
  Rejected fault(const char* rule, const std::string& why) const;
  Rejected fault(const char* rule, Node node, const std::string& why) const;
  Rejected fault(const char* rule, Node node, const Field& field, const std::string& why);
  /// The remedy in faults that nothing better is known for.
  static constexpr const char* kRemedy = "; correct it in SAP and send the IDoc again";

 private:
  struct Element {
    SegmentType type;
    bool ascii = true, one_byte = false;
    std::uint32_t number = 0;
    std::uint32_t parent = 0, next = 0, first = 0, last = 0;
    std::uint32_t data = 0, size = 0, header = 0;  // in data_
    XmlNode xml;
    Place at;
  };

  Element& element(Node node) { return elements_[node.index_ - 1]; }
  const Element& element(Node node) const { return elements_[node.index_ - 1]; }
  Node hang(Element segment, Node candidate);
  Node holder(SegmentType type, Node candidate) const;
  std::string_view raw(Node node, const Field& field);
  std::string_view slice(const Element& e, const Field& field, std::size_t& begin) const;
  Place field_place(Node node, const Field& field) const;
  std::string name(Node node) const;

  Control control_;
  Conventions conventions_;
  Family family_ = Family::none;
  std::string document_;
  std::vector<Element> elements_;
  std::string data_;
  XmlNodes* nodes_ = nullptr;
};

}  // namespace saldo::sap
