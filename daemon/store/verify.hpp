#pragma once

#include <functional>
#include <string>
#include <vector>

namespace soci {
class session;
}

/// Proves the book's state from its facts (`saldo verify`).
namespace saldo::store {

struct Broken {
  int invariant = 0;  ///< its number in the interface description
  std::string what;   ///< which object, with both figures
};

/// Checks every invariant that the store alone can prove; the first `limit` that are broken.
std::vector<Broken> broken_invariants(soci::session& sql, std::size_t limit);

/// Gaps between statements: told, but not broken (a bank may deliver late).
std::vector<std::string> statement_gaps(soci::session& sql);

/// SHA-256 of every document that came in, and of every mail that went out.
void for_each_document_hash(soci::session& sql,
                            const std::function<void(const std::string& sha256)>& each);

}  // namespace saldo::store
