#include "store/schema.hpp"

namespace saldo::store {

std::vector<const char*> collection_schema() {
  return {
      R"(CREATE TABLE promise (
        id {id}, customer_id BIGINT NOT NULL REFERENCES customer (id),
        amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, given_day INTEGER NOT NULL,
        promised_day INTEGER NOT NULL, tolerance_days INTEGER NOT NULL, level INTEGER NOT NULL,
        state TEXT NOT NULL, given_by TEXT, note TEXT, actor TEXT NOT NULL,
        recorded_at BIGINT NOT NULL, paid_minor BIGINT, closed_day INTEGER, closed_by TEXT,
        close_reason TEXT))",
      "CREATE INDEX promise_by_customer ON promise (customer_id, state)",
      "CREATE INDEX promise_open ON promise (id) WHERE state = 'open'",
      R"(CREATE TABLE promise_item (
        promise_id BIGINT NOT NULL REFERENCES promise (id),
        item_id BIGINT NOT NULL REFERENCES item (id),
        hold_id BIGINT NOT NULL REFERENCES dunning_hold (id), PRIMARY KEY (promise_id, item_id)))",
      "CREATE INDEX promise_item_by_item ON promise_item (item_id)",
      R"(CREATE TABLE contact (
        id {id}, customer_id BIGINT NOT NULL REFERENCES customer (id), channel TEXT NOT NULL,
        direction TEXT NOT NULL, contact_day INTEGER NOT NULL, person TEXT, outcome TEXT NOT NULL,
        note TEXT, next_day INTEGER, actor TEXT NOT NULL, recorded_at BIGINT NOT NULL))",
      "CREATE INDEX contact_by_customer ON contact (customer_id, id)",
      R"(CREATE TABLE contact_item (
        contact_id BIGINT NOT NULL REFERENCES contact (id),
        item_id BIGINT NOT NULL REFERENCES item (id), PRIMARY KEY (contact_id, item_id)))",
  };
}

}  // namespace saldo::store
