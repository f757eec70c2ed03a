#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/sha256.hpp"
#include "saldo/records.hpp"

namespace soci {
class session;
}

/// Statements and their transactions into the book.
namespace saldo::store {

/// Posts the statements of one document inside the caller's transaction.
///
/// One identity for one fact: a transaction is (account, booking date, content) and its occurrence
/// among equal ones. What an earlier document brought is not posted again but listed with its twin;
/// two equal payments in one document stay two.
class StatementWriter {
 public:
  struct Totals {
    std::int64_t statements = 0, transactions = 0, duplicates = 0;
  };

  /// `statements` are all of the document's, in order. Throws FailureException when one of them
  /// can't be posted (no currency, not booked, no balances).
  StatementWriter(soci::session& sql, std::int64_t document_id,
                  const std::vector<Statement>& statements);
  ~StatementWriter();
  /// Throws FailureException when the transaction doesn't fit its statement.
  void add(const Transaction& transaction);
  /// Proves opening + Σ booked = closing for each statement; throws FailureException if not.
  Totals finish();

 private:
  struct Sheet;     // a statement being filled
  struct Day;       // what the book holds of an account on a day
  class RowInsert;  // the prepared insert
  struct Twin {     // which of the day's transactions a duplicate repeats
    std::string fingerprint;
    std::int64_t occurrence = 0;
  };
  using Fingerprint = std::array<unsigned char, 12>;
  struct FingerprintHash {
    std::size_t operator()(const Fingerprint& f) const;
  };

  Day& day_of(const Sheet& sheet, Date booking_date);
  Fingerprint fingerprint(const Sheet& sheet, const Transaction& t, Date booked_on);
  void note_duplicate(const Sheet& sheet, const Transaction& t, Date booked_on, const Twin& twin);

  soci::session& sql_;
  std::int64_t document_id_;
  std::vector<Sheet> sheets_;
  std::map<std::pair<std::int64_t, std::int32_t>, Day> days_;
  std::unique_ptr<RowInsert> insert_;
  Sha256 hash_;
  std::string content_;
  Totals totals_;
};

}  // namespace saldo::store
