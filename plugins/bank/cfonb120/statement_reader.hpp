#pragma once

#include "cfonb120/entry.hpp"
#include "closing_balances.hpp"
#include "statement_proof.hpp"
#include "statement_set.hpp"

namespace saldo::bank::cfonb120 {

/// The records of one statement, 01 to 07: reads them, emits the entries, proves the balances. A
/// fault is thrown as Rejected and costs this statement.
class StatementReader {
 public:
  StatementReader(const Host& host, Records& records, StatementSet& statements);

  /// Record 01.
  void begin(const FixedRecord& record);
  /// Records 04, 05 and 07, the last of which accepts the statement.
  void take(const FixedRecord& record, std::string_view code);
  /// The statement at hand was set aside: nothing is known about what follows it.
  void forget() { closed_.clear(); }
  /// The incoming money of all statements so far.
  const HeldMoney& held() const { return held_; }

 private:
  void settle_currency(const FixedRecord& record);
  void assume_currency(const FixedRecord& record);
  void settle_opening(Currency currency);
  void check_chain();
  void check_account(const FixedRecord& record);
  void check_bank(const FixedRecord& record);
  void take_entry(const FixedRecord& record);
  void take_detail(const FixedRecord& record);
  void emit_entry();
  void end(const FixedRecord& record);
  void broken(const Rejected& fault);
  void warn(const FixedRecord& record, const std::string& sentence);

  Host host_;
  Records& records_;
  StatementSet& statements_;
  bool lenient_;
  std::string country_;
  HeldMoney held_;
  Statement statement_;
  FixedRecord opening_;
  Currency currency_;
  StatementLines lines_;
  Entry entry_;
  bool has_entry_ = false;
  std::vector<std::string> notes_;
  std::string key_;  // bank, branch, account and currency
  ClosingBalances closed_;
};

}  // namespace saldo::bank::cfonb120
