#include "store/pushed.hpp"

#include <soci/soci.h>

namespace saldo::store {

std::optional<PushedBefore> find_pushed(soci::session& sql, const PushedKey& key) {
  PushedBefore first;
  sql << "SELECT document_id, content_sha256 FROM pushed_idoc WHERE connector = :connector AND "
         "client = :client AND sender = :sender AND number = :number",
      soci::use(key.connector, "connector"), soci::use(key.client, "client"),
      soci::use(key.sender, "sender"), soci::use(key.number, "number"), soci::into(first.document),
      soci::into(first.content_sha256);
  if (!sql.got_data()) return std::nullopt;
  return first;
}

void remember_pushed(soci::session& sql, const PushedKey& key, const PushedBefore& first) {
  sql << "INSERT INTO pushed_idoc (connector, client, sender, number, content_sha256, "
         "document_id) VALUES (:connector, :client, :sender, :number, :content, :document)",
      soci::use(key.connector, "connector"), soci::use(key.client, "client"),
      soci::use(key.sender, "sender"), soci::use(key.number, "number"),
      soci::use(first.content_sha256, "content"), soci::use(first.document, "document");
}

std::int64_t count_waiting_documents(soci::session& sql) {
  std::int64_t count = 0;
  sql << "SELECT COUNT(*) FROM document WHERE status = 'received'", soci::into(count);
  return count;
}

}  // namespace saldo::store
