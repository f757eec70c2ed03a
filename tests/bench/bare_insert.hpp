#pragma once

#include <filesystem>

namespace saldo::bench {

/// What SQLite can do at best: the rows of bank_transaction in `book`, held in memory, go by one
/// prepared insert in one transaction (synchronous=FULL) into a fresh book of the same schema and
/// indexes. Returns the seconds of the loop and its commit.
double bare_insert_seconds(const std::filesystem::path& book, const std::filesystem::path& fresh);

}  // namespace saldo::bench
