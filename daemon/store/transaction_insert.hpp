#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "saldo/records.hpp"

namespace sqlite_api {  // where SOCI puts them
struct sqlite3;
struct sqlite3_stmt;
}  // namespace sqlite_api
namespace soci {
class session;
}

/// The hot path of a bank file: rows of bank_transaction through SQLite's own prepared statement,
/// because binding thirty columns through the general layer costs more than the insert itself.
namespace saldo::store {

struct TransactionKey {
  std::int64_t statement = 0, account = 0;
  Date booking_day;
  std::int64_t ordinal = 0, occurrence = 0;
  std::string fingerprint;   ///< hex
  bool provisional = false;  ///< of a report or notification: it counts for nothing
};

class TransactionInsert {
 public:
  explicit TransactionInsert(soci::session& sql);
  ~TransactionInsert();
  TransactionInsert(const TransactionInsert&) = delete;
  TransactionInsert& operator=(const TransactionInsert&) = delete;
  /// Returns the row's id. Throws FailureException when SQLite refuses.
  std::int64_t row(const TransactionKey& key, const Transaction& transaction);

 private:
  void number(std::int64_t value);
  void count(const std::optional<std::int64_t>& value);
  void day(Date date);
  void text(std::string_view value);  // empty: NULL; must live until the row is inserted

  sqlite_api::sqlite3* database_;
  sqlite_api::sqlite3_stmt* statement_ = nullptr;
  int column_ = 0;
};

}  // namespace saldo::store
