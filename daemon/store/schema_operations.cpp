#include "store/schema.hpp"

namespace saldo::store {

std::vector<const char*> operations_schema() {
  return {
      R"(CREATE TABLE job_run (
        id {id}, job TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, cause TEXT NOT NULL,
        actor TEXT NOT NULL, idempotency_key TEXT UNIQUE, arguments_json TEXT NOT NULL,
        queued_at BIGINT NOT NULL, not_before_at BIGINT NOT NULL, started_at BIGINT,
        finished_at BIGINT, attempt INTEGER NOT NULL DEFAULT 0,
        progress_done BIGINT NOT NULL DEFAULT 0, progress_total BIGINT NOT NULL DEFAULT 0,
        owner TEXT, changed INTEGER NOT NULL DEFAULT 0, result_json TEXT, error TEXT))",
      "CREATE INDEX job_run_by_state ON job_run (state, not_before_at, id)",
      "CREATE INDEX job_run_by_job ON job_run (job, id)",
      // Until when each cron schedule has been served: what lies between it and now was missed.
      "CREATE TABLE job_schedule (job TEXT NOT NULL PRIMARY KEY, served_until_at BIGINT NOT NULL)",
      "CREATE TABLE source_cursor (connector TEXT NOT NULL PRIMARY KEY, position TEXT NOT NULL)",
      R"(CREATE TABLE config_version (
        digest TEXT NOT NULL PRIMARY KEY, yaml TEXT NOT NULL, loaded_at BIGINT NOT NULL))",
      R"(CREATE TABLE audit_entry (
        id {id}, happened_at BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
        object TEXT NOT NULL, detail_json TEXT NOT NULL, previous_hash TEXT NOT NULL,
        hash TEXT NOT NULL))",
  };
}

std::vector<const char*> lookup_schema() {
  return {
      // What a customer has in a dunning area of its own; the default area is in customer_company.
      R"(CREATE TABLE customer_dunning_area (
        customer_id BIGINT NOT NULL REFERENCES customer (id), company_code TEXT NOT NULL,
        area TEXT NOT NULL, dunning_procedure TEXT, dunning_block TEXT,
        document_id BIGINT NOT NULL REFERENCES document (id),
        PRIMARY KEY (customer_id, company_code, area)))",
      R"(INSERT INTO customer_dunning_area SELECT r.record_id, SUBSTR(r.kind, 10),
        json_extract(a.value, '$.area'), json_extract(a.value, '$.procedure'),
        json_extract(a.value, '$.block'), r.document_id FROM record_version r, json_each(
        CASE WHEN r.content_json LIKE '%"dunning_areas":%' THEN r.content_json ELSE '{}' END,
        '$.dunning_areas') a WHERE r.kind LIKE 'customer/_%' AND r.version = (SELECT
        MAX(n.version) FROM record_version n WHERE n.kind = r.kind AND n.record_id = r.record_id))",
      // The column was there, and nothing wrote to it.
      R"(UPDATE item SET dunning_area = (SELECT json_extract(r.content_json, '$.dunning.area') FROM
        record_version r WHERE r.kind = 'item' AND r.record_id = item.id ORDER BY r.version DESC
        LIMIT 1) WHERE EXISTS (SELECT 1 FROM record_version r WHERE r.kind = 'item' AND
        r.record_id = item.id AND r.content_json LIKE '%"area":%'))",
      // At each end of a run: whether one of a job waits, what has changed behind it, and when the
      // job itself began last.
      "CREATE INDEX job_run_by_job_state ON job_run (job, state, id)",
      "CREATE INDEX job_run_news ON job_run (job, finished_at) WHERE changed = 1",
      R"(CREATE INDEX job_run_begun ON job_run (job, COALESCE(started_at, queued_at))
        WHERE arguments_json NOT LIKE '%"dry_run"%')",
      // At each new customer: what waited for it.
      "CREATE INDEX quarantine_open ON quarantine (rule, document_id) WHERE resolved_at IS NULL",
      // What customers wrote lately, whoever it was.
      "CREATE INDEX correspondence_by_time ON correspondence (recorded_at)",
      // Posted by the other side although it is void here, until somebody has seen to it.
      R"(CREATE INDEX message_posted_though_void ON message (connector, id)
        WHERE state = 'void' AND answer_code = '53' AND error IS NOT NULL)",
  };
}

std::vector<const char*> dunning_schema() {
  return {
      R"(CREATE TABLE dunning_notice (
        id {id}, run_id BIGINT NOT NULL, idempotency_key TEXT NOT NULL UNIQUE,
        procedure_name TEXT NOT NULL, config_version TEXT NOT NULL,
        customer_id BIGINT NOT NULL REFERENCES customer (id), company_code TEXT NOT NULL,
        run_day INTEGER NOT NULL, level INTEGER NOT NULL, amount_minor BIGINT NOT NULL,
        fee_minor BIGINT NOT NULL, currency TEXT NOT NULL, state TEXT NOT NULL,
        proposed_at BIGINT NOT NULL))",
      R"(CREATE TABLE dunning_notice_item (
        notice_id BIGINT NOT NULL REFERENCES dunning_notice (id),
        item_id BIGINT NOT NULL REFERENCES item (id), level INTEGER NOT NULL,
        amount_minor BIGINT NOT NULL, days_overdue INTEGER NOT NULL,
        PRIMARY KEY (notice_id, item_id)))",
      // The reason for every account (item_id null) and item that a run looked at.
      R"(CREATE TABLE dunning_outcome (
        id {id}, run_id BIGINT NOT NULL, customer_id BIGINT NOT NULL, company_code TEXT NOT NULL,
        currency TEXT NOT NULL, item_id BIGINT, reason TEXT NOT NULL, level INTEGER NOT NULL))",
      "CREATE INDEX dunning_outcome_by_run ON dunning_outcome (run_id)",
  };
}

std::vector<const char*> bank_lines_schema() {
  return {
      // Of a posted document: it is decoded again for the statements that were set aside.
      "ALTER TABLE document ADD COLUMN again INTEGER NOT NULL DEFAULT 0",
      "CREATE INDEX document_again ON document (connector, id) WHERE again = 1",
      // The statement that was set aside; none: the whole document.
      "ALTER TABLE quarantine ADD COLUMN statement BIGINT",
      // The document within which it came, packed or attached.
      "ALTER TABLE delivery ADD COLUMN container_id BIGINT REFERENCES document (id)",
      "CREATE INDEX delivery_by_container ON delivery (container_id) WHERE container_id IS NOT "
      "NULL",
      // Reports and notifications may have no balances; then both stand at 0.
      "ALTER TABLE statement ADD COLUMN balances INTEGER NOT NULL DEFAULT 1",
      // The booked line of the same fact.
      "ALTER TABLE bank_transaction ADD COLUMN superseded_by BIGINT",
      "CREATE INDEX bank_transaction_provisional ON bank_transaction (account_id, amount_minor) "
      "WHERE state = 'provisional'",
  };
}

std::vector<const char*> batches_schema() {
  return {
      "ALTER TABLE bank_transaction ADD COLUMN batch_id TEXT",
      "ALTER TABLE bank_transaction ADD COLUMN batch_index BIGINT",
      "ALTER TABLE bank_transaction ADD COLUMN batch_count BIGINT",
      // The booked entry that a payment of a batch stands for.
      "ALTER TABLE bank_transaction ADD COLUMN itemises BIGINT REFERENCES bank_transaction (id)",
      "CREATE INDEX bank_transaction_by_entry ON bank_transaction (itemises) WHERE itemises IS NOT "
      "NULL",
      "UPDATE bank_transaction SET batch_id = json_extract(details_json, '$.batch.id'), "
      "batch_index = json_extract(details_json, '$.batch.index'), batch_count = "
      "json_extract(details_json, '$.batch.count') WHERE details_json LIKE '%\"batch\":%'",
  };
}

}  // namespace saldo::store
