#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace soci {
class session;
}

/// The book: schema, migrations, queries. The only owner of SQL.
///
/// Functions of this module take a soci::session inside a WriteTransaction or a Snapshot and throw
/// soci::soci_error or FailureException, which abandon the unit of work at hand.
namespace saldo::store {

/// What a commit has to survive.
enum class Durability {
  acknowledged,  ///< something outside is told afterwards: on disk before commit() returns
  repeatable,    ///< a power cut may take it back whole; the job that wrote it does it again
};

/// One SQLite file in WAL mode: one writer, many readers. Thread-safe.
class Store {
 public:
  /// Opens or makes the file and brings its schema to this version (forward only).
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file);
  ~Store();

  /// The schema version of an open store.
  int version() const { return version_; }
  /// A consistent copy of the book as of now, while it is in use.
  void copy_to(const std::filesystem::path& file);
  /// Brings what has been committed to disk, as `repeatable`, too, while others go on writing.
  /// Throws FailureException (unavailable) when the disk refuses.
  void sync();

 private:
  friend class WriteTransaction;
  friend class Snapshot;
  explicit Store(std::filesystem::path file);
  std::unique_ptr<soci::session> connect() const;

  std::filesystem::path file_;
  int version_ = 0;
  struct Writer;  ///< the write connection with what every transaction says on it
  std::mutex write_mutex_;
  std::unique_ptr<Writer> writer_;
  std::mutex pool_mutex_;
  std::vector<std::unique_ptr<soci::session>> idle_readers_;
  std::mutex sync_mutex_;
  std::unique_ptr<soci::session> syncing_;  ///< has the log open for sync()
};

/// The one write transaction; waits for its turn. Rolls back unless commit() was called.
class WriteTransaction {
 public:
  explicit WriteTransaction(Store& store, Durability durability = Durability::acknowledged);
  ~WriteTransaction();
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;
  soci::session& sql();
  /// After it, the next transaction may begin; sql() must not be used any more.
  void commit();

 private:
  std::unique_lock<std::mutex> lock_;
  Store& store_;
  bool open_ = true;
};

/// A consistent view of the book for one thread, unaffected by later commits.
class Snapshot {
 public:
  explicit Snapshot(Store& store);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  soci::session& sql() { return *session_; }

 private:
  Store& store_;
  std::unique_ptr<soci::session> session_;
};

}  // namespace saldo::store
