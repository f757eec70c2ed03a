#include "store/documents.hpp"

#include <soci/soci.h>

#include "store/columns.hpp"

namespace saldo::store {

namespace {

constexpr const char* kSelect =
    "SELECT id, sha256, size, name, media_type, connector, status, crashes, CASE WHEN status = "
    "'received' OR again = 1 THEN 1 ELSE 0 END FROM document ";

template <class Bind>
std::optional<Document> select(soci::session& sql, const std::string& rest, Bind bind) {
  Document d;
  int waits = 0;
  soci::statement query =
      (sql.prepare << kSelect + rest, bind, soci::into(d.id), soci::into(d.sha256),
       soci::into(d.size), soci::into(d.name), soci::into(d.media_type), soci::into(d.connector),
       soci::into(d.status), soci::into(d.crashes), soci::into(waits));
  query.execute();
  if (!query.fetch()) return std::nullopt;
  d.waits = waits != 0;
  return d;
}

}  // namespace

std::optional<Document> find_document(soci::session& sql, std::int64_t id) {
  return select(sql, "WHERE id = :id", soci::use(id, "id"));
}

std::optional<Document> find_document_by_sha256(soci::session& sql, std::string_view sha256) {
  const std::string key(sha256);
  return select(sql, "WHERE sha256 = :sha256", soci::use(key, "sha256"));
}

std::pair<Document, bool> receive_document(soci::session& sql, const Arrival& arrival,
                                           Instant now) {
  const auto at = to_column(now);
  const auto size = static_cast<std::int64_t>(arrival.size);
  auto document = find_document_by_sha256(sql, arrival.sha256);
  const bool is_new = !document;
  if (is_new) {
    sql << "INSERT INTO document (sha256, size, name, media_type, connector, status, received_at) "
           "VALUES (:sha256, :size, :name, :media, :connector, 'received', :at)",
        soci::use(arrival.sha256, "sha256"), soci::use(size, "size"),
        soci::use(arrival.name, "name"), soci::use(arrival.media_type, "media"),
        soci::use(arrival.connector, "connector"), soci::use(at, "at");
    document = find_document_by_sha256(sql, arrival.sha256);
  }
  sql << "INSERT INTO delivery (document_id, connector, name, delivered_at, actor, container_id) "
         "VALUES (:id, :connector, :name, :at, :actor, NULLIF(:container, 0))",
      soci::use(document->id, "id"), soci::use(arrival.connector, "connector"),
      soci::use(arrival.name, "name"), soci::use(at, "at"), soci::use(arrival.actor, "actor"),
      soci::use(arrival.container, "container");
  return {*document, is_new};
}

std::vector<std::int64_t> waiting_documents(soci::session& sql, std::string_view connector) {
  const std::string name(connector);
  std::vector<std::int64_t> ids;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT id FROM document WHERE status = 'received' AND connector = :name UNION "
              "SELECT id FROM document WHERE again = 1 AND connector = :name ORDER BY id",
       soci::use(name, "name"), soci::into(id));
  query.execute();
  while (query.fetch()) ids.push_back(id);
  return ids;
}

std::vector<std::string> connectors_with_waiting_documents(soci::session& sql) {
  std::vector<std::string> names;
  std::string name;
  soci::statement query =
      (sql.prepare << "SELECT connector FROM document WHERE status = 'received' UNION "
                      "SELECT connector FROM document WHERE again = 1 ORDER BY connector",
       soci::into(name));
  query.execute();
  while (query.fetch()) names.push_back(name);
  return names;
}

void mark_posted(soci::session& sql, std::int64_t id, const DecodedBy& by,
                 const PostedCounts& counts, Instant now) {
  const auto at = to_column(now);
  sql << "UPDATE document SET status = 'posted', again = 0, decoder = :decoder, decoder_version = "
         ":version, "
         "posted_at = :at, statements = :statements, transactions = :transactions, "
         "duplicates = :duplicates, customers = :customers, items = :items, advices = :advices "
         "WHERE id = :id",
      soci::use(by.decoder, "decoder"), soci::use(by.version, "version"), soci::use(at, "at"),
      soci::use(counts.statements, "statements"), soci::use(counts.transactions, "transactions"),
      soci::use(counts.duplicates, "duplicates"), soci::use(counts.customers, "customers"),
      soci::use(counts.items, "items"), soci::use(counts.advices, "advices"), soci::use(id, "id");
  sql << "UPDATE quarantine SET resolved_at = :at WHERE document_id = :id AND resolved_at IS NULL",
      soci::use(at, "at"), soci::use(id, "id");
}

std::int64_t count_crash(soci::session& sql, std::int64_t id) {
  std::int64_t crashes = 0;
  sql << "UPDATE document SET crashes = crashes + 1 WHERE id = :id", soci::use(id, "id");
  sql << "SELECT crashes FROM document WHERE id = :id", soci::use(id, "id"), soci::into(crashes);
  return crashes;
}

int depth_within_containers(soci::session& sql, std::int64_t id) {
  int depth = 0;
  sql << "WITH RECURSIVE around (id, depth) AS (SELECT CAST(:id AS BIGINT), 0 UNION SELECT "
         "d.container_id, a.depth + 1 FROM around a JOIN delivery d ON d.document_id = a.id WHERE "
         "d.container_id IS NOT NULL AND a.depth < 100) SELECT COALESCE(MIN(a.depth), 0) FROM "
         "around a WHERE EXISTS (SELECT 1 FROM delivery d WHERE d.document_id = a.id AND "
         "d.container_id IS NULL)",
      soci::use(id, "id"), soci::into(depth);
  return depth;
}

std::string source_cursor(soci::session& sql, const std::string& connector) {
  std::string position;
  sql << "SELECT COALESCE((SELECT position FROM source_cursor WHERE connector = :name), '')",
      soci::use(connector, "name"), soci::into(position);
  return position;
}

void set_source_cursor(soci::session& sql, const std::string& connector,
                       const std::string& cursor) {
  sql << "INSERT INTO source_cursor (connector, position) VALUES (:name, :position) "
         "ON CONFLICT (connector) DO UPDATE SET position = excluded.position",
      soci::use(connector, "name"), soci::use(cursor, "position");
}

}  // namespace saldo::store
