#pragma once

#include "saldo/fixed_records.hpp"

/// Fields of CFONB 120.
namespace saldo::bank::cfonb120 {

/// An amount of 13 digits and a last one that carries the sign: { and A to I are +0 to +9, } and J
/// to R are -0 to -9 (the zones of a punched card). French EBCDIC has é for { and è for }, and so
/// do files that came from there. Throws Rejected("amount.invalid", "amount.range").
///
/// How many of the digits are decimals says field 19 of the record; where it is blank, the
/// currency.
Money amount(const FixedRecord& record, Currency currency);

/// True if there is such an amount, whatever the currency.
bool has_amount(const FixedRecord& record);

/// An amount within the information of record 05, if there is one: currency, decimals, digits.
std::optional<Money> amount_in_detail(const FixedRecord& record);

/// The record's currency; none where the field is blank. Throws Rejected("amount.currency").
Currency currency(const FixedRecord& record);

/// DDMMYY; none for blanks and zeros. Throws Rejected("date.invalid").
Date date(const FixedRecord& record, const Columns& c);

}  // namespace saldo::bank::cfonb120
