#include "store/schema.hpp"

namespace saldo::store {

std::vector<const char*> mail_schema() {
  return {
      // Mails to customers: one row is one mail to one recipient, delivered once. Its bytes are in
      // the archive. What becomes of it afterwards (a bounce) is a later state of the same row.
      R"(CREATE TABLE sent_mail (
        token TEXT NOT NULL PRIMARY KEY, message_id TEXT NOT NULL UNIQUE,
        notice_id BIGINT REFERENCES dunning_notice (id),
        customer_id BIGINT NOT NULL REFERENCES customer (id), connector TEXT NOT NULL,
        recipient TEXT NOT NULL, body_sha256 TEXT NOT NULL, state TEXT NOT NULL,
        queued_at BIGINT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        doubts INTEGER NOT NULL DEFAULT 0, in_flight INTEGER NOT NULL DEFAULT 0,
        next_at BIGINT NOT NULL DEFAULT 0, error TEXT, receipt TEXT, sent_at BIGINT))",
      R"(CREATE INDEX sent_mail_waiting ON sent_mail (connector, state, queued_at)
        WHERE state IN ('queued', 'sending'))",
      "CREATE INDEX sent_mail_by_notice ON sent_mail (notice_id)",
      "CREATE INDEX sent_mail_by_customer ON sent_mail (customer_id)",
      // Addresses that a mail server has refused for good, or that mails came back from.
      R"(CREATE TABLE undeliverable_address (
        id {id}, customer_id BIGINT NOT NULL REFERENCES customer (id), address TEXT NOT NULL,
        reason TEXT NOT NULL, token TEXT, recorded_at BIGINT NOT NULL, lifted_by TEXT,
        lifted_at BIGINT))",
      "CREATE INDEX undeliverable_address_by_customer ON undeliverable_address (customer_id)",
      "DROP INDEX dunning_notice_waiting",
      R"(CREATE INDEX dunning_notice_waiting ON dunning_notice (state, id)
        WHERE state IN ('proposed', 'approved', 'queued', 'sending'))",
  };
}

std::vector<const char*> mail_claims_schema() {
  return {
      // In which boot a waiting mail may be handed over: see mail_claims.hpp.
      "ALTER TABLE sent_mail ADD COLUMN claimed_boot TEXT",
      "CREATE INDEX sent_mail_claimed ON sent_mail (token) WHERE claimed_boot IS NOT NULL",
  };
}

std::vector<const char*> mail_queue_schema() {
  return {
      // Over every row: SQLite uses an index of some states only where a query names those very
      // states, and what is sent is ever more than what waits.
      "DROP INDEX sent_mail_waiting",
      "CREATE INDEX sent_mail_by_state ON sent_mail (connector, state, queued_at, token)",
      "DROP INDEX dunning_notice_waiting",
      "CREATE INDEX dunning_notice_by_state ON dunning_notice (state, id)",
  };
}

}  // namespace saldo::store
