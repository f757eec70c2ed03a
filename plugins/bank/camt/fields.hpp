#pragma once

#include <optional>
#include <string>

#include "saldo/xml_nodes.hpp"

/// Values of ISO 20022 elements. Faults throw Rejected with the element's name and place.
namespace saldo::bank::camt {

using Node = XmlNode;

/// Where a child element is to be put, by name.
template <class Nodes>
struct Slot {
  template <std::size_t N>
  constexpr Slot(const char (&its_name)[N], Node Nodes::*its_node)
      : name(its_name, N - 1), head(xml::head_of(name, N - 1)), node(its_node) {}
  std::string_view name;
  std::uint32_t head;
  Node Nodes::*node;
};

/// Fills each slot with the first child of its name, in one pass over the children. Schemas order
/// them, so the next child is mostly the next slot.
template <class Nodes, std::size_t N>
void pick(Node parent, const Slot<Nodes> (&slots)[N], Nodes& nodes) {
  std::size_t next = 0;
  for (Node child = parent.child(); child; child = child.next()) {
    for (std::size_t i = 0; i < N; ++i) {
      const std::size_t at = next + i < N ? next + i : next + i - N;
      if (!child.is_called(slots[at].name, slots[at].head)) continue;
      if (Node& node = nodes.*slots[at].node; !node) node = child;
      next = at;
      break;
    }
  }
}

/// The first of several names that the parent has.
template <std::size_t... N>
Node first_of(Node parent, const char (&... names)[N]) {
  Node found;
  ((found = found ? found : parent.child(names)), ...);
  return found;
}

/// Reads one subtree at a time.
class Fields {
 public:
  /// `remedy` ends the messages: what to do about a fault.
  explicit Fields(const char* remedy = "ask the bank for a correct file") : remedy_(remedy) {}

  /// The next event, to be parsed if it is a subtree.
  const XmlEvent& next(XmlSlices& slices) { return slices.next(nodes_); }
  Node parse(const XmlSlices& slices, const XmlEvent& event) { return nodes_.parse(slices, event); }

  std::string_view text(Node node) { return nodes_.text(node); }
  std::string string(Node node) { return std::string(nodes_.text(node)); }
  Place place(Node node) const { return nodes_.place(node); }
  /// Adds the element's text to the list, unless it has none.
  void add_text(std::vector<std::string>& list, Node node) {
    if (const auto value = text(node); !value.empty()) list.emplace_back(value);
  }
  /// The text of a reference; empty for the words that banks write where there is none.
  std::string_view reference(Node node);

  /// An IBAN in its electronic form, also where the bank writes it as on paper, with blanks or in
  /// small letters. Valid until the next call.
  std::string_view iban(Node node);

  /// An amount element with its attribute Ccy: never negative, exact in the currency's minor unit.
  /// Throws amount.invalid, amount.range, amount.currency.
  Money amount(Node amt);
  /// As amount, for what is only told: nothing where the currency is none of ISO 4217 (CNH).
  std::optional<Money> told_amount(Node amt) {
    if (!amt || !Currency::find(amt.attribute("Ccy"))) return std::nullopt;
    return amount(amt);
  }
  /// As amount, but nothing where there is none in this currency.
  std::optional<Money> amount_in(Node amt, Currency currency) {
    return is_in(amt, currency) ? std::optional(sum(amt, currency)) : std::nullopt;
  }
  /// A number without currency of its own.
  Money sum(Node node, Currency currency);
  /// True for an amount element in this currency, which may be missing.
  static bool is_in(Node amt, Currency currency) {
    return amt && currency.code() == amt.attribute("Ccy");
  }

  /// CdtDbtInd: +1 for CRDT, -1 for DBIT, 0 if there is none. Throws sign.invalid.
  int sign(Node cdt_dbt_ind);
  /// A choice of Dt or DtTm; none if there is neither. Throws date.invalid.
  Date date(Node choice) { return day(first_of(choice, "Dt", "DtTm")); }
  /// A date or date-time itself. Of a time only the day is read, so it may be ill-formed.
  Date day(Node node);
  /// A count; nothing if the element is missing. Throws count.invalid.
  std::optional<std::int64_t> count(Node node);

  /// A fault of `node`, to be thrown.
  Rejected fault(const char* rule, Node node, const std::string& why) const;

 private:
  XmlNodes nodes_;
  const char* remedy_;
  std::string iban_;
  Currency last_currency_;  // nearly always the next one too
};

}  // namespace saldo::bank::camt
