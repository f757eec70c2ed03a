#pragma once

#include <optional>

#include "ocr_giro/totals.hpp"
#include "statement_writer.hpp"

namespace saldo::bank::ocr_giro {

/// What an assignment is about.
enum class Subject {
  kPayments,  ///< service 09: money that came in
  kRequests,  ///< service 21, type 00: direct debits that we order
  kOther,     ///< agreements, cancellations, other services
};

/// Reads one assignment: records 20, 30 to 49, 88.
///
/// Payments become a statement of kind notification. Payment requests are orders, not money: each
/// becomes a payment instruction, and since instructions belong to no statement, a fault in them
/// costs the document. What else Nets puts into such files brings no payment and is refused by
/// name.
class AssignmentReader {
 public:
  AssignmentReader(const Host& host, Records& records, StatementWriter& writer)
      : host_(host), records_(records), writer_(writer) {}

  /// Reads record 20.
  void begin(const FixedRecord& record, std::string_view transmission);
  /// Reads a record up to 88. Throws Rejected.
  void take(const FixedRecord& record);
  /// Passes over a record of an assignment that was set aside.
  void skip(const FixedRecord& record);

  Subject subject() const { return subject_; }
  bool is_open() const { return open_; }
  /// What was counted, and what its end says; one of them is wrong where it was set aside.
  const Totals& counted() const { return totals_; }
  const Totals& stated() const { return stated_; }
  std::int64_t instructions() const { return instructions_; }

 private:
  void take_amount(const FixedRecord& record);
  void take_second(const FixedRecord& record);
  void require_same(const FixedRecord& record) const;
  void finish_transaction();
  void end(const FixedRecord& record);
  Rejected not_read(const FixedRecord& record) const;

  Host host_;
  Records& records_;
  StatementWriter& writer_;
  Subject subject_ = Subject::kOther;
  Totals totals_, stated_;
  bool open_ = false, complete_ = false;
  std::string service_, kind_, account_, transmission_, assignment_;
  std::optional<Transaction> payment_;
  std::optional<PaymentInstruction> request_;
  std::int64_t number_ = 0, instructions_ = 0;
  std::string type_;
  bool has_second_ = false;
};

}  // namespace saldo::bank::ocr_giro
