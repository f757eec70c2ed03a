#pragma once

#include "ofx/aggregate.hpp"
#include "statement_proof.hpp"
#include "statement_set.hpp"

namespace saldo::bank::ofx {

/// One STMTRS, CCSTMTRS or INVSTMTRS: takes its parts as they come, emits its transactions, then
/// the statement.
///
/// OFX has no opening balance, so nothing proves the transactions. The statement is therefore a
/// notification, and LEDGERBAL is its closing balance where it has one.
class StatementReader {
 public:
  StatementReader(const Host& host, Records& records, StatementSet& statements, bool lenient)
      : host_(host), records_(records), statements_(statements), lenient_(lenient) {}

  void begin(Place at, bool investment);
  void take_currency(Currency currency) { take_account_currency(currency); }
  void take_account(const Aggregate& account);
  void take_from(Date date);
  void take_to(Date date);
  void take_transaction(const Aggregate& transaction, bool pending);
  void take_ledger_balance(const Aggregate& balance);
  /// A purchase or sale of securities, or what comes with it: no bank money.
  void skip_securities() { ++securities_; }
  /// Throws Rejected when it has no account, or is an investment account without bank money.
  Statement& finish(Place end);

  /// Incoming money of all statements so far, for what a refused document holds up.
  const HeldMoney& held() const { return held_; }

 private:
  void take_account_currency(Currency currency);
  Currency currency_of(const Aggregate& transaction) const;
  void check_sign(const Aggregate& transaction, Transaction& line);

  Host host_;
  Records& records_;
  StatementSet& statements_;
  bool lenient_;
  HeldMoney held_;
  Statement statement_;
  StatementLines lines_;
  Currency currency_;
  bool investment_ = false;
  std::int64_t securities_ = 0;
};

}  // namespace saldo::bank::ofx
