#include "store/listings.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

const std::string kDocument =
    "SELECT d.id, d.sha256, d.name, d.connector, d.status, d.size, d.decoder, d.decoder_version, "
    "d.received_at, d.posted_at, d.statements, d.transactions, d.duplicates, d.customers, d.items, "
    "d.advices FROM document d ";

const std::string kQuarantine =
    "SELECT q.document_id AS document, d.name, q.statement, d.connector, q.decoder, q.rule, "
    "q.message, q.line, "
    "q.byte_offset AS \"offset\", q.expected, q.found, q.held_minor, q.held_currency AS currency, "
    "q.report, q.refused_at, q.resolved_at FROM quarantine q JOIN document d ON d.id = "
    "q.document_id ";

const std::string kRun =
    "SELECT id, job, kind, state, cause, actor, attempt, queued_at, started_at, finished_at, "
    "CASE WHEN finished_at IS NULL OR started_at IS NULL THEN NULL ELSE (finished_at - started_at) "
    "/ 1000 END AS duration_ms, progress_done, progress_total, changed AS changed_flag, "
    "result_json, error FROM job_run ";

std::optional<json::object> only(soci::session& sql, const std::string& query, std::int64_t id) {
  std::optional<json::object> found;
  for_each_object(sql, query, {{"id", id}}, [&](json::object& row) { found = std::move(row); });
  return found;
}

json::array all(soci::session& sql, const std::string& query, std::int64_t id) {
  json::array rows;
  for_each_object(sql, query, {{"id", id}},
                  [&](json::object& row) { rows.emplace_back(std::move(row)); });
  return rows;
}

}  // namespace

void list_documents(soci::session& sql, const std::string& status, const EachObject& each) {
  for_each_object(sql, kDocument + "WHERE :status = '' OR d.status = :status ORDER BY d.id DESC",
                  {{"status", status}}, each);
}

std::optional<json::object> show_document(soci::session& sql, std::int64_t id) {
  auto document = only(sql, kDocument + "WHERE d.id = :id", id);
  if (!document) return std::nullopt;
  (*document)["deliveries"] =
      all(sql,
          "SELECT connector, name, delivered_at, actor, container_id AS container FROM delivery "
          "WHERE document_id = :id ORDER BY id",
          id);
  (*document)["contains"] =
      all(sql,
          "SELECT DISTINCT v.document_id AS document, v.name, d.status FROM delivery v JOIN "
          "document d ON d.id = v.document_id WHERE v.container_id = :id ORDER BY v.document_id",
          id);
  (*document)["refusals"] = all(sql, kQuarantine + "WHERE q.document_id = :id ORDER BY q.id", id);
  (*document)["brought"] = all(
      sql,
      "SELECT COALESCE(b.iban, b.account_key) AS account, s.number AS statement, s.currency, "
      "s.opening_minor, s.closing_minor, s.transactions, s.duplicates, s.line FROM statement s "
      "JOIN bank_account b ON b.id = s.account_id WHERE s.document_id = :id ORDER BY s.position",
      id);
  return document;
}

void list_quarantine(soci::session& sql, std::int64_t document, const EachObject& each) {
  for_each_object(sql,
                  kQuarantine +
                      "WHERE (:id = 0 AND q.resolved_at IS NULL) OR q.document_id = :id "
                      "ORDER BY COALESCE(q.held_minor, 0) DESC, q.id",
                  {{"id", document}}, each);
}

void list_runs(soci::session& sql, int limit, const EachObject& each) {
  for_each_object(sql, kRun + "ORDER BY id DESC LIMIT :limit", {{"limit", std::int64_t{limit}}},
                  each);
}

std::optional<json::object> show_run(soci::session& sql, std::int64_t id) {
  return only(sql, kRun + "WHERE id = :id", id);
}

void list_latest_runs(soci::session& sql, const EachObject& each) {
  for_each_object(sql, kRun + "WHERE id IN (SELECT MAX(id) FROM job_run GROUP BY job) ORDER BY job",
                  {}, each);
}

}  // namespace saldo::store
