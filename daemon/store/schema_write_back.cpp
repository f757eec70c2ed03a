#include "store/schema.hpp"

namespace saldo::store {

std::vector<const char*> write_back_schema() {
  return {
      // Which IDoc was pushed first under an identity, and what it said.
      R"(CREATE TABLE pushed_idoc (
        connector TEXT NOT NULL, client TEXT NOT NULL, sender TEXT NOT NULL,
        number TEXT NOT NULL, content_sha256 TEXT NOT NULL,
        document_id BIGINT NOT NULL REFERENCES document (id),
        PRIMARY KEY (connector, client, sender, number)))",
      // What leaves for another system. One row is delivered once; what replaces or reverses it is
      // a row of its own.
      R"(CREATE TABLE message (
        id {id}, kind TEXT NOT NULL, idempotency_key TEXT NOT NULL UNIQUE,
        number TEXT NOT NULL UNIQUE, connector TEXT NOT NULL,
        transaction_id BIGINT NOT NULL REFERENCES bank_transaction (id),
        decision_id BIGINT NOT NULL REFERENCES decision (id), company_code TEXT NOT NULL,
        customer_id BIGINT NOT NULL REFERENCES customer (id), amount_minor BIGINT NOT NULL,
        currency TEXT NOT NULL, reverses_id BIGINT REFERENCES message (id),
        replaces_id BIGINT REFERENCES message (id), state TEXT NOT NULL, body TEXT NOT NULL,
        content_sha256 TEXT NOT NULL, created_at BIGINT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0, error TEXT, receipt TEXT, sent_at BIGINT,
        answer_code TEXT, answer_text TEXT, answer_reference TEXT, answered_at BIGINT))",
      "CREATE INDEX message_waiting ON message (connector, id) WHERE state = 'proposed'",
      "CREATE INDEX message_by_transaction ON message (transaction_id, id)",
      "CREATE INDEX message_by_decision ON message (decision_id)",
      "CREATE INDEX message_by_state ON message (state, id)",
      // Every answer that came, also to what isn't ours: the facts behind a message's state.
      R"(CREATE TABLE message_answer (
        id {id}, document_id BIGINT NOT NULL REFERENCES document (id),
        message_id BIGINT REFERENCES message (id), number TEXT, message_key TEXT,
        code TEXT NOT NULL, text TEXT, reference TEXT, line BIGINT NOT NULL,
        byte_offset BIGINT NOT NULL, recorded_at BIGINT NOT NULL))",
      "CREATE INDEX message_answer_by_message ON message_answer (message_id)",
      "CREATE INDEX message_answer_by_document ON message_answer (document_id)",
      // What people and jobs did to a message.
      R"(CREATE TABLE message_act (
        id {id}, message_id BIGINT NOT NULL REFERENCES message (id), act TEXT NOT NULL,
        actor TEXT NOT NULL, reason TEXT NOT NULL, acted_at BIGINT NOT NULL))",
      "CREATE INDEX message_act_by_message ON message_act (message_id, id)",
  };
}

std::vector<const char*> outbox_schema() {
  return {
      // Not every message tells of a payment. SQLite can't take NOT NULL from a column, so the
      // table is built again, and with it those that refer to it.
      R"(CREATE TABLE new_message (
        id {id}, kind TEXT NOT NULL, idempotency_key TEXT NOT NULL UNIQUE,
        number TEXT NOT NULL UNIQUE, connector TEXT NOT NULL, subject TEXT,
        transaction_id BIGINT REFERENCES bank_transaction (id),
        decision_id BIGINT REFERENCES decision (id),
        notice_id BIGINT REFERENCES dunning_notice (id),
        document_id BIGINT REFERENCES document (id), company_code TEXT,
        customer_id BIGINT REFERENCES customer (id), amount_minor BIGINT, currency TEXT,
        reverses_id BIGINT REFERENCES new_message (id),
        replaces_id BIGINT REFERENCES new_message (id), state TEXT NOT NULL, body TEXT NOT NULL,
        content_sha256 TEXT NOT NULL, created_at BIGINT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0, error TEXT, receipt TEXT, sent_at BIGINT,
        answer_code TEXT, answer_text TEXT, answer_reference TEXT, answered_at BIGINT))",
      R"(CREATE TABLE new_message_answer (
        id {id}, document_id BIGINT NOT NULL REFERENCES document (id),
        message_id BIGINT REFERENCES new_message (id), number TEXT, message_key TEXT,
        code TEXT NOT NULL, text TEXT, reference TEXT, line BIGINT NOT NULL,
        byte_offset BIGINT NOT NULL, recorded_at BIGINT NOT NULL))",
      R"(CREATE TABLE new_message_act (
        id {id}, message_id BIGINT NOT NULL REFERENCES new_message (id), act TEXT NOT NULL,
        actor TEXT NOT NULL, reason TEXT NOT NULL, acted_at BIGINT NOT NULL))",
      R"(INSERT INTO new_message (id, kind, idempotency_key, number, connector, transaction_id,
        decision_id, company_code, customer_id, amount_minor, currency, reverses_id, replaces_id,
        state, body, content_sha256, created_at, attempts, error, receipt, sent_at, answer_code,
        answer_text, answer_reference, answered_at) SELECT id, kind, idempotency_key, number,
        connector, transaction_id, decision_id, company_code, customer_id, amount_minor, currency,
        reverses_id, replaces_id, state, body, content_sha256, created_at, attempts, error,
        receipt, sent_at, answer_code, answer_text, answer_reference, answered_at FROM message)",
      "INSERT INTO new_message_answer SELECT * FROM message_answer",
      "INSERT INTO new_message_act SELECT * FROM message_act",
      "DROP TABLE message_answer",
      "DROP TABLE message_act",
      "DROP TABLE message",
      "ALTER TABLE new_message RENAME TO message",
      "ALTER TABLE new_message_answer RENAME TO message_answer",
      "ALTER TABLE new_message_act RENAME TO message_act",
      "CREATE INDEX message_waiting ON message (connector, id) WHERE state = 'proposed'",
      "CREATE INDEX message_by_transaction ON message (transaction_id, id)",
      "CREATE INDEX message_by_decision ON message (decision_id)",
      "CREATE INDEX message_by_state ON message (state, id)",
      R"(CREATE INDEX message_by_subject ON message (connector, subject, id)
        WHERE subject IS NOT NULL)",
      "CREATE INDEX message_answer_by_message ON message_answer (message_id)",
      "CREATE INDEX message_answer_by_document ON message_answer (document_id)",
      "CREATE INDEX message_act_by_message ON message_act (message_id, id)",
      // The refusal that its sender was told of: -1 nothing was told, 0 that it is posted.
      "ALTER TABLE pushed_idoc ADD COLUMN told_refusal BIGINT NOT NULL DEFAULT -1",
      R"(CREATE INDEX pushed_idoc_untold ON pushed_idoc (connector, document_id)
        WHERE told_refusal <> 0)",
  };
}

}  // namespace saldo::store
