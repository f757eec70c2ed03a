#include "store/store.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "store/migrations.hpp"

namespace saldo::store {

namespace {

// Readers wait for nobody in WAL mode; this bounds the wait for a checkpoint or a second process.
constexpr const char* kBusyTimeout = "5";

}  // namespace

Store::Store(std::filesystem::path file) : file_(std::move(file)) {}
Store::~Store() = default;

std::unique_ptr<soci::session> Store::connect() const {
  auto session = std::make_unique<soci::session>(
      soci::sqlite3, "db=\"" + file_.string() + "\" timeout=" + kBusyTimeout);
  *session << "PRAGMA foreign_keys = ON";
  *session << "PRAGMA cache_size = -8000";
  return session;
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file) {
  try {
    std::unique_ptr<Store> store(new Store(file));
    store->writer_ = store->connect();
    soci::session& sql = *store->writer_;
    std::string mode;
    sql << "PRAGMA journal_mode = WAL", soci::into(mode);
    if (mode != "wal")
      return Failure{.kind = FailureKind::unavailable,
                     .message = "the file system can't hold a book (no write-ahead log, got '" +
                                mode + "'); put store.url on a local disk",
                     .file = file.string()};
    store->version_ = migrate(sql);
    return store;
  } catch (const FailureException& e) {
    Failure failure = e.failure;
    failure.file = file.string();
    return failure;
  } catch (const std::exception& e) {
    return Failure{.kind = FailureKind::unavailable,
                   .message = std::string("can't open the book: ") + e.what() +
                              "; check store.url and the folder's permissions",
                   .file = file.string()};
  }
}

void Store::copy_to(const std::filesystem::path& file) {
  // A connection of its own: those of snapshots write nowhere, not even into another file.
  const auto session = connect();
  const std::string target = file.string();
  *session << "VACUUM INTO :target", soci::use(target, "target");
}

WriteTransaction::WriteTransaction(Store& store, Durability durability)
    : lock_(store.write_mutex_), store_(store) {
  sql() << (durability == Durability::acknowledged ? "PRAGMA synchronous = FULL"
                                                   : "PRAGMA synchronous = NORMAL");
  sql() << "BEGIN IMMEDIATE";
}

WriteTransaction::~WriteTransaction() {
  if (!open_) return;
  try {
    sql() << "ROLLBACK";
  } catch (const std::exception&) {
    // SQLite rolled back by itself when the failing statement ended the transaction.
  }
}

void WriteTransaction::commit() {
  sql() << "COMMIT";
  open_ = false;
  lock_.unlock();  // the caller may go on to another transaction while this object is in scope
}

Snapshot::Snapshot(Store& store) : store_(store) {
  {
    const std::lock_guard lock(store_.pool_mutex_);
    if (!store_.idle_readers_.empty()) {
      session_ = std::move(store_.idle_readers_.back());
      store_.idle_readers_.pop_back();
    }
  }
  if (!session_) {
    session_ = store_.connect();
    *session_ << "PRAGMA query_only = ON";
  }
  *session_ << "BEGIN";
  int version = 0;  // SQLite takes its view with the first read, not with BEGIN
  *session_ << "SELECT MAX(version) FROM schema_version", soci::into(version);
}

Snapshot::~Snapshot() {
  try {
    *session_ << "COMMIT";
  } catch (const std::exception&) {
    return;  // a connection in doubt isn't used again
  }
  const std::lock_guard lock(store_.pool_mutex_);
  store_.idle_readers_.push_back(std::move(session_));
}

}  // namespace saldo::store
