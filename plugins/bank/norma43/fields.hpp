#pragma once

#include "saldo/fixed_records.hpp"

/// Fields of Norma 43. A sender may have trimmed blanks off a record's end, but never digits: a
/// number that isn't whole was cut off, and is refused.
namespace saldo::bank::norma43 {

/// The records of a document, in the charsets of Spanish banks.
FixedRecords records_of(InputWindow::Read read);

/// The digits of a field, which leading blanks may fill up. Throws Rejected(`rule`).
std::string_view digits(const FixedRecord& record, const Columns& c, const char* rule);

/// Throws Rejected("number.invalid").
std::int64_t count(const FixedRecord& record, const Columns& c);

/// True for 2 (haber), false for 1 (debe). Throws Rejected("sign.invalid").
bool is_credit(const FixedRecord& record, const Columns& c);

/// An amount with two decimals, whatever the currency. Throws Rejected("amount.invalid").
Money amount(const FixedRecord& record, const Columns& c, Currency currency);
/// As amount, with the sign from another field.
Money signed_amount(const FixedRecord& record, const Columns& sign, const Columns& c,
                    Currency currency);

/// Throws Rejected("amount.currency").
Currency currency(const FixedRecord& record, const Columns& c);

/// YYMMDD; none for blanks and zeros. Throws Rejected("date.invalid").
Date date(const FixedRecord& record, const Columns& c);

/// The charset of a line that isn't UTF-8: CP850 as the standard has it, or CP1252 as most banks
/// do.
text::Charset guess_charset(std::string_view line);

}  // namespace saldo::bank::norma43
