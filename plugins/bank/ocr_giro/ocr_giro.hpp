#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// OCR giro (Nets, Norway): a transmission of assignments in records of 80 columns that begin with
/// NY. An OCR assignment (service 09) becomes a statement of kind notification, an AvtaleGiro one
/// (service 21) payment instructions; agreements and cancellations are refused by name.
///
/// Refuses the document with document.empty, file.truncated, record.order, record.length,
/// transmission.count, transmission.total; an assignment with assignment.subject, record.order,
/// record.sequence, amount.invalid, amount.range, number.invalid, date.invalid, sign.invalid; and,
/// unless lenient, assignment.count, assignment.total.
class OcrGiro : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
