#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "render/camt053_batches.hpp"
#include "render/camt053_entry.hpp"
#include "render/xml_writer.hpp"
#include "saldo/records.hpp"

/// ISO 20022 camt.053.001.08, the bank's statement of booked entries, from records.
///
/// What is written is valid against the schema whatever the records hold, and the camt decoder
/// reads the same records from it, but for their place and for
/// - Statement.index: statements are numbered as they come;
/// - Statement.kind: a notification with a balance, as OFX has them, comes back as booked;
/// - Statement.id where there is none: the schema wants one, so it is made of day and index;
/// - Statement.account_number beside an IBAN, or where neither is given: NOTPROVIDED;
/// - Statement.sequence that isn't digits (RptgSeq; the digits before a '/' come back), and numbers
///   of banks that aren't BICs (ClrSysMmbId): elements that the decoder of saldo doesn't read;
/// - Statement.from or to where only one is given, and a balance's date where there is none: it is
///   that of the period, else of the other balance, else of an entry;
/// - Transaction.batch_index of a batch that isn't whole or whose members differ in their dates;
/// - Transaction.batch_id of a batch without a count;
/// - code_family and code_sub_family that a code lacks: NTAV, not available;
/// - counterparty_account beside an IBAN, an instructed amount whose sign is another than that of
///   the amount, charges of nothing, remitted documents with neither number nor amount, and words
///   that say that there is no reference (NOTPROVIDED, NONREF …);
/// - outer white space, empty texts, characters that XML forbids, and texts that are longer than
///   their element. Remittance texts may be of any length.
/// The reader makes transactions, total_credit and total_debit from the lines, and finds out by
/// itself what is unbalanced.
/// A statement with one balance is written with that one: only a lenient reader takes it, because
/// nothing proves its entries. Each loss is told, but for what another element says too (a number
/// that is part of the IBAN, a day that is that of a balance). What has no element stands in
/// AddtlTxInf, AddtlStmtInf or in further Ustrd.
namespace saldo::render {

/// What the entries of a statement come to, which stands before them.
struct Camt053Entries {
  std::int64_t credits = 0, debits = 0;
  std::int64_t credit_minor = 0, debit_minor = 0;  ///< both positive
  bool has_sums = true;                            ///< within what the message can say
  Date first_day;                                  ///< of the entries; may be none
};

/// Looks through records before any is written: whether they can be a camt.053, and what the
/// summaries say. A statement comes before its transactions. Not thread-safe.
class Camt053Plan {
 public:
  Camt053Plan();
  Camt053Plan(const Camt053Plan&) = delete;
  Camt053Plan& operator=(const Camt053Plan&) = delete;
  void add(const Statement& statement);
  void add(const Transaction& transaction);
  /// The first reason why the records can't be a camt.053, if there is one; names the statement.
  Result<void> finish();
  /// By the order of statements.
  const std::vector<Camt053Entries>& statements() const { return statements_; }

 private:
  void end_statement();
  void fault(const char* rule, const std::string& why);
  void require_amount(const std::optional<Money>& amount, const std::string& whose);
  void count(std::span<const Transaction> lines);

  camt053::Batches batches_;
  std::vector<Camt053Entries> statements_;
  std::int64_t index_ = 0;  ///< of the statement at hand
  std::string name_;        ///< for messages
  Currency currency_;
  bool lacks_date_ = false;  ///< only an entry can still give one to its balances
  std::optional<Failure> fault_;
};

struct Camt053Header {
  std::string message_id;  ///< at most 35 characters
  Instant created;
};

/// Writes one message, as much at a time as a statement's head or an entry. The same records as
/// those of the plan, in the same order. Not thread-safe.
class Camt053Writer {
 public:
  using Write = std::function<void(std::string_view)>;
  Camt053Writer(const Camt053Header& header, Write write, camt053::Warn warn);
  Camt053Writer(const Camt053Writer&) = delete;
  Camt053Writer& operator=(const Camt053Writer&) = delete;

  /// `entries` as the plan counted them.
  void add(const Statement& statement, const Camt053Entries& entries);
  void add(const Transaction& transaction);
  /// Ends the statement at hand, if there is one; another or the end of the message does it too.
  void end_statement();
  /// Ends the message, which must have a statement.
  void finish();

 private:
  void pass_on();

  Write write_;
  camt053::Warn warn_;
  XmlWriter xml_;
  camt053::EntryWriter entries_;
  camt053::Batches batches_;
  std::int64_t statements_ = 0;
  bool open_ = false;        ///< a statement is
  std::string information_;  ///< of the statement at hand
};

}  // namespace saldo::render
