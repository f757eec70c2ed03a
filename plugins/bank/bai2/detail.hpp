#pragma once

#include "bai2/fields.hpp"

namespace saldo::bank::bai2 {

/// A transaction detail: record 16 with its continuations (88). Keeps its buffers, so one reads all
/// the details of a file.
class Detail {
 public:
  /// Throws Rejected: type.invalid, amount.invalid, amount.range, funds.invalid, date.invalid,
  /// sign.unknown, text.limit.
  void begin(const Record& record, Currency currency, Date day);
  void go_on(const Record& record) { take(record); }
  /// A line without a record code, which a break within the text has cut off. False if there is no
  /// open text that it could belong to.
  bool go_on_broken(const Record& line);

  /// Behind the last continuation.
  void finish();
  /// As the record has it, for the control totals: the type code's direction doesn't count.
  std::int64_t figure() const { return figure_; }
  Transaction& transaction() { return t_; }

 private:
  enum class Due { kType, kAmount, kFunds, kFundsField, kBankReference, kCustomerReference, kText };
  void clear();
  void take(const Record& record);
  void take_field(const Record& record, std::string_view field);
  void take_amount(const Record& record, std::string_view field);
  void end_funds();
  void add_text(const Record& record, std::string_view text);

  Transaction t_;
  std::size_t texts_ = 0;           // of this detail; others behind them are to be reused
  std::vector<std::string> spare_;  // buffers of earlier lines of text
  Funds funds_;
  Due due_ = Due::kType;
  int type_ = 0;
  std::int64_t figure_ = 0;
  std::size_t text_bytes_ = 0;
  Currency currency_;
  Date day_;
  bool text_open_ = false;
};

}  // namespace saldo::bank::bai2
