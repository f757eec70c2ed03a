#pragma once

#include <optional>

#include "coda/movement.hpp"
#include "itemised_entry.hpp"
#include "statement_writer.hpp"

namespace saldo::bank::coda {

/// Reads one coded statement: records 0, 1, 2, 3, 8, 4, 9.
///
/// Only movements with detail number 0000 change the balance. Details below one are what it
/// consists of: payments take its place where they sum up to it (types 5, 6, 7), parts of one
/// payment (types 8, 9: principal, interest, costs, tax) stay with it.
class StatementReader {
 public:
  StatementReader(const Host& host, StatementWriter& writer) : host_(host), writer_(writer) {}

  /// Reads record 0.
  void begin(const FixedRecord& header);
  /// Reads any other record. Throws Rejected; then the statement is of no use.
  void take(const FixedRecord& record);
  /// The trailer was there.
  bool is_complete() const { return state_ == State::kComplete; }

 private:
  enum class State { kAtOldBalance, kAtMovements, kAtMessages, kComplete };
  struct Account {
    std::string iban, number;
    Currency currency;
  };

  void check_form(const FixedRecord& record) const;
  void check_promise(const FixedRecord& record);
  void promise(const FixedRecord& record, std::string_view next, std::string_view linked);
  Account read_account(const FixedRecord& record, std::size_t begin) const;
  void take_old_balance(const FixedRecord& record);
  void take_movement(const FixedRecord& record);
  void begin_movement(const FixedRecord& record);
  void take_information(const FixedRecord& record);
  void finish_movement();
  void finish_entry();
  void take_new_balance(const FixedRecord& record);
  void check_account(const FixedRecord& record);
  void take_message(const FixedRecord& record);
  void take_trailer(const FixedRecord& record);
  void check_sum(const FixedRecord& record, const Columns& columns, std::int64_t sum);

  Host host_;
  StatementWriter& writer_;
  State state_ = State::kComplete;
  char version_ = '2', structure_ = '0';
  Account account_;
  std::optional<Movement> movement_;
  ItemisedEntry entry_;
  std::string_view promised_;  // records of which one must follow
  std::int64_t sequence_ = 0, detail_ = 0, info_detail_ = -1;
  std::int64_t records_ = 0, messages_ = 0, debit_ = 0, credit_ = 0;
  Place new_balance_at_;
  std::optional<Rejected> other_account_;
};

}  // namespace saldo::bank::coda
