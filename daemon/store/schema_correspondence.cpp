#include "store/schema.hpp"

namespace saldo::store {

std::vector<const char*> correspondence_schema() {
  return {
      // Mails that came in, one for a document: what they are, and what of the book they are about,
      // with what showed it. `record_json` is what the decoder read, but for the text.
      R"(CREATE TABLE correspondence (
        id {id}, document_id BIGINT NOT NULL UNIQUE REFERENCES document (id), class TEXT NOT NULL,
        evidence TEXT NOT NULL, automated INTEGER NOT NULL, message_id TEXT,
        from_address TEXT, from_name TEXT, subject TEXT, text TEXT, written_at TEXT,
        record_json TEXT NOT NULL, copy_of BIGINT REFERENCES correspondence (id),
        thread TEXT NOT NULL, thread_evidence TEXT NOT NULL, token TEXT,
        notice_id BIGINT REFERENCES dunning_notice (id),
        customer_id BIGINT REFERENCES customer (id), contact_id BIGINT REFERENCES contact (id),
        effect TEXT, recorded_at BIGINT NOT NULL))",
      "CREATE INDEX correspondence_by_customer ON correspondence (customer_id, id)",
      "CREATE INDEX correspondence_by_notice ON correspondence (notice_id)",
      "CREATE INDEX correspondence_by_message ON correspondence (message_id)",
  };
}

}  // namespace saldo::store
