#include "store/store.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <optional>

#include "store/migrations.hpp"
#include "store/native_statement.hpp"

namespace saldo::store {

namespace {

// Readers wait for nobody in WAL mode; this bounds the wait for a checkpoint or a second process.
constexpr const char* kBusyTimeout = "5";

// In KiB. The one writer reads the accounts that it decides on, too, all over the book.
constexpr const char* kReaderCache = "PRAGMA cache_size = -8000";
constexpr const char* kWriterCache = "PRAGMA cache_size = -64000";
// In pages of the log. A job writes the same pages again and again; 16 MiB of them are moved into
// the book at once instead of 4, each page once.
constexpr const char* kCheckpoint = "PRAGMA wal_autocheckpoint = 4000";

}  // namespace

struct Store::Writer {
  explicit Writer(std::unique_ptr<soci::session> connected) : session(std::move(connected)) {}

  std::unique_ptr<soci::session> session;
  NativeStatement begin{*session, "BEGIN IMMEDIATE"};
  NativeStatement commit{*session, "COMMIT"};
  NativeStatement rollback{*session, "ROLLBACK"};
  std::optional<Durability> durability;  ///< that the connection was told last
};

Store::Store(std::filesystem::path file) : file_(std::move(file)) {}
Store::~Store() = default;

std::unique_ptr<soci::session> Store::connect() const {
  auto session = std::make_unique<soci::session>(
      soci::sqlite3, "db=\"" + file_.string() + "\" timeout=" + kBusyTimeout);
  *session << "PRAGMA foreign_keys = ON";
  *session << kReaderCache;
  return session;
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file) {
  try {
    std::unique_ptr<Store> store(new Store(file));
    store->writer_ = std::make_unique<Writer>(store->connect());
    soci::session& sql = *store->writer_->session;
    std::string mode;
    sql << "PRAGMA journal_mode = WAL", soci::into(mode);
    if (mode != "wal")
      return Failure{.kind = FailureKind::unavailable,
                     .message = "the file system can't hold a book (no write-ahead log, got '" +
                                mode + "'); put store.url on a local disk",
                     .file = file.string()};
    sql << kWriterCache;
    sql << kCheckpoint;
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

void Store::sync() {
  using namespace sqlite_api;  // NOLINT: SQLite's names, as SOCI wraps them
  const std::lock_guard lock(sync_mutex_);
  if (!syncing_) {
    syncing_ = connect();
    int version = 0;  // the log is opened with the first read
    *syncing_ << "SELECT MAX(version) FROM schema_version", soci::into(version);
  }
  sqlite3* database = static_cast<soci::sqlite3_session_backend*>(syncing_->get_backend())->conn_;
  // A commit has written the log. If the log was moved into the book meanwhile, that is on disk.
  sqlite3_file* log = nullptr;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK ||
      log == nullptr || log->pMethods == nullptr ||
      log->pMethods->xSync(log, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY) != SQLITE_OK)
    throw FailureException({.kind = FailureKind::unavailable,
                            .message = "the book's log can't be brought to disk; check the disk",
                            .file = file_.string()});
}

WriteTransaction::WriteTransaction(Store& store, Durability durability)
    : lock_(store.write_mutex_), store_(store) {
  Store::Writer& writer = *store_.writer_;
  if (writer.durability != durability) {
    sql() << (durability == Durability::acknowledged ? "PRAGMA synchronous = FULL"
                                                     : "PRAGMA synchronous = NORMAL");
    writer.durability = durability;
  }
  writer.begin.run();
}

WriteTransaction::~WriteTransaction() {
  if (!open_) return;
  try {
    store_.writer_->rollback.run();
  } catch (const std::exception&) {
    // SQLite rolled back by itself when the failing statement ended the transaction.
  }
}

soci::session& WriteTransaction::sql() { return *store_.writer_->session; }

void WriteTransaction::commit() {
  store_.writer_->commit.run();
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
