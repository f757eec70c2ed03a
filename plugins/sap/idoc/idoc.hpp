#pragma once

#include "saldo/sdk.hpp"

namespace saldo::sap {

/// SAP IDocs, as flat files (EDI_DC40, and EDI_DC of release 3) and as XML (port type XML file or
/// XML HTTP). DEBMAS gives customers, INVOIC and FIDCC1/FIDCC2 items, REMADV and CREADV remittance
/// advices, FINSTA statements; other message types are refused by name. Segments and fields that
/// aren't needed, and segments of extensions, are passed over.
///
/// One file may hold many IDocs, each of which stands for itself: one that is refused is set aside
/// by its number in the file while the others are emitted.
///
/// Costs the file: the rules of XmlSlices, xml.root, document.empty, file.truncated, text.limit,
/// record.form, idoc.control. Costs the IDoc: xml.invalid, text.encoding, record.length,
/// record.header, field.length, idoc.client, idoc.message, idoc.missing, idoc.number, idoc.order,
/// idoc.category, idoc.totals, idoc.limit, amount.invalid, amount.range, amount.currency,
/// amount.decimals, amount.sign, date.invalid, number.invalid, fi.balance, fi.side,
/// remittance.line, remittance.total, statement.balance, statement.side.
class Idoc : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void check() override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::sap
