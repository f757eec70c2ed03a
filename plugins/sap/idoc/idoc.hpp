#pragma once

#include "saldo/sdk.hpp"

namespace saldo::sap {

/// SAP IDocs as XML (port type XML file or XML HTTP): DEBMAS gives customers, INVOIC gives items.
/// One file may hold many IDocs. The control record says the message type; without one, the root
/// element does. Segments and fields that aren't needed, and segments of extensions, are passed
/// over. Other message types are refused by name.
///
/// Refuses with the rules of XmlSlices and with xml.root, document.empty, idoc.message,
/// idoc.missing, idoc.category, idoc.limit, amount.invalid, amount.range, amount.currency,
/// amount.sign, date.invalid, number.invalid.
class Idoc : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::sap
