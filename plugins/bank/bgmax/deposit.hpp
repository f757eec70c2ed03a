#pragma once

#include <vector>

#include "bgmax/records.hpp"
#include "statement_writer.hpp"

namespace saldo::bank::bgmax {

/// Reads the payments and deductions up to a deposit, which sums them up and dates them: records
/// 05, 20 to 29, 15. Each deposit becomes a statement of kind notification.
class DepositReader {
 public:
  /// Payments wait for their deposit's date. Of a larger deposit only the statement tells it.
  static constexpr std::size_t kWaitingMax = 20'000;

  DepositReader(const Host& host, StatementWriter& writer) : host_(host), writer_(writer) {}

  /// Reads record 05.
  void begin_section(const FixedRecord& record);
  /// A deposit's first record is here, or its deposit if it has none.
  void begin(const FixedRecord& record);
  /// Reads records 20 to 29 and 15. Throws Rejected.
  void take(const FixedRecord& record);
  /// The deposit at hand is refused: what waits for it is held up.
  void give_up();

 private:
  void take_payment(const FixedRecord& record, bool deduction);
  void take_extra(const FixedRecord& record, bool negative);
  void take_name(const FixedRecord& record);
  void take_deposit(const FixedRecord& record);
  void emit_waiting(Date date);
  Transaction& payment_of(const FixedRecord& record);

  Host host_;
  StatementWriter& writer_;
  std::string receiver_;
  Currency currency_;
  std::vector<Transaction> waiting_;
  bool overflowed_ = false;
};

}  // namespace saldo::bank::bgmax
