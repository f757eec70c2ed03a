#pragma once

#include <vector>

#include "mt940/fields.hpp"

namespace saldo::bank::mt940 {

/// The tags' values. Faults throw Rejected at the place within the field.
/// Days that only the 30/360 calendar has (30 February) become the month's last day; `notes` gets
/// a sentence about each.
using Notes = std::vector<std::string>;

/// :60F: :60M: :62F: :62M: "C130403EUR1147,95". Some banks leave out the currency after the first
/// balance; `expected` stands in then.
Balance read_balance(const Field& field, Currency expected, Notes& notes);

/// :61: a statement line. Fills dates, amount, sign, references and the transaction type; what
/// stands on its second line is `supplementary`.
Transaction read_statement_line(const Field& field, Currency currency, std::string& supplementary,
                                Notes& notes);

/// "1147,95", "500,", ",50"; old files have a point. Throws amount.invalid, amount.range.
Money read_amount(const Field& field, std::size_t position, std::string_view digits,
                  Currency currency);

}  // namespace saldo::bank::mt940
