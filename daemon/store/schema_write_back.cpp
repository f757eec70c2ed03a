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

}  // namespace saldo::store
