#pragma once

#include <optional>
#include <string>

#include "saldo/xml_tree.hpp"

/// Values of ISO 20022 elements. Faults throw Rejected with the element's name and place.
namespace saldo::bank::camt {

using Node = pugi::xml_node;

/// A child element to be found by name.
struct Slot {
  std::string_view name;
  Node* node;
};

/// Sets each slot to the first child of its name, in one pass over the children.
template <std::size_t N>
void pick(Node parent, const Slot (&slots)[N]) {
  for (const Node child : parent.children()) {
    const std::string_view name = child.name();
    for (const Slot& slot : slots)
      if (name == slot.name) {
        if (!*slot.node) *slot.node = child;
        break;
      }
  }
}

/// Reads one subtree at a time.
class Fields {
 public:
  /// `remedy` ends the messages: what to do about a fault.
  explicit Fields(const char* remedy = "ask the bank for a correct file") : remedy_(remedy) {}

  Node parse(const XmlSlices& slices, const XmlEvent& event) { return tree_.parse(slices, event); }

  std::string_view text(Node node) { return tree_.text(node); }
  std::string string(Node node) { return std::string(tree_.text(node)); }
  Place place(Node node) const { return tree_.place(node); }

  /// An amount element with its attribute Ccy: never negative, exact in the currency's minor unit.
  /// Throws amount.invalid, amount.range, amount.currency.
  Money amount(Node amt);
  /// A number without currency of its own.
  Money sum(Node node, Currency currency);
  /// True for an amount element in this currency, which may be missing.
  static bool is_in(Node amt, Currency currency);

  /// CdtDbtInd: +1 for CRDT, -1 for DBIT, 0 if there is none. Throws sign.invalid.
  int sign(Node cdt_dbt_ind);
  /// A choice of Dt or DtTm; none if there is neither. Throws date.invalid.
  Date date(Node choice);
  /// A date or date-time itself.
  Date day(Node node);
  /// A count; nothing if the element is missing. Throws count.invalid.
  std::optional<std::int64_t> count(Node node);

  /// A fault of `node`, to be thrown.
  Rejected fault(const char* rule, Node node, const std::string& why) const;

 private:
  XmlTree tree_;
  const char* remedy_;
  Currency last_currency_;  // nearly always the next one too
};

}  // namespace saldo::bank::camt
