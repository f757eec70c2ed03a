#pragma once

#include "saldo/sdk.hpp"

namespace saldo::table {

/// Reads the remittance advices in a table of text. The header row is found by the names of its
/// columns; what stands above it is read as labels with values. The lines of one advice number,
/// customer and payment date are one advice, whose lines must come to its total.
///
/// Refuses with table.header, table.row, table.rows, table.currency, amount.invalid,
/// amount.ambiguous, date.invalid, remittance.contradiction, remittance.total.
class Table : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
  void check() override;
};

}  // namespace saldo::table
