#pragma once

#include <string>

#include "coda/records.hpp"
#include "saldo/records.hpp"

namespace saldo::bank::coda {

/// One movement: records 2.1 to 2.3 and the information records 3.1 to 3.3 that belong to it.
class Movement {
 public:
  /// Reads record 2.1.
  Movement(const FixedRecord& record, Currency currency);

  void take_part2(const FixedRecord& record);
  void take_part3(const FixedRecord& record, char version);
  /// Information: 3.1 begins one, 3.2 and 3.3 go on.
  void take_information(const FixedRecord& record);
  /// All records are there: reads the communications.
  Transaction finish();

  std::int64_t sequence() const { return sequence_; }
  std::int64_t detail() const { return detail_; }
  /// First digit of the transaction code: 0 to 3 stand alone or are totals, 5 to 9 are details.
  char type() const { return type_; }
  /// A part of one payment, such as its costs, rather than a payment of its own.
  bool is_part() const { return type_ == '8' || type_ == '9'; }
  const Money& amount() const { return *line_.amount; }
  Place at() const { return line_.at; }

 private:
  void flush_information();
  void add_free_information();

  Transaction line_;
  std::int64_t sequence_, detail_;
  char type_;
  bool structured_, has_part2_ = false, info_structured_ = false;
  std::string text_;              // of 2.1 to 2.3, padded to their widths
  std::string info_, free_info_;  // of 3.1 to 3.3; free ones that run on
};

/// Adds what a part of a payment says to its payment: costs become charges, the rest text.
void add_part(const Transaction& part, Transaction& payment);
/// A payment that is all costs has no charges beside them.
void drop_charges_that_are_all(Transaction& payment);

/// A sign of a balance or movement: 0 is credit, 1 is debit. Throws Rejected("sign.invalid").
Money signed_amount(const FixedRecord& record, const Columns& sign, const Columns& amount,
                    Currency currency);

/// A date DDMMYY; none where the bank gave zeros or blanks.
Date optional_date(const FixedRecord& record, const Columns& columns);

}  // namespace saldo::bank::coda
