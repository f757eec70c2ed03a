#include "store/audit.hpp"

#include <soci/soci.h>

#include "base/sha256.hpp"
#include "store/columns.hpp"

namespace saldo::store {

namespace {

std::string hash_of(const std::string& previous, std::int64_t at, const AuditEntry& e) {
  Sha256 hash;
  for (const std::string& part :
       {previous, std::to_string(at), e.actor, e.action, e.object, e.detail_json}) {
    hash.update(std::to_string(part.size()) + ":");
    hash.update(part);
  }
  return hash.hex_digest();
}

}  // namespace

void add_audit(soci::session& sql, const AuditEntry& e, Instant now) {
  const auto at = to_column(now);
  std::string previous;
  sql << "SELECT COALESCE((SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1), '')",
      soci::into(previous);
  const std::string hash = hash_of(previous, at, e);
  sql << "INSERT INTO audit_entry (happened_at, actor, action, object, detail_json, "
         "previous_hash, hash) VALUES (:at, :actor, :action, :object, :detail, :previous, :hash)",
      soci::use(at, "at"), soci::use(e.actor, "actor"), soci::use(e.action, "action"),
      soci::use(e.object, "object"), soci::use(e.detail_json, "detail"),
      soci::use(previous, "previous"), soci::use(hash, "hash");
}

std::int64_t first_broken_audit_entry(soci::session& sql) {
  AuditEntry e;
  std::int64_t id = 0, at = 0;
  std::string previous, hash, expected_previous;
  soci::statement query =
      (sql.prepare << "SELECT id, happened_at, actor, action, object, detail_json, previous_hash, "
                      "hash FROM audit_entry ORDER BY id",
       soci::into(id), soci::into(at), soci::into(e.actor), soci::into(e.action),
       soci::into(e.object), soci::into(e.detail_json), soci::into(previous), soci::into(hash));
  query.execute();
  while (query.fetch()) {
    if (previous != expected_previous || hash != hash_of(previous, at, e)) return id;
    expected_previous = hash;
  }
  return 0;
}

void keep_config_version(soci::session& sql, const std::string& digest, const std::string& yaml,
                         Instant now) {
  const auto at = to_column(now);
  sql << "INSERT INTO config_version (digest, yaml, loaded_at) VALUES (:digest, :yaml, :at) "
         "ON CONFLICT (digest) DO NOTHING",
      soci::use(digest, "digest"), soci::use(yaml, "yaml"), soci::use(at, "at");
}

}  // namespace saldo::store
