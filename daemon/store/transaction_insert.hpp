#pragma once

#include <cstdint>
#include <string>

#include "saldo/records.hpp"
#include "store/native_statement.hpp"

namespace soci {
class session;
}

/// The hot path of a bank file: rows of bank_transaction.
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
  /// Returns the row's id. Throws FailureException when SQLite refuses.
  std::int64_t row(const TransactionKey& key, const Transaction& transaction);

 private:
  NativeStatement insert_;
};

}  // namespace saldo::store
