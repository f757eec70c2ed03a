#pragma once

#include <vector>

#include "mt940/fields.hpp"

/// The values of fields. Faults throw Rejected at the place within the field.
namespace saldo::bank::mt940 {

/// Days that only the 30/360 calendar has (30 February) become the month's last day; `notes` gets
/// a sentence about each.
using Notes = std::vector<std::string>;

/// :60F: :60M: :62F: :62M: "C130403EUR1147,95". Some banks leave out the currency after the first
/// balance; `expected` stands in then.
Balance read_balance(const Field& field, Currency expected, Notes& notes);

struct LineOptions {
  Currency currency;
  bool flip_reversals = false;  ///< RC is a credit, RD a debit, against the standard
  bool interim = false;         ///< of an MT942, where EC and ED are expected entries
};

/// The dates of the line before, which most lines of a statement share.
struct LastDates {
  std::string digits;  ///< YYMMDDMMDD
  Date value, entry;
};

/// :61: a statement line, into `t`, which is clean. Fills dates, amount, sign, references and the
/// transaction type; what stands on its second line is `supplementary`.
void read_statement_line(const Field& field, const LineOptions& options, LastDates& last,
                         Transaction& t, std::string& supplementary, Notes& notes);

/// :90C: :90D: "3EUR47,11": how many entries, and their sum.
struct EntrySum {
  std::int64_t count = 0;
  Money sum;
};
EntrySum read_entry_sum(const Field& field, Currency expected);

/// :34F: "EURD12345,67": entries below it are not listed one by one.
struct FloorLimit {
  Money amount;
  char mark = '\0';  ///< D or C; none is for both
};
FloorLimit read_floor_limit(const Field& field);

/// "1147,95", "500,", ",50"; old files have a point. Throws amount.invalid, amount.range.
Money read_amount(const Field& field, std::size_t position, std::string_view digits,
                  Currency currency);

/// :25: "NL77INGB0574908765EUR", "50880050/0194774600888", "1020 30 EUR", an IBAN.
void read_account(const Field& field, Statement& statement);
/// Takes off the currency that is glued to an account number.
void trim_account(Currency currency, Statement& statement);

/// :28C: "00084/001": which statement, and which of its messages. Banks that don't count write 0.
struct StatementNumber {
  std::string number;  ///< without leading zeros
  std::optional<std::int64_t> page;
};
StatementNumber read_number(std::string_view text);

}  // namespace saldo::bank::mt940
