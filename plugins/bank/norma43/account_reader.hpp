#pragma once

#include <vector>

#include "closing_balances.hpp"
#include "saldo/fixed_records.hpp"
#include "statement_proof.hpp"
#include "statement_set.hpp"

namespace saldo::bank::norma43 {

/// The records of one account, 11 to 33: reads them, emits the entries, proves the totals. A fault
/// is thrown as Rejected and costs this account.
class AccountReader {
 public:
  AccountReader(const Host& host, Records& records, StatementSet& statements)
      : host_(host), records_(records), statements_(statements), lenient_(wants_lenient(host)) {}

  /// Record 11.
  void begin(const FixedRecord& record);
  /// Records 22, 23, 24 and 33, the last of which accepts the statement.
  void take(const FixedRecord& record, std::string_view code);
  /// The account at hand was set aside: nothing is known about what follows it.
  void forget() { closed_.clear(); }
  /// The incoming money of all accounts so far.
  const HeldMoney& held() const { return held_; }

 private:
  void check_chain(const FixedRecord& record);
  void take_entry(const FixedRecord& record);
  void take_concept(const FixedRecord& record);
  void take_equivalent(const FixedRecord& record);
  void emit_entry();
  void end(const FixedRecord& record);
  void prove_closing(const FixedRecord& record);
  void prove_account(const FixedRecord& record);
  void prove_count(const FixedRecord& record, const Columns& c, std::int64_t read);
  void prove_sum(const FixedRecord& record, const Columns& c, const Money& read);
  void broken(const Rejected& fault);

  Host host_;
  Records& records_;
  StatementSet& statements_;
  bool lenient_;
  HeldMoney held_;
  Statement statement_;
  std::string account_;  // entity, office and account as record 11 has them
  Currency currency_;
  ClosingBalances closed_;
  StatementLines lines_;
  std::int64_t debits_ = 0, credits_ = 0;
  Transaction entry_;
  bool has_entry_ = false;
  std::vector<FixedRecord> concept_;  // of the entry, the first `concepts_`; kept for their buffers
  std::size_t concepts_ = 0;
};

}  // namespace saldo::bank::norma43
