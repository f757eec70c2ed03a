#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace soci {
class session;
}

/// Who did what, each entry chained to the one before by SHA-256.
namespace saldo::store {

struct AuditEntry {
  std::string actor;   ///< e.g. "unix:anna"
  std::string action;  ///< e.g. "document.submit"
  std::string object;  ///< what it was done to
  std::string detail_json = "{}";
};

void add_audit(soci::session& sql, const AuditEntry& entry, Instant now);

/// The id of the first entry whose hash doesn't follow from its content and its predecessor; 0 when
/// the chain holds.
std::int64_t first_broken_audit_entry(soci::session& sql);

/// Keeps a configuration (secrets masked) under its digest.
void keep_config_version(soci::session& sql, const std::string& digest, const std::string& yaml,
                         Instant now);

}  // namespace saldo::store
