#pragma once

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <utility>

namespace saldo::flows {

/// How many hundred steps SQLite's machine takes for some queries: what they cost, whatever else
/// the computer does.
template <class Work>
int hundreds_of_steps(soci::session& sql, Work work) {
  auto* connection = static_cast<soci::sqlite3_session_backend*>(sql.get_backend())->conn_;
  int steps = 0;
  sqlite_api::sqlite3_progress_handler(
      connection, 100, [](void* count) { return ++*static_cast<int*>(count), 0; }, &steps);
  std::move(work)();
  sqlite_api::sqlite3_progress_handler(connection, 0, nullptr, nullptr);
  return steps;
}

}  // namespace saldo::flows
