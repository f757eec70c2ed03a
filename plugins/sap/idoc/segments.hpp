#pragma once

#include <optional>
#include <string>
#include <vector>

#include "saldo/xml_tree.hpp"

/// Fields of one IDoc. A field with its initial value is left out, so absent means initial.
namespace saldo::sap {

using Node = pugi::xml_node;

class Segments {
 public:
  /// Takes the slices' current event, an IDOC element; `position` is its number in the file.
  Node parse(const XmlSlices& slices, const XmlEvent& event, std::int64_t position);

  /// The trimmed value of a field; empty when it is absent or "/" (SAP's mark for no data).
  std::string_view field(Node segment, const char* name);
  /// As field, but refuses a segment without it: rule idoc.missing.
  std::string_view required(Node segment, const char* name);
  /// YYYYMMDD; none for zeros and blanks. Throws date.invalid.
  Date date(Node segment, const char* name);
  /// A decimal point, and the sign behind the digits: "595.00-". Throws amount.invalid,
  /// amount.range, amount.currency.
  std::optional<Money> amount(Node segment, const char* name, std::string_view currency);
  /// A whole number of days or a level. Throws number.invalid.
  std::optional<std::int64_t> number(Node segment, const char* name);
  /// The first segment `name` below `parent` whose field `key` is `value`; null if none.
  Node find(Node parent, const char* name, const char* key, std::string_view value);

  /// Refuses more than kMostSegments children of a name: rule idoc.limit.
  void require_few(Node parent, const char* name) const;
  static constexpr std::size_t kMostSegments = 1000;

  Place place(Node node) const { return tree_.place(node); }
  /// A fault of a segment or of one of its fields, naming the IDoc.
  Rejected fault(const char* rule, Node segment, const char* field, const std::string& why,
                 const char* remedy = "correct it in SAP and send the IDoc again") const;

 private:
  XmlTree tree_;
  std::string document_;  // DOCNUM, or its position
};

/// Ids of only digits with zeros in front, ten in all (SAP's ALPHA conversion); others unchanged.
std::string padded(std::string_view id);

/// True for a segment that belongs to an extension: a customer's own, not one of SAP's basic types.
bool is_extension(Node node);

void read_customers(Segments& idoc, Node root, std::vector<Customer>& out,
                    std::vector<std::string>& notes);
Item read_invoice(Segments& idoc, Node root, std::vector<std::string>& notes);

}  // namespace saldo::sap
