#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "saldo/records.hpp"
#include "store/line_identity.hpp"

namespace soci {
class session;
}

/// Statements and their transactions into the book.
namespace saldo::store {

/// Whether the book has statements of an account under this name: an IBAN, "bank code/number" or
/// "number".
bool has_account(soci::session& sql, const std::string& name, const std::string& currency);

/// Posts the statements of one document inside the caller's transaction.
///
/// One identity for one fact. A statement that follows its predecessor by its balances brings new
/// lines, even if one looks like another of the day. One that says the same as an earlier one
/// brings none: its lines are paired with those. What overlaps otherwise is told apart by content:
/// account, booking date, text …, and how often that occurs. A repeated line is listed with its
/// twin. Reports and notifications are kept beside, as provisional lines.
class StatementWriter {
 public:
  struct Totals {
    std::int64_t statements = 0, transactions = 0, duplicates = 0;  ///< of the document
    std::int64_t added = 0;  ///< transactions that this attempt brought
  };

  /// `statements` are all of the document's. One that an earlier attempt posted from the same place
  /// is passed over with its transactions. Throws FailureException when one of them can't be posted
  /// (no currency, booked without balances).
  StatementWriter(soci::session& sql, std::int64_t document_id,
                  const std::vector<Statement>& statements);
  ~StatementWriter();
  /// Throws FailureException when the transaction doesn't fit its statement.
  void add(const Transaction& transaction);
  /// Proves opening + Σ booked = closing for each booked statement; throws FailureException if not.
  Totals finish();

 private:
  struct Sheet;     // a statement being filled
  class RowInsert;  // the prepared insert

  void open_sheet(const Statement& statement);
  void judge(Sheet& sheet);
  void insert_statement(Sheet& sheet);
  Sheet* sheet_of(const Transaction& transaction);
  static Told told_by(const Sheet& sheet, const Transaction& t);
  std::int64_t twin_of(const Sheet& sheet, Date booked_on, AccountDay& lines, Told told,
                       const Fingerprint& print);
  void insert(Sheet& sheet, const Transaction& t, Date booked_on, AccountDay& day,
              const Fingerprint& print);
  void note_duplicate(Sheet& sheet, std::int64_t twin, std::int64_t position, const Place& at);
  void pair_the_rest(Sheet& sheet);
  void close(Sheet& sheet);

  soci::session& sql_;
  std::int64_t document_id_;
  std::map<std::int64_t, std::int64_t> known_;  // what an earlier attempt posted: by offset, its id
  std::vector<Sheet> sheets_;
  std::map<std::int64_t, std::size_t> sheet_at_;  // by the statement's index in the document
  AccountDays days_;
  FingerprintMaker fingerprint_;
  std::unique_ptr<RowInsert> insert_;
  Totals totals_;
};

}  // namespace saldo::store
