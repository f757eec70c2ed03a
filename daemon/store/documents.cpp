#include "store/documents.hpp"

#include <soci/soci.h>

#include "store/columns.hpp"

namespace saldo::store {

namespace {

constexpr const char* kSelect =
    "SELECT id, sha256, size, name, media_type, connector, status, crashes FROM document ";

template <class... Binds>
std::vector<Document> select(soci::session& sql, const std::string& rest, Binds... binds) {
  Document d;
  std::vector<Document> found;
  soci::statement query =
      ((sql.prepare << kSelect + rest, ..., binds), soci::into(d.id), soci::into(d.sha256),
       soci::into(d.size), soci::into(d.name), soci::into(d.media_type), soci::into(d.connector),
       soci::into(d.status), soci::into(d.crashes));
  query.execute();
  while (query.fetch()) found.push_back(d);
  return found;
}

std::optional<Document> only(std::vector<Document> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

std::optional<Document> find_document(soci::session& sql, std::int64_t id) {
  return only(select(sql, "WHERE id = :id", soci::use(id, "id")));
}

std::optional<Document> find_document_by_sha256(soci::session& sql, std::string_view sha256) {
  const std::string key(sha256);
  return only(select(sql, "WHERE sha256 = :sha256", soci::use(key, "sha256")));
}

std::vector<Document> quarantined_by_rule(soci::session& sql, std::string_view rule) {
  const std::string key(rule);
  return select(sql,
                "WHERE status = 'quarantined' AND :rule = (SELECT q.rule FROM quarantine q "
                "WHERE q.document_id = document.id ORDER BY q.id DESC LIMIT 1) ORDER BY id",
                soci::use(key, "rule"));
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
  sql << "INSERT INTO delivery (document_id, connector, name, delivered_at, actor) "
         "VALUES (:id, :connector, :name, :at, :actor)",
      soci::use(document->id, "id"), soci::use(arrival.connector, "connector"),
      soci::use(arrival.name, "name"), soci::use(at, "at"), soci::use(arrival.actor, "actor");
  return {*document, is_new};
}

std::vector<std::int64_t> waiting_documents(soci::session& sql, std::string_view connector) {
  const std::string name(connector);
  std::vector<std::int64_t> ids;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT id FROM document WHERE status = 'received' AND connector = :name "
                      "ORDER BY id",
       soci::use(name, "name"), soci::into(id));
  query.execute();
  while (query.fetch()) ids.push_back(id);
  return ids;
}

std::vector<std::string> connectors_with_waiting_documents(soci::session& sql) {
  std::vector<std::string> names;
  std::string name;
  soci::statement query =
      (sql.prepare << "SELECT DISTINCT connector FROM document WHERE status = 'received' "
                      "ORDER BY connector",
       soci::into(name));
  query.execute();
  while (query.fetch()) names.push_back(name);
  return names;
}

void mark_posted(soci::session& sql, std::int64_t id, const DecodedBy& by,
                 const PostedCounts& counts, Instant now) {
  const auto at = to_column(now);
  sql << "UPDATE document SET status = 'posted', decoder = :decoder, decoder_version = :version, "
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

void mark_quarantined(soci::session& sql, std::int64_t id, const std::string& decoder,
                      const Failure& failure, const std::string& report, Instant now) {
  const auto at = to_column(now);
  const auto line = static_cast<std::int64_t>(failure.line);
  const auto offset = static_cast<std::int64_t>(failure.offset);
  const std::int64_t held = failure.held ? failure.held->minor : 0;
  const std::string currency(failure.held ? failure.held->currency.code() : "");
  sql << "UPDATE document SET status = 'quarantined', decoder = NULLIF(:decoder, '') "
         "WHERE id = :id",
      soci::use(decoder, "decoder"), soci::use(id, "id");
  sql << "UPDATE quarantine SET resolved_at = :at WHERE document_id = :id AND resolved_at IS NULL",
      soci::use(at, "at"), soci::use(id, "id");
  sql << "INSERT INTO quarantine (document_id, refused_at, decoder, rule, message, line, "
         "byte_offset, expected, found, held_minor, held_currency, report) VALUES (:id, :at, "
         "NULLIF(:decoder, ''), :rule, :message, :line, :offset, NULLIF(:expected, ''), "
         "NULLIF(:found, ''), CASE WHEN :currency = '' THEN NULL ELSE :held END, "
         "NULLIF(:currency, ''), NULLIF(:report, ''))",
      soci::use(id, "id"), soci::use(at, "at"), soci::use(decoder, "decoder"),
      soci::use(failure.rule, "rule"), soci::use(failure.message, "message"),
      soci::use(line, "line"), soci::use(offset, "offset"), soci::use(failure.expected, "expected"),
      soci::use(failure.found, "found"), soci::use(currency, "currency"), soci::use(held, "held"),
      soci::use(report, "report");
}

void mark_received_again(soci::session& sql, std::int64_t id) {
  sql << "UPDATE document SET status = 'received', crashes = 0 WHERE id = :id", soci::use(id, "id");
}

std::int64_t count_crash(soci::session& sql, std::int64_t id) {
  std::int64_t crashes = 0;
  sql << "UPDATE document SET crashes = crashes + 1 WHERE id = :id", soci::use(id, "id");
  sql << "SELECT crashes FROM document WHERE id = :id", soci::use(id, "id"), soci::into(crashes);
  return crashes;
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
