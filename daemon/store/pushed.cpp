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

std::vector<PushedOutcome> untold_outcomes(soci::session& sql, const std::string& connector,
                                           int limit) {
  std::vector<PushedOutcome> outcomes;
  PushedOutcome o;
  o.key.connector = connector;
  int in_part = 0;
  // "told_refusal <> 0" as the index has it: what is posted was told for good.
  soci::statement rows =
      (sql.prepare
           << "SELECT p.client, p.sender, p.number, d.id, COALESCE(q.id, 0), CASE WHEN d.status = "
              "'posted' THEN 1 ELSE 0 END, COALESCE(q.rule, ''), COALESCE(q.message, '') FROM "
              "pushed_idoc p JOIN document d ON d.id = p.document_id LEFT JOIN quarantine q ON "
              "q.id = (SELECT MIN(f.id) FROM quarantine f WHERE f.document_id = d.id AND "
              "f.resolved_at IS NULL) WHERE p.connector = :connector AND p.told_refusal <> 0 AND "
              "p.told_refusal <> COALESCE(q.id, 0) AND d.status IN ('posted', 'quarantined') AND "
              "d.again = 0 AND NOT EXISTS (SELECT 1 FROM message_answer a WHERE a.document_id = "
              "d.id) ORDER BY p.document_id LIMIT :limit",
       soci::use(connector, "connector"), soci::use(limit, "limit"), soci::into(o.key.client),
       soci::into(o.key.sender), soci::into(o.key.number), soci::into(o.document),
       soci::into(o.refusal), soci::into(in_part), soci::into(o.rule), soci::into(o.why));
  rows.execute();
  while (rows.fetch()) {
    o.in_part = in_part != 0;
    outcomes.push_back(o);
  }
  return outcomes;
}

void note_told(soci::session& sql, const PushedOutcome& outcome) {
  sql << "UPDATE pushed_idoc SET told_refusal = :refusal WHERE connector = :connector AND client = "
         ":client AND sender = :sender AND number = :number",
      soci::use(outcome.refusal, "refusal"), soci::use(outcome.key.connector, "connector"),
      soci::use(outcome.key.client, "client"), soci::use(outcome.key.sender, "sender"),
      soci::use(outcome.key.number, "number");
}

void note_is_answer(soci::session& sql, std::int64_t document) {
  // With the connector and "told_refusal <> 0", as the index has it.
  sql << "UPDATE pushed_idoc SET told_refusal = 0 WHERE connector = (SELECT connector FROM "
         "document WHERE id = :document) AND document_id = :document AND told_refusal <> 0",
      soci::use(document, "document");
}

std::int64_t count_waiting_documents(soci::session& sql) {
  std::int64_t count = 0;
  sql << "SELECT COUNT(*) FROM document WHERE status = 'received'", soci::into(count);
  return count;
}

}  // namespace saldo::store
