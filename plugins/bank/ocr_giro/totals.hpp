#pragma once

#include "ocr_giro/records.hpp"

namespace saldo::bank::ocr_giro {

inline const Currency kKrone = Currency::parse("NOK");

/// What an end record sums up.
struct Totals {
  std::int64_t transactions = 0, records = 0;
  std::int64_t payments = 0, reversals = 0;  ///< sums, both positive
  bool known = true;                         ///< nothing was unreadable

  /// What an end record says itself, for an assignment that isn't read.
  static Totals stated(const FixedRecord& end);
  void add(const Money& amount, Place at);
  void add(const Totals& other, Place at);

  /// What record 88 or 89 says, against this; throws Rejected("<whose>.count", "<whose>.total").
  /// The sum takes reversals as they are or, as others have it, without their sign.
  void check(const FixedRecord& end, const char* whose) const;
};

}  // namespace saldo::bank::ocr_giro
