#pragma once

#include <string>
#include <vector>

namespace soci {
class session;
}

namespace saldo::store {

/// One step of the schema. Statements are written for SQLite and PostgreSQL alike; {id} stands for
/// the dialect's self-numbering primary key, {bytes} for its type of raw bytes.
struct Migration {
  int version;
  const char* name;
  std::vector<const char*> statements;
};

/// All steps, ascending. Never changed once released; a correction is a new step.
const std::vector<Migration>& migrations();

/// Brings the schema to `target` (0: the newest), each step in one transaction. Returns the
/// version. Throws FailureException when the book was written by a newer saldo.
int migrate(soci::session& sql, int target = 0);

}  // namespace saldo::store
