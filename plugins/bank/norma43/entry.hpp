#pragma once

#include <span>

#include "saldo/fixed_records.hpp"

namespace saldo::bank::norma43 {

/// Record 22: dates, amount, code, references. An entry of zero is information.
Transaction read_entry(const FixedRecord& record, Currency currency);

/// Records 23, in the order of the file: remittance, and whatever is sure about the other party.
/// Never fails: what has no known form is remittance.
///
/// Forms: SEPA direct debits and transfers as the standard of 2012 lays them out (appendix 4);
/// labels before the orderer's name ("NOMBRE DEL ORDENANTE"); a name followed by its tax number.
void read_concepts(std::span<const FixedRecord> concepts, Transaction& entry);

/// True for a Spanish tax number (NIF, NIE) whose check character holds.
bool is_tax_number(std::string_view s);

}  // namespace saldo::bank::norma43
