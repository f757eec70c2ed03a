#include "store/schema.hpp"

namespace saldo::store {

std::vector<const char*> dispute_schema() {
  return {
      // The state follows from the acts, the amounts of its items from the changes.
      R"(CREATE TABLE dispute (
        id {id}, customer_id BIGINT NOT NULL REFERENCES customer (id), currency TEXT NOT NULL,
        reason TEXT NOT NULL, customer_reason TEXT, root_cause TEXT, note TEXT,
        state TEXT NOT NULL, owner TEXT, queue TEXT NOT NULL DEFAULT '',
        escalation INTEGER NOT NULL DEFAULT 0, opened_day INTEGER NOT NULL,
        opened_by TEXT NOT NULL, due_day INTEGER, resolution TEXT, credit_minor BIGINT,
        resolved_by TEXT, eyes INTEGER NOT NULL DEFAULT 2, approved INTEGER NOT NULL DEFAULT 0,
        closed_day INTEGER, decision_id BIGINT REFERENCES decision (id), source TEXT UNIQUE,
        recorded_at BIGINT NOT NULL))",
      "CREATE INDEX dispute_by_customer ON dispute (customer_id, id)",
      "CREATE INDEX dispute_open ON dispute (id) WHERE state NOT IN ('closed', 'voided')",
      // What a dispute claims of an item. The hold keeps it out of dunning. What was seen are the
      // item's settlements, each kind over all times, when it was looked at last.
      R"(CREATE TABLE dispute_item (
        dispute_id BIGINT NOT NULL REFERENCES dispute (id),
        item_id BIGINT NOT NULL REFERENCES item (id), reason TEXT NOT NULL,
        is_open INTEGER NOT NULL, hold_id BIGINT NOT NULL REFERENCES dunning_hold (id),
        original_minor BIGINT NOT NULL, disputed_minor BIGINT NOT NULL,
        paid_minor BIGINT NOT NULL DEFAULT 0, credited_minor BIGINT NOT NULL DEFAULT 0,
        written_off_minor BIGINT NOT NULL DEFAULT 0, cleared_minor BIGINT NOT NULL DEFAULT 0,
        released_minor BIGINT NOT NULL DEFAULT 0, released_day INTEGER,
        seen_open_minor BIGINT NOT NULL, seen_paid_minor BIGINT NOT NULL,
        seen_credited_minor BIGINT NOT NULL, seen_written_off_minor BIGINT NOT NULL,
        seen_cleared_minor BIGINT NOT NULL, PRIMARY KEY (dispute_id, item_id)))",
      // One open dispute for an item and reason.
      "CREATE UNIQUE INDEX dispute_item_open ON dispute_item (item_id, reason) WHERE is_open = 1",
      "CREATE INDEX dispute_item_by_item ON dispute_item (item_id)",
      R"(CREATE INDEX dispute_item_released ON dispute_item (item_id)
        WHERE released_day IS NOT NULL)",
      // Who did what to it and why, and the state that followed.
      R"(CREATE TABLE dispute_act (
        id {id}, dispute_id BIGINT NOT NULL REFERENCES dispute (id), act TEXT NOT NULL,
        state TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, act_day INTEGER NOT NULL,
        acted_at BIGINT NOT NULL))",
      "CREATE INDEX dispute_act_by_dispute ON dispute_act (dispute_id, id)",
      // How much an act brought into dispute ('disputed') or moved from there to another kind;
      // negative: moved back.
      R"(CREATE TABLE dispute_change (
        id {id}, act_id BIGINT NOT NULL REFERENCES dispute_act (id),
        dispute_id BIGINT NOT NULL REFERENCES dispute (id),
        item_id BIGINT NOT NULL REFERENCES item (id), kind TEXT NOT NULL, minor BIGINT NOT NULL))",
      "CREATE INDEX dispute_change_by_dispute ON dispute_change (dispute_id, item_id)",
  };
}

std::vector<const char*> deduction_schema() {
  return {
      // The last day on which a deduction can be contested with the customer; none: any.
      "ALTER TABLE dispute ADD COLUMN contest_by_day INTEGER",
      // What shows whether the customer is right: a kind, and where it is to be found.
      R"(CREATE TABLE dispute_evidence (
        id {id}, dispute_id BIGINT NOT NULL REFERENCES dispute (id), kind TEXT NOT NULL,
        reference TEXT NOT NULL, actor TEXT NOT NULL, recorded_at BIGINT NOT NULL))",
      "CREATE INDEX dispute_evidence_by_dispute ON dispute_evidence (dispute_id)",
  };
}

}  // namespace saldo::store
