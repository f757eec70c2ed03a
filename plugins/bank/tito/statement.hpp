#pragma once

#include "itemised_entry.hpp"
#include "statement_writer.hpp"
#include "tito/records.hpp"
#include "tito/turnover.hpp"

namespace saldo::bank::tito {

/// Reads one statement: T00, T10 with T11, T40, T50, T51 and what else stands there.
///
/// Each balance (T40) is proved by the entries up to it. Entries of level 0 alone change it; deeper
/// ones itemise the entry before and take its place where they sum up to it.
class StatementReader {
 public:
  StatementReader(const Host& host, StatementWriter& writer) : host_(host), writer_(writer) {}

  /// Reads T00.
  void begin(const FixedRecord& record);
  /// Reads any other record. Throws Rejected.
  void take(const FixedRecord& record);
  /// No more records: emits the statement. Throws Rejected by this rule where its end is missing.
  void finish(Place end, const char* rule);

 private:
  void check_form(const FixedRecord& record) const;
  void take_entry(const FixedRecord& record);
  void take_more(const FixedRecord& record);
  void take_balance(const FixedRecord& record);
  void take_turnover(const FixedRecord& record);
  void finish_entry();
  void describe_newest();

  Host host_;
  StatementWriter& writer_;
  Currency currency_;
  ItemisedEntry entry_;
  std::string description_;
  char type_ = ' ';
  Turnover day_, period_;
  bool balanced_ = false, day_is_over_ = false, has_turnover_ = false;
};

}  // namespace saldo::bank::tito
