#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace saldo::bench {

/// A SQLite file that a benchmark fills faster than any writer of saldo's would.
class SqlFile {
 public:
  /// A prepared insert; finalised with its object.
  class Insert {
   public:
    Insert(sqlite3* db, const char* text) : db_(db) {
      if (sqlite3_prepare_v2(db, text, -1, &statement_, nullptr) != SQLITE_OK) fail();
    }
    ~Insert() { sqlite3_finalize(statement_); }
    Insert(const Insert&) = delete;
    Insert& operator=(const Insert&) = delete;

    template <class... Values>
    void row(const Values&... values) {
      int column = 0;
      (bind(++column, values), ...);
      if (sqlite3_step(statement_) != SQLITE_DONE) fail();
      sqlite3_reset(statement_);
    }

   private:
    void bind(int column, std::int64_t value) { sqlite3_bind_int64(statement_, column, value); }
    void bind(int column, const std::string& value) {
      sqlite3_bind_text(statement_, column, value.c_str(), -1, SQLITE_TRANSIENT);
    }
    [[noreturn]] void fail() { throw std::runtime_error(sqlite3_errmsg(db_)); }
    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
  };

  explicit SqlFile(const std::filesystem::path& file) {
    if (sqlite3_open(file.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("sqlite3_open");
  }
  ~SqlFile() { sqlite3_close(db_); }
  SqlFile(const SqlFile&) = delete;
  SqlFile& operator=(const SqlFile&) = delete;

  void run(const std::string& statements) {
    if (sqlite3_exec(db_, statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      throw std::runtime_error(statements.substr(0, 80) + ": " + sqlite3_errmsg(db_));
  }
  Insert prepare(const char* text) { return {db_, text}; }

 private:
  sqlite3* db_ = nullptr;
};

}  // namespace saldo::bench
