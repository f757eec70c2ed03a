#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// UN/EDIFACT CREMUL: multiple credit advices (Norway and others). A booking (LIN) is a statement
/// of kind notification, the payments in it (SEQ) are its transactions. Files may be wrapped
/// anywhere.
///
/// Proves the counts and references of UNT, UNE and UNZ, the number of bookings (CNT+LI) and that
/// the payments of each booking sum up to it.
///
/// Refuses a booking with statement.account, entry.incomplete, entry.currency, amount.invalid,
/// amount.range, amount.currency, date.invalid; a message that is no CREMUL with edifact.message;
/// and, unless lenient, statement.total. Refuses the document with the rules of Interchanges and
/// with cremul.structure; and, unless lenient, edifact.count, cremul.count.
class Cremul : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
