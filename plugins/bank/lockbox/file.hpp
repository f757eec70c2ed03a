#pragma once

#include "lockbox/layout.hpp"
#include "statement_proof.hpp"
#include "statement_set.hpp"

namespace saldo::bank::lockbox {

/// Reads one document: files (1 … 9) of deposits (up to record 8) of batches (up to record 7) of
/// checks (6) and the invoices that they pay (4).
///
/// A batch is a statement. It waits for the total of its deposit (8), which covers it.
class File {
 public:
  File(const Host& host, const Layout& layout, Currency currency, FixedRecords& in,
       Records& records);
  void read();
  /// The incoming money that was read so far.
  std::optional<Money> money();

 private:
  struct Waiting {
    Statement statement;
    std::optional<Money> money;
  };
  /// Counts and sums as the records say (of a refused batch) and as they were read.
  struct Sums {
    std::int64_t count = 0, minor = 0;
  };

  /// A date that is wrong costs the batches that need it.
  struct Day {
    Date date;
    std::optional<Rejected> fault;
  };

  void take();
  void begin_file();
  void begin_lockbox();
  Day read_day(const Columns& columns, const Day& instead) const;
  void take_check();
  void take_overflow();
  void take_documents(const std::vector<Layout::Document>& documents);
  void end_batch();
  void end_deposit();
  void end_file();
  void finish();

  void begin_batch();
  void read_check();
  void emit_check();
  void close_batch(const std::optional<Sums>& says);
  Sums read_totals(const Columns& count, const Columns& total) const;
  void prove_batch(const Sums& says, const std::string& whose);
  Rejected total_fault(const char* rule, const std::string& whose, const char* what,
                       const std::string& expected, const std::string& found) const;
  void settle();
  void broken(const Rejected& fault);
  bool has(const Columns& c) const { return c.end != 0; }
  Rejected order_fault(const std::string& why) const;

  Host host_;
  const Layout& layout_;
  Currency currency_;
  FixedRecords& in_;
  Records& records_;
  StatementSet statements_;
  bool lenient_;

  FixedRecord record_;
  bool inside_file_ = false, inside_batch_ = false;
  std::int64_t count_ = 0, files_ = 0;
  std::string origin_, lockbox_;
  Day file_day_, day_;  // of the file, and of the lockbox at hand

  Statement statement_;
  StatementLines lines_;
  std::optional<Transaction> check_;
  std::optional<Rejected> fault_;  // of the batch
  Sums batch_, deposit_is_, deposit_says_;
  std::int64_t deposit_batches_ = 0;
  std::vector<Waiting> waiting_;
  HeldMoney all_money_;
};

}  // namespace saldo::bank::lockbox
