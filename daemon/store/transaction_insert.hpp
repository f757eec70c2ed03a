#pragma once

#include <array>
#include <cstdint>
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
  std::string fingerprint;  ///< hex
};

class TransactionInsert {
 public:
  explicit TransactionInsert(soci::session& sql);
  ~TransactionInsert();
  TransactionInsert(const TransactionInsert&) = delete;
  TransactionInsert& operator=(const TransactionInsert&) = delete;
  /// Throws FailureException when SQLite refuses.
  void row(const TransactionKey& key, const Transaction& transaction);

  /// The statement with its 30 parameters, also for benchmarks that measure the bare insert.
  static const char* text();

 private:
  void number(std::int64_t value);
  void day(Date date);
  void text(std::string_view value);  // empty: NULL; must live until the row is inserted

  sqlite_api::sqlite3* database_;
  sqlite_api::sqlite3_stmt* statement_ = nullptr;
  int column_ = 0;
};

std::string fingerprint_hex(const std::array<unsigned char, 12>& fingerprint);
std::array<unsigned char, 12> fingerprint_from_hex(std::string_view hex);

}  // namespace saldo::store
