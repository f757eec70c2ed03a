#pragma once

#include "saldo/records.hpp"
#include "tito/records.hpp"

namespace saldo::bank::tito {

/// Reads T10 or T80. Throws Rejected.
Transaction read_entry(const FixedRecord& record, Currency currency);

/// The level of T10 or T80: 0 counts towards the balance, 1 to 9 itemise the entry before.
/// Throws Rejected("level.invalid").
int read_level(const FixedRecord& record);

/// Adds to its entry what T11 or T81 says. Returns how many payments a summary entry says that it
/// has (type 01), else 0. Throws Rejected.
std::int64_t read_more(const FixedRecord& record, Transaction& entry);

/// An amount of 18 digits with two decimals, and its sign. Throws Rejected.
Money signed_amount(const FixedRecord& record, const Columns& sign, const Columns& amount,
                    Currency currency);

/// A date YYMMDD; none where the bank gave zeros or blanks.
Date optional_date(const FixedRecord& record, const Columns& columns);

}  // namespace saldo::bank::tito
