#include "store/schema.hpp"

namespace saldo::store {

std::vector<const char*> erp_schema() {
  return {
      // What the ERP listed at one time under one condition; see saldo::Extract.
      R"(CREATE TABLE erp_extract (
        id {id}, connector TEXT NOT NULL, extract_id TEXT NOT NULL, content TEXT NOT NULL,
        extent TEXT NOT NULL, company_codes TEXT NOT NULL, began_at BIGINT NOT NULL,
        absent_percent BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT, completed_at BIGINT,
        cleared BIGINT NOT NULL DEFAULT 0, UNIQUE (connector, extract_id)))",
      R"(CREATE INDEX erp_extract_complete ON erp_extract (content, began_at)
        WHERE state = 'complete')",
      R"(CREATE TABLE erp_extract_part (
        extract_id BIGINT NOT NULL REFERENCES erp_extract (id), part BIGINT NOT NULL,
        document_id BIGINT NOT NULL REFERENCES document (id), is_last INTEGER NOT NULL,
        row_count BIGINT NOT NULL, total BIGINT, PRIMARY KEY (extract_id, part)))",
      "CREATE INDEX erp_extract_part_by_document ON erp_extract_part (document_id)",
      // Its open items, also those that were refused. Kept of the newest complete extract; what
      // stood in older ones stands in their documents.
      R"(CREATE TABLE erp_extract_row (
        extract_id BIGINT NOT NULL REFERENCES erp_extract (id), part BIGINT NOT NULL,
        company_code TEXT NOT NULL, number TEXT NOT NULL, fiscal_year INTEGER NOT NULL,
        customer_number TEXT, open_minor BIGINT, currency TEXT, dunning_block TEXT,
        refused INTEGER NOT NULL,
        PRIMARY KEY (extract_id, company_code, number, fiscal_year)))",
      // What the ERP settled by itself: a fact of its own beside our allocations. A later one that
      // takes it back has the opposite sign.
      R"(CREATE TABLE erp_clearing (
        id {id}, item_id BIGINT NOT NULL REFERENCES item (id), settled_minor BIGINT NOT NULL,
        currency TEXT NOT NULL, cause TEXT NOT NULL, cleared_by TEXT, cleared_day INTEGER NOT NULL,
        as_of_at BIGINT NOT NULL, extract_id BIGINT REFERENCES erp_extract (id),
        document_id BIGINT NOT NULL REFERENCES document (id), recorded_at BIGINT NOT NULL))",
      "CREATE INDEX erp_clearing_by_item ON erp_clearing (item_id)",
      // All that lessens what is open on an item.
      R"(CREATE VIEW item_settlement AS SELECT item_id, paid_minor + discount_minor +
        write_off_minor AS settled_minor, value_day, currency FROM allocation UNION ALL SELECT
        item_id, settled_minor, cleared_day, currency FROM erp_clearing)",
      R"(CREATE TABLE balance_check (
        id {id}, run_id BIGINT NOT NULL, checked_at BIGINT NOT NULL, as_of_at BIGINT NOT NULL,
        accounts BIGINT NOT NULL, items BIGINT NOT NULL, differences BIGINT NOT NULL))",
      R"(CREATE TABLE balance_difference (
        check_id BIGINT NOT NULL REFERENCES balance_check (id), position BIGINT NOT NULL,
        cause TEXT NOT NULL, customer_number TEXT NOT NULL, company_code TEXT NOT NULL,
        number TEXT, fiscal_year INTEGER, currency TEXT NOT NULL, erp_minor BIGINT,
        here_minor BIGINT, settled_here_minor BIGINT, erp_block TEXT, here_block TEXT,
        PRIMARY KEY (check_id, position)))",
      "ALTER TABLE item ADD COLUMN dunning_block TEXT",
  };
}

}  // namespace saldo::store
