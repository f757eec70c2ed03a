#pragma once

#include <string_view>

#include "saldo/records.hpp"

namespace saldo::bank::coda {

/// A movement's communication: 53, 53 and 43 characters of records 2.1 to 2.3, blanks included,
/// since structured communications go by position.
///
/// Structured ones start with their type: 100 (RF reference), 101 and 102 (VCS), 105 (original
/// amount), 106 (calculation of a tax or fee), 107 (DOM80 direct debit), 113 to 115 (cards,
/// deposits), 127 (SEPA direct debit). What of them has no field of its own, and types that say
/// nothing of a payment, become text.
void read_communication(std::string_view text, bool structured, Transaction& line);

/// An information record's structured communication: 001 (counterparty), 006 (detail amount), 008
/// and 009 (ultimate parties); others become text. `text` is 3.1 to 3.3 with blanks.
void read_information(std::string_view text, Transaction& line);

/// The twelve digits of "+++ddd/dddd/ddddd+++" or "***ddd/dddd/ddddd***" within a text; empty if
/// there is none.
std::string find_vcs(std::string_view text);

/// What an R-transaction code ('1' to '5') means; empty for others.
std::string_view name_of_return(char kind);

}  // namespace saldo::bank::coda
