#include "store/explanations.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "model/keys.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

const std::string kSource =
    "d.sha256 AS \"source.document\", d.name AS \"source.name\", d.connector AS "
    "\"source.connector\", d.decoder AS \"source.decoder\", d.decoder_version AS "
    "\"source.decoder_version\", d.posted_at AS \"source.posted_at\", (SELECT MAX(r.id) FROM "
    "job_run r WHERE r.job = d.connector AND r.kind IN ('ingest', 'sync') AND r.started_at <= "
    "d.posted_at AND COALESCE(r.finished_at, d.posted_at) >= d.posted_at) AS \"source.run\", ";

const std::string kPayment =
    "SELECT t.fingerprint || CASE WHEN t.occurrence = 0 THEN '' ELSE '-' || t.occurrence END AS "
    "\"transaction\", t.booking_day AS booking_date_day, t.value_day AS value_date_day, "
    "t.amount_minor, t.unapplied_minor, t.currency, t.state, t.bank_reference, COALESCE(b.iban, "
    "b.account_key) AS account, t.counterparty_name AS payer, t.counterparty_iban AS payer_iban, "
    "REPLACE(t.remittance, char(10), ' ') AS remittance, s.number AS statement, " +
    kSource +
    "t.line AS \"source.line\", t.byte_offset AS \"source.offset\" FROM bank_transaction t JOIN "
    "statement s ON s.id = t.statement_id JOIN bank_account b ON b.id = t.account_id JOIN document "
    "d ON d.id = s.document_id WHERE t.id = :id";

const std::string kDecisions =
    "SELECT e.id AS decision, e.decided_at, e.status, c.number AS customer, c.name AS "
    "customer_name, e.rule, e.reason, e.evidence_json, e.runner_up_json, e.proposals_json, "
    "e.margin, e.accident_millionths, e.actor, NULLIF(e.run_id, 0) AS run, r.job, "
    "e.config_version, NULLIF(e.policy_version, '') AS policy_version, e.policy_rule FROM decision "
    "e LEFT JOIN customer c ON c.id = e.customer_id LEFT JOIN job_run r ON r.id = e.run_id WHERE "
    "e.transaction_id = :id ORDER BY e.id";

const std::string kAllocation =
    "SELECT a.id AS allocation, a.decision_id AS decision, a.reverses_id AS reverses, i.number AS "
    "item, i.open_minor, i.amount_minor AS item_amount_minor, a.paid_minor, a.discount_minor, "
    "a.write_off_minor, a.currency, a.value_day AS value_date_day, a.allocated_at, e.rule, "
    "e.actor, NULLIF(e.run_id, 0) AS run, t.bank_reference, t.counterparty_name AS payer, "
    "t.fingerprint || CASE WHEN t.occurrence = 0 THEN '' ELSE '-' || t.occurrence END AS "
    "\"transaction\", d.sha256 AS \"source.document\", d.name AS \"source.name\", t.byte_offset AS "
    "\"source.offset\" FROM allocation a JOIN item i ON i.id = a.item_id JOIN decision e ON e.id = "
    "a.decision_id JOIN bank_transaction t ON t.id = a.transaction_id JOIN statement s ON s.id = "
    "t.statement_id JOIN document d ON d.id = s.document_id ";

const std::string kItem =
    "SELECT i.number, i.kind, i.company_code, c.number AS customer, c.name AS customer_name, "
    "i.amount_minor, i.open_minor, i.currency, i.state, i.due_day AS due_date_day, i.version, " +
    kSource +
    "i.line AS \"source.line\", i.byte_offset AS \"source.offset\" FROM item i JOIN customer c ON "
    "c.id = i.customer_id JOIN document d ON d.id = i.document_id WHERE i.id = :id";

json::object only(soci::session& sql, const std::string& query, std::int64_t id) {
  json::object found;
  for_each_object(sql, query, {{"id", id}}, [&](json::object& row) { found = std::move(row); });
  return found;
}

}  // namespace

json::object payment_facts(soci::session& sql, model::TransactionId id) {
  return only(sql, kPayment, model::raw(id));
}

void for_each_decision(soci::session& sql, model::TransactionId id,
                       const std::function<void(json::object&)>& each) {
  for_each_object(sql, kDecisions, {{"id", model::raw(id)}}, each);
}

void for_each_allocation(soci::session& sql, model::TransactionId id,
                         const std::function<void(json::object&)>& each) {
  for_each_object(sql, kAllocation + "WHERE a.transaction_id = :id ORDER BY a.id",
                  {{"id", model::raw(id)}}, each);
}

std::vector<model::ItemId> items_of_number(soci::session& sql, const std::string& number) {
  const std::string key = model::number_key(number);
  std::vector<model::ItemId> items;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT id FROM item WHERE number_key = :key ORDER BY company_code, "
                      "fiscal_year, number",
       soci::use(key, "key"), soci::into(id));
  query.execute();
  while (query.fetch()) items.push_back(model::ItemId{id});
  return items;
}

json::object item_facts(soci::session& sql, model::ItemId id) {
  return only(sql, kItem, model::raw(id));
}

void for_each_allocation(soci::session& sql, model::ItemId id,
                         const std::function<void(json::object&)>& each) {
  for_each_object(sql, kAllocation + "WHERE a.item_id = :id ORDER BY a.id",
                  {{"id", model::raw(id)}}, each);
}

}  // namespace saldo::store
