#include "store/quarantine.hpp"

#include <soci/soci.h>

#include "store/columns.hpp"

namespace saldo::store {

namespace {

void resolve(soci::session& sql, std::int64_t document, std::int64_t at) {
  sql << "UPDATE quarantine SET resolved_at = :at WHERE document_id = :id AND resolved_at IS NULL",
      soci::use(at, "at"), soci::use(document, "id");
}

void add(soci::session& sql, std::int64_t document, const std::string& decoder,
         const SetAside& what, const std::string& report, std::int64_t at) {
  const Failure& failure = what.failure;
  const auto line = static_cast<std::int64_t>(failure.line);
  const auto offset = static_cast<std::int64_t>(failure.offset);
  const std::int64_t held = failure.held ? failure.held->minor : 0;
  const std::string currency(failure.held ? failure.held->currency.code() : "");
  sql << "INSERT INTO quarantine (document_id, statement, refused_at, decoder, rule, message, "
         "line, byte_offset, expected, found, held_minor, held_currency, report) VALUES (:id, "
         "NULLIF(:statement, 0), :at, NULLIF(:decoder, ''), :rule, :message, :line, :offset, "
         "NULLIF(:expected, ''), NULLIF(:found, ''), CASE WHEN :currency = '' THEN NULL ELSE :held "
         "END, NULLIF(:currency, ''), NULLIF(:report, ''))",
      soci::use(document, "id"), soci::use(what.statement, "statement"), soci::use(at, "at"),
      soci::use(decoder, "decoder"), soci::use(failure.rule, "rule"),
      soci::use(failure.message, "message"), soci::use(line, "line"), soci::use(offset, "offset"),
      soci::use(failure.expected, "expected"), soci::use(failure.found, "found"),
      soci::use(currency, "currency"), soci::use(held, "held"), soci::use(report, "report");
}

}  // namespace

void mark_quarantined(soci::session& sql, std::int64_t id, const std::string& decoder,
                      const Failure& failure, const std::string& report, Instant now) {
  const auto at = to_column(now);
  sql << "UPDATE document SET again = 0, status = CASE WHEN status = 'posted' THEN 'posted' ELSE "
         "'quarantined' END, decoder = NULLIF(:decoder, '') WHERE id = :id",
      soci::use(decoder, "decoder"), soci::use(id, "id");
  resolve(sql, id, at);
  add(sql, id, decoder, {.statement = 0, .failure = failure}, report, at);
}

void set_aside(soci::session& sql, std::int64_t document, const std::string& decoder,
               const SetAside& what, Instant now) {
  add(sql, document, decoder, what, {}, to_column(now));
}

bool has_refusals(soci::session& sql, std::int64_t document) {
  int found = 0;
  sql << "SELECT CASE WHEN EXISTS (SELECT 1 FROM quarantine WHERE document_id = :id AND "
         "resolved_at IS NULL) THEN 1 ELSE 0 END",
      soci::use(document, "id"), soci::into(found);
  return found != 0;
}

void mark_received_again(soci::session& sql, std::int64_t id) {
  sql << "UPDATE document SET status = CASE WHEN status = 'posted' THEN 'posted' ELSE 'received' "
         "END, again = CASE WHEN status = 'posted' THEN 1 ELSE 0 END, crashes = 0 WHERE id = :id",
      soci::use(id, "id");
}

std::vector<std::int64_t> quarantined_by_rule(soci::session& sql, std::string_view rule) {
  const std::string key(rule);
  std::vector<std::int64_t> ids;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT DISTINCT d.id FROM quarantine q JOIN document d ON d.id = "
                      "q.document_id WHERE q.resolved_at IS NULL AND q.rule = :rule AND (d.status "
                      "= 'quarantined' OR (d.status = 'posted' AND d.again = 0)) ORDER BY d.id",
       soci::use(key, "rule"), soci::into(id));
  query.execute();
  while (query.fetch()) ids.push_back(id);
  return ids;
}

}  // namespace saldo::store
