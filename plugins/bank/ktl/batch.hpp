#pragma once

#include "ktl/records.hpp"
#include "statement_writer.hpp"

namespace saldo::bank::ktl {

/// Reads one batch: records 0, 3 and 5, 9. The payments of each account become a statement of kind
/// notification. Corrections take money back; direct debits that failed moved none.
class BatchReader {
 public:
  BatchReader(const Host& host, StatementWriter& writer) : host_(host), writer_(writer) {}

  /// Reads record 0.
  void begin(const FixedRecord& record);
  /// Reads records 3, 5 and 9. Throws Rejected.
  void take(const FixedRecord& record);
  /// Whether 9 was not there yet.
  bool is_open() const { return open_; }
  /// Whether an account's payments of this batch are out before its sums were proved.
  bool has_earlier_accounts() const { return accounts_ > 1; }

 private:
  struct Sum {
    std::int64_t count = 0, minor = 0;
    void add(const Money& amount, Place at);
  };
  void check_form(const FixedRecord& record) const;
  void take_payment(const FixedRecord& record);
  void take_sums(const FixedRecord& record);
  void check(const FixedRecord& record, const Columns& count, const Columns& sum, const Sum& is);

  Host host_;
  StatementWriter& writer_;
  std::string id_, account_;
  Sum payments_, corrections_, failed_;
  std::int64_t accounts_ = 0;
  bool open_ = false;
};

}  // namespace saldo::bank::ktl
