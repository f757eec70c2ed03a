#pragma once

#include "saldo/sdk.hpp"

namespace saldo::sap {

/// A reply of SAP's OData services in JSON (V2, and V4 where its fields have the same names): open
/// items of API_OPLACCTGDOCITEMCUBE_SRV as items, business partners of API_BUSINESS_PARTNER as
/// customers. A reply that the source sap-odata fetched also gives the extract that it is part of.
///
/// Each entity stands for itself: one that is refused is set aside with its key, field and value
/// while the others are emitted.
///
/// Costs the document: json.invalid, json.truncated, json.limit, json.shape, odata.envelope,
/// odata.error (SAP answered with an error), odata.entity (entities of another kind),
/// odata.scope. Costs the entity: odata.missing, odata.field, odata.boolean, odata.account_type,
/// odata.company, amount.invalid, amount.range, amount.currency, amount.decimals, amount.sign,
/// date.invalid, number.invalid, fi.side, format.
class OdataReply : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void check() override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::sap
