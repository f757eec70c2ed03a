#include "store/schema.hpp"

namespace saldo::store {

std::vector<const char*> dunning_life_schema() {
  return {
      "ALTER TABLE dunning_notice ADD COLUMN area TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE dunning_notice ADD COLUMN legal INTEGER NOT NULL DEFAULT 0",
      "ALTER TABLE dunning_notice ADD COLUMN channel TEXT",
      "ALTER TABLE dunning_notice ADD COLUMN letter TEXT",
      // Memos: what the law would allow to charge. Nothing is posted for them.
      "ALTER TABLE dunning_notice ADD COLUMN interest_minor BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE dunning_notice ADD COLUMN compensation_minor BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE dunning_notice ADD COLUMN effects TEXT NOT NULL DEFAULT ''",
      // The person who started the run, if one did; how many people must have looked at it.
      "ALTER TABLE dunning_notice ADD COLUMN maker TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE dunning_notice ADD COLUMN eyes INTEGER NOT NULL DEFAULT 1",
      // The customer's unapplied money when it was proposed.
      "ALTER TABLE dunning_notice ADD COLUMN unapplied_minor BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE dunning_notice ADD COLUMN sent_day INTEGER",
      "ALTER TABLE dunning_notice ADD COLUMN receipt TEXT",
      // A notice that will never go out gives its key free and keeps it here.
      "ALTER TABLE dunning_notice ADD COLUMN former_key TEXT",
      "CREATE INDEX dunning_notice_by_customer ON dunning_notice (customer_id, state)",
      R"(CREATE INDEX dunning_notice_waiting ON dunning_notice (state, id)
        WHERE state IN ('proposed', 'approved', 'sending'))",
      "CREATE INDEX dunning_notice_by_run ON dunning_notice (run_id)",
      // What was open on the item then; level 0: only shown.
      "ALTER TABLE dunning_notice_item ADD COLUMN open_minor BIGINT",
      "ALTER TABLE dunning_notice_item ADD COLUMN interest_minor BIGINT",
      "ALTER TABLE dunning_notice_item ADD COLUMN contingent_minor BIGINT",
      "ALTER TABLE dunning_notice_item ADD COLUMN segments_json TEXT",
      "CREATE INDEX dunning_notice_item_by_item ON dunning_notice_item (item_id)",
      // Everything that was done to a notice after it was proposed.
      R"(CREATE TABLE dunning_act (
        id {id}, notice_id BIGINT NOT NULL REFERENCES dunning_notice (id), act TEXT NOT NULL,
        actor TEXT NOT NULL, reason TEXT NOT NULL, acted_at BIGINT NOT NULL))",
      "CREATE INDEX dunning_act_by_notice ON dunning_act (notice_id, id)",
      // What keeps an item, or a customer where item_id is null, out of dunning for a time.
      R"(CREATE TABLE dunning_hold (
        id {id}, customer_id BIGINT NOT NULL REFERENCES customer (id),
        item_id BIGINT REFERENCES item (id), kind TEXT NOT NULL, amount_minor BIGINT,
        from_day INTEGER NOT NULL, to_day INTEGER, reason TEXT NOT NULL, actor TEXT NOT NULL,
        recorded_at BIGINT NOT NULL, ended_by TEXT, ended_at BIGINT))",
      "CREATE INDEX dunning_hold_by_customer ON dunning_hold (customer_id)",
      "ALTER TABLE item ADD COLUMN dunning_area TEXT",
  };
}

std::vector<const char*> charge_schema() {
  return {
      // A memo, as the interest of the item.
      "ALTER TABLE dunning_notice_item ADD COLUMN compensation_minor BIGINT",
      // What a person decided to charge of what a notice claims: awaiting → approved by another, or
      // withdrawn. The ERP posts it under the reference.
      R"(CREATE TABLE notice_charge (
        id {id}, notice_id BIGINT NOT NULL REFERENCES dunning_notice (id), charge TEXT NOT NULL,
        amount_minor BIGINT NOT NULL, state TEXT NOT NULL, reference TEXT, reference_key TEXT,
        maker TEXT NOT NULL, reason TEXT NOT NULL, proposed_at BIGINT NOT NULL, decided_by TEXT,
        decided_at BIGINT))",
      R"(CREATE UNIQUE INDEX notice_charge_standing ON notice_charge (notice_id, charge)
        WHERE state <> 'withdrawn')",
      // Of which items; of interest, up to which day.
      R"(CREATE TABLE notice_charge_item (
        charge_id BIGINT NOT NULL REFERENCES notice_charge (id),
        item_id BIGINT NOT NULL REFERENCES item (id), amount_minor BIGINT NOT NULL,
        through_day INTEGER NOT NULL, PRIMARY KEY (charge_id, item_id)))",
      "CREATE INDEX notice_charge_item_by_item ON notice_charge_item (item_id)",
  };
}

std::vector<const char*> notice_key_schema() {
  return {
      // A key begins with the customer's number, so that a run, which goes by customer, writes the
      // index of the keys from its beginning to its end.
      R"(UPDATE dunning_notice SET
        idempotency_key = (SELECT number FROM customer c WHERE c.id = customer_id) || '-' ||
          idempotency_key,
        former_key = (SELECT number FROM customer c WHERE c.id = customer_id) || '-' ||
          former_key)",
  };
}

}  // namespace saldo::store
