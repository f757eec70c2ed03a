#include "store/schema.hpp"

namespace saldo::store {

std::vector<const char*> review_schema() {
  return {
      // The person who decided; none: the run did.
      "ALTER TABLE decision ADD COLUMN actor TEXT",
      // The customer, and the items with what was open on them, of each proposal: a proposal whose
      // items have changed since is refused.
      "ALTER TABLE decision ADD COLUMN basis_json TEXT",
      "ALTER TABLE decision ADD COLUMN policy_version TEXT NOT NULL DEFAULT ''",
      // The rule of the policy whose settings counted; none: its defaults.
      "ALTER TABLE decision ADD COLUMN policy_rule TEXT",
      // How many combinations a foreign amount would hit by chance, in millionths.
      "ALTER TABLE decision ADD COLUMN accident_millionths BIGINT",
      // By how many stages the evidence is stronger than that of the runner-up.
      "ALTER TABLE decision ADD COLUMN margin INTEGER",
      // A person has decided on it: what runs conclude is proposed, never posted.
      "ALTER TABLE bank_transaction ADD COLUMN by_person INTEGER NOT NULL DEFAULT 0",
      // Accounts and names that payments taught, or persons. What customer_iban says of them
      // (provenance 'learnt') follows from here.
      R"(CREATE TABLE learnt_payer (
        id {id}, kind TEXT NOT NULL, value_key TEXT NOT NULL, value TEXT NOT NULL,
        customer_id BIGINT NOT NULL REFERENCES customer (id),
        transaction_id BIGINT REFERENCES bank_transaction (id), learnt_at BIGINT NOT NULL,
        learnt_by TEXT NOT NULL, confirmed_at BIGINT, confirmed_by TEXT,
        withdrawn_at BIGINT, withdrawn_by TEXT, withdrawn_reason TEXT))",
      "CREATE INDEX learnt_payer_by_value ON learnt_payer (kind, value_key)",
      R"(INSERT INTO learnt_payer (kind, value_key, value, customer_id, learnt_at, learnt_by)
        SELECT 'iban', b.iban, b.iban, b.customer_id, COALESCE(d.posted_at, d.received_at),
        'runs before this version' FROM customer_iban b JOIN document d ON d.id = b.document_id
        WHERE b.provenance = 'learnt')",
  };
}

}  // namespace saldo::store
