#include <iterator>

#include "store/schema.hpp"

namespace saldo::store {

namespace {

constexpr const char* kDocuments[] = {
    // What arrived. Its bytes lie in the archive under sha256.
    R"(CREATE TABLE document (
    id {id}, sha256 TEXT NOT NULL UNIQUE, size BIGINT NOT NULL, name TEXT NOT NULL,
    media_type TEXT NOT NULL, connector TEXT NOT NULL, status TEXT NOT NULL,
    decoder TEXT, decoder_version TEXT, crashes BIGINT NOT NULL DEFAULT 0,
    received_at BIGINT NOT NULL, posted_at BIGINT,
    statements BIGINT NOT NULL DEFAULT 0, transactions BIGINT NOT NULL DEFAULT 0,
    duplicates BIGINT NOT NULL DEFAULT 0, customers BIGINT NOT NULL DEFAULT 0,
    items BIGINT NOT NULL DEFAULT 0, advices BIGINT NOT NULL DEFAULT 0))",
    "CREATE INDEX document_by_status ON document (status, connector, id)",
    // Every time it arrived, also again.
    R"(CREATE TABLE delivery (
    id {id}, document_id BIGINT NOT NULL REFERENCES document (id), connector TEXT NOT NULL,
    name TEXT NOT NULL, delivered_at BIGINT NOT NULL, actor TEXT NOT NULL))",
    "CREATE INDEX delivery_by_document ON delivery (document_id)",
    // Each refusal; resolved_at is set when a replay posted the document.
    R"(CREATE TABLE quarantine (
    id {id}, document_id BIGINT NOT NULL REFERENCES document (id), refused_at BIGINT NOT NULL,
    decoder TEXT, rule TEXT NOT NULL, message TEXT NOT NULL, line BIGINT NOT NULL,
    byte_offset BIGINT NOT NULL, expected TEXT, found TEXT, held_minor BIGINT,
    held_currency TEXT, report TEXT, resolved_at BIGINT))",
    "CREATE INDEX quarantine_by_document ON quarantine (document_id)",
};

constexpr const char* kBank[] = {
    R"(CREATE TABLE bank_account (
    id {id}, account_key TEXT NOT NULL UNIQUE, iban TEXT, number TEXT, bank TEXT, name TEXT,
    currency TEXT NOT NULL))",
    R"(CREATE TABLE statement (
    id {id}, document_id BIGINT NOT NULL REFERENCES document (id), position BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES bank_account (id), kind TEXT NOT NULL,
    number TEXT, sequence TEXT, currency TEXT NOT NULL,
    opening_minor BIGINT NOT NULL, opening_day INTEGER, closing_minor BIGINT NOT NULL,
    closing_day INTEGER, from_day INTEGER, to_day INTEGER, transactions BIGINT NOT NULL,
    booked_minor BIGINT NOT NULL, duplicates BIGINT NOT NULL, duplicate_minor BIGINT NOT NULL,
    repeated INTEGER NOT NULL,
    line BIGINT NOT NULL, byte_offset BIGINT NOT NULL))",
    "CREATE UNIQUE INDEX statement_by_document ON statement (document_id, position)",
    "CREATE INDEX statement_by_account ON statement (account_id, closing_day)",
    // The key leads with what arrives together, so that a large file appends to the index.
    R"(CREATE TABLE bank_transaction (
    id {id}, statement_id BIGINT NOT NULL REFERENCES statement (id),
    account_id BIGINT NOT NULL, booking_day INTEGER NOT NULL, ordinal BIGINT NOT NULL,
    fingerprint TEXT NOT NULL, occurrence BIGINT NOT NULL, position BIGINT NOT NULL,
    value_day INTEGER, amount_minor BIGINT NOT NULL, currency TEXT NOT NULL,
    status TEXT NOT NULL, reversal INTEGER NOT NULL, bank_reference TEXT,
    customer_reference TEXT, end_to_end_id TEXT, mandate_id TEXT, creditor_id TEXT,
    code TEXT, counterparty_name TEXT, counterparty_iban TEXT, counterparty_account TEXT,
    counterparty_bic TEXT, ultimate_counterparty_name TEXT, creditor_reference TEXT,
    remittance TEXT, details_json TEXT, line BIGINT NOT NULL, byte_offset BIGINT NOT NULL,
    state TEXT NOT NULL, customer_id BIGINT, unapplied_minor BIGINT NOT NULL))",
    "CREATE UNIQUE INDEX bank_transaction_key ON bank_transaction "
    "(account_id, booking_day, ordinal)",
    "CREATE INDEX bank_transaction_by_statement ON bank_transaction (statement_id)",
    // What cash application looks at, in its order.
    "CREATE INDEX bank_transaction_undecided ON bank_transaction "
    "(booking_day, account_id, ordinal) "
    "WHERE state IN ('new', 'proposed', 'unapplied', 'suspense')",
    "CREATE INDEX bank_transaction_by_customer ON bank_transaction (customer_id) "
    "WHERE customer_id IS NOT NULL",
    // What a later file brought again, with its twin.
    R"(CREATE TABLE duplicate_transaction (
    id {id}, statement_id BIGINT NOT NULL REFERENCES statement (id),
    twin_id BIGINT NOT NULL REFERENCES bank_transaction (id), position BIGINT NOT NULL,
    line BIGINT NOT NULL, byte_offset BIGINT NOT NULL))",
    "CREATE INDEX duplicate_by_statement ON duplicate_transaction (statement_id)",
};

constexpr const char* kCustomers[] = {
    R"(CREATE TABLE customer (
    id {id}, source_system TEXT NOT NULL, number TEXT NOT NULL, number_key TEXT NOT NULL,
    name TEXT NOT NULL, name_key TEXT NOT NULL, country TEXT, language TEXT, tax_id TEXT,
    credit_limit_minor BIGINT, credit_limit_currency TEXT, contacts_json TEXT,
    version BIGINT NOT NULL, document_id BIGINT NOT NULL REFERENCES document (id),
    line BIGINT NOT NULL, byte_offset BIGINT NOT NULL, UNIQUE (source_system, number)))",
    "CREATE INDEX customer_by_number ON customer (number_key)",
    "CREATE INDEX customer_by_name ON customer (name_key)",
    R"(CREATE TABLE customer_company (
    customer_id BIGINT NOT NULL REFERENCES customer (id), company_code TEXT NOT NULL,
    payment_terms TEXT, dunning_procedure TEXT, dunning_block TEXT, dunning_level INTEGER,
    document_id BIGINT NOT NULL REFERENCES document (id),
    PRIMARY KEY (customer_id, company_code)))",
    R"(CREATE TABLE customer_iban (
    iban TEXT NOT NULL, customer_id BIGINT NOT NULL REFERENCES customer (id),
    provenance TEXT NOT NULL, document_id BIGINT NOT NULL REFERENCES document (id),
    PRIMARY KEY (iban, customer_id, provenance)))",
};

constexpr const char* kItems[] = {
    R"(CREATE TABLE item (
    id {id}, source_system TEXT NOT NULL, company_code TEXT NOT NULL, number TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL, number_key TEXT NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES customer (id), kind TEXT NOT NULL,
    document_day INTEGER, posting_day INTEGER, baseline_day INTEGER, due_day INTEGER NOT NULL,
    amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, open_minor BIGINT NOT NULL,
    state TEXT NOT NULL, terms_json TEXT, references_json TEXT, version BIGINT NOT NULL,
    document_id BIGINT NOT NULL REFERENCES document (id), line BIGINT NOT NULL,
    byte_offset BIGINT NOT NULL,
    UNIQUE (source_system, company_code, number, fiscal_year)))",
    "CREATE INDEX item_by_number ON item (number_key)",
    "CREATE INDEX item_by_customer ON item (customer_id, due_day) WHERE open_minor <> 0",
    // Other numbers that an item is known by: purchase order, delivery, creditor reference …
    R"(CREATE TABLE item_reference (
    value_key TEXT NOT NULL, kind TEXT NOT NULL, item_id BIGINT NOT NULL REFERENCES item (id),
    PRIMARY KEY (value_key, kind, item_id)))",
    "CREATE INDEX item_reference_by_item ON item_reference (item_id)",
    // Every content that a customer or an item ever had: the facts behind their rows.
    R"(CREATE TABLE record_version (
    kind TEXT NOT NULL, record_id BIGINT NOT NULL, version BIGINT NOT NULL,
    document_id BIGINT NOT NULL REFERENCES document (id), line BIGINT NOT NULL,
    byte_offset BIGINT NOT NULL, content_json TEXT NOT NULL, recorded_at BIGINT NOT NULL,
    PRIMARY KEY (kind, record_id, version)))",
    R"(CREATE TABLE remittance_advice (
    id {id}, document_id BIGINT NOT NULL REFERENCES document (id), number TEXT,
    customer_number TEXT, payment_day INTEGER, amount_minor BIGINT, currency TEXT,
    lines_json TEXT NOT NULL, line BIGINT NOT NULL, byte_offset BIGINT NOT NULL))",
};

constexpr const char* kDecisions[] = {
    // What was decided about a transaction and why; the newest row of a transaction counts.
    R"(CREATE TABLE decision (
    id {id}, transaction_id BIGINT NOT NULL REFERENCES bank_transaction (id),
    run_id BIGINT NOT NULL, decided_at BIGINT NOT NULL, status TEXT NOT NULL,
    customer_id BIGINT, rule TEXT NOT NULL, reason TEXT NOT NULL, evidence_json TEXT NOT NULL,
    runner_up_json TEXT, proposals_json TEXT, config_version TEXT NOT NULL))",
    "CREATE INDEX decision_by_transaction ON decision (transaction_id, id)",
    R"(CREATE TABLE allocation (
    id {id}, transaction_id BIGINT NOT NULL REFERENCES bank_transaction (id),
    item_id BIGINT NOT NULL REFERENCES item (id), decision_id BIGINT NOT NULL
    REFERENCES decision (id), paid_minor BIGINT NOT NULL, discount_minor BIGINT NOT NULL,
    write_off_minor BIGINT NOT NULL, currency TEXT NOT NULL, value_day INTEGER NOT NULL,
    allocated_at BIGINT NOT NULL, reverses_id BIGINT))",
    "CREATE INDEX allocation_by_transaction ON allocation (transaction_id)",
    "CREATE INDEX allocation_by_item ON allocation (item_id)",
};

}  // namespace

std::vector<const char*> cash_application_schema() {
  return {
      // How advices are searched: by their own numbers, and by what they come to.
      "ALTER TABLE remittance_advice ADD COLUMN number_key TEXT",
      "UPDATE remittance_advice SET number_key = UPPER(LTRIM(REPLACE(REPLACE(REPLACE(number, '-', "
      "''), '/', ''), ' ', ''), '0'))",
      // The payment that it announced; none: it is still to come.
      "ALTER TABLE remittance_advice ADD COLUMN transaction_id BIGINT REFERENCES bank_transaction "
      "(id)",
      "CREATE INDEX remittance_advice_by_number ON remittance_advice (number_key) "
      "WHERE transaction_id IS NULL",
      "CREATE INDEX remittance_advice_by_total ON remittance_advice (amount_minor, currency) "
      "WHERE transaction_id IS NULL",
      // In which pass of its run it was made: an interrupted run goes on from there.
      "ALTER TABLE decision ADD COLUMN pass INTEGER NOT NULL DEFAULT 0",
      "CREATE INDEX decision_by_run ON decision (run_id, id)",
  };
}

std::vector<const char*> settlement_schema() {
  return {
      // Why something was written off, and how an item of another currency was paid.
      "ALTER TABLE allocation ADD COLUMN write_off_reason TEXT",
      "ALTER TABLE allocation ADD COLUMN cash_minor BIGINT",
      "ALTER TABLE allocation ADD COLUMN cash_currency TEXT",
      "ALTER TABLE allocation ADD COLUMN rate TEXT",
      "ALTER TABLE allocation ADD COLUMN fx_difference_minor BIGINT",
      // An allocation is undone once.
      "CREATE UNIQUE INDEX allocation_by_reversed ON allocation (reverses_id) WHERE reverses_id IS "
      "NOT NULL",
      // Whose budget a write-off belongs to; nothing where nothing was written off.
      "ALTER TABLE allocation ADD COLUMN budget_customer_id BIGINT REFERENCES customer (id)",
      "CREATE INDEX allocation_by_budget ON allocation (budget_customer_id, value_day) WHERE "
      "budget_customer_id IS NOT NULL",
      // How a return finds the direct debit that it takes back.
      "CREATE INDEX bank_transaction_by_debit ON bank_transaction (end_to_end_id) WHERE mandate_id "
      "IS NOT NULL AND amount_minor > 0",
      "CREATE INDEX bank_transaction_by_mandate ON bank_transaction (mandate_id) WHERE mandate_id "
      "IS NOT NULL AND amount_minor > 0",
      // The payment that a decision takes back.
      "ALTER TABLE decision ADD COLUMN takes_back_id BIGINT REFERENCES bank_transaction (id)",
  };
}

std::vector<const char*> book_schema() {
  std::vector<const char*> all(std::begin(kDocuments), std::end(kDocuments));
  all.insert(all.end(), std::begin(kBank), std::end(kBank));
  all.insert(all.end(), std::begin(kCustomers), std::end(kCustomers));
  all.insert(all.end(), std::begin(kItems), std::end(kItems));
  all.insert(all.end(), std::begin(kDecisions), std::end(kDecisions));
  return all;
}

}  // namespace saldo::store
