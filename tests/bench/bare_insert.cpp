#include "bench/bare_insert.hpp"

#include <sqlite3.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "store/store.hpp"

namespace saldo::bench {

namespace {

using Value = std::variant<std::monostate, std::int64_t, std::string>;

class Database {
 public:
  explicit Database(const std::filesystem::path& file) {
    if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) fail();
  }
  ~Database() { sqlite3_close(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  void run(const char* text) {
    if (sqlite3_exec(handle_, text, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }
  sqlite3_stmt* prepare(const std::string& text) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, text.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail();
    return statement;
  }
  [[noreturn]] void fail() { throw std::runtime_error(sqlite3_errmsg(handle_)); }

 private:
  sqlite3* handle_ = nullptr;
};

std::vector<Value> read_rows(Database& book, int& columns) {
  sqlite3_stmt* query = book.prepare("SELECT * FROM bank_transaction ORDER BY id");
  columns = sqlite3_column_count(query);
  std::vector<Value> values;
  while (sqlite3_step(query) == SQLITE_ROW)
    for (int i = 0; i < columns; ++i) {
      if (sqlite3_column_type(query, i) == SQLITE_INTEGER)
        values.emplace_back(std::int64_t{sqlite3_column_int64(query, i)});
      else if (sqlite3_column_type(query, i) == SQLITE_TEXT)
        values.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query, i)));
      else
        values.emplace_back();
    }
  sqlite3_finalize(query);
  return values;
}

void insert_row(Database& database, sqlite3_stmt* insert, const Value* row, int columns) {
  for (int i = 0; i < columns; ++i) {
    if (const auto* n = std::get_if<std::int64_t>(&row[i]))
      sqlite3_bind_int64(insert, i + 1, *n);
    else if (const auto* s = std::get_if<std::string>(&row[i]))
      sqlite3_bind_text(insert, i + 1, s->data(), static_cast<int>(s->size()), SQLITE_STATIC);
    else
      sqlite3_bind_null(insert, i + 1);
  }
  if (sqlite3_step(insert) != SQLITE_DONE) database.fail();
  sqlite3_reset(insert);
}

}  // namespace

double bare_insert_seconds(const std::filesystem::path& book, const std::filesystem::path& fresh) {
  store::Store::open(fresh).value();
  int columns = 0;
  std::vector<Value> values;
  {
    Database source(book);
    values = read_rows(source, columns);
  }
  Database database(fresh);
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA cache_size = -8000");
  std::string marks = "?";
  for (int i = 1; i < columns; ++i) marks += ",?";
  const auto start = std::chrono::steady_clock::now();
  database.run("BEGIN");
  sqlite3_stmt* insert = database.prepare("INSERT INTO bank_transaction VALUES (" + marks + ")");
  for (std::size_t at = 0; at < values.size(); at += static_cast<std::size_t>(columns))
    insert_row(database, insert, &values[at], columns);
  sqlite3_finalize(insert);
  database.run("COMMIT");
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  return time.count();
}

}  // namespace saldo::bench
