#include "store/native_statement.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "base/result.hpp"

namespace saldo::store {

using namespace sqlite_api;  // NOLINT: SQLite's names, as SOCI wraps them

NativeStatement::~NativeStatement() { sqlite3_finalize(statement_); }

void NativeStatement::prepare() {
  if (statement_ != nullptr) return;
  database_ = static_cast<soci::sqlite3_session_backend*>(sql_.get_backend())->conn_;
  if (sqlite3_prepare_v3(database_, text_.c_str(), static_cast<int>(text_.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK)
    fail();
}

void NativeStatement::bind_number(int at, std::int64_t value) {
  if (sqlite3_bind_int64(statement_, at, value) != SQLITE_OK) fail();
}

void NativeStatement::bind(int at, std::string_view value, Texts texts) {
  if (sqlite3_bind_text(statement_, at, value.data() == nullptr ? "" : value.data(),
                        static_cast<int>(value.size()),
                        texts == Texts::lent ? SQLITE_STATIC : SQLITE_TRANSIENT) != SQLITE_OK)
    fail();
}

void NativeStatement::bind_null(int at) {
  if (sqlite3_bind_null(statement_, at) != SQLITE_OK) fail();
}

bool NativeStatement::step() {
  const int status = sqlite3_step(statement_);
  if (status != SQLITE_ROW && status != SQLITE_DONE) fail();
  return status == SQLITE_ROW;
}

std::int64_t NativeStatement::execute() {
  step();
  reset();
  return sqlite3_changes(database_);
}

void NativeStatement::reset() { sqlite3_reset(statement_); }

std::int64_t NativeStatement::last_id() const { return sqlite3_last_insert_rowid(database_); }

void NativeStatement::fail() {
  const int code = sqlite3_errcode(database_);
  const bool passes = code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_FULL ||
                      code == SQLITE_IOERR || code == SQLITE_NOMEM;
  Failure failure{.kind = passes ? FailureKind::unavailable : FailureKind::broken,
                  .message = std::string("the book can't be used: ") + sqlite3_errmsg(database_)};
  reset();
  throw FailureException(std::move(failure));
}

std::int64_t NativeStatement::Rows::number(int column) const {
  return sqlite3_column_int64(of_.statement_, column);
}

std::string_view NativeStatement::Rows::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(of_.statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(of_.statement_, column))};
}

Date NativeStatement::Rows::day(int column) const {
  if (sqlite3_column_type(of_.statement_, column) == SQLITE_NULL) return {};
  return Date::from_days(static_cast<std::int32_t>(sqlite3_column_int64(of_.statement_, column)));
}

}  // namespace saldo::store
