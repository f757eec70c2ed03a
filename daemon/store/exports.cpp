#include "store/exports.hpp"

#include <soci/soci.h>

#include <map>

#include "store/rows.hpp"
#include "store/settled.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

// Without --as-of, a day behind all others.
constexpr std::int64_t kForever = 2932896;

constexpr const char* kTransactionId =
    "t.fingerprint || CASE WHEN t.occurrence = 0 THEN '' ELSE '-' || t.occurrence END";

const std::string kCustomers =
    "SELECT c.number, c.name, c.source_system, k.company_code, c.country, c.language, c.tax_id, "
    "(SELECT GROUP_CONCAT(iban, ',') FROM (SELECT DISTINCT b.iban FROM customer_iban b WHERE "
    "b.customer_id = c.id ORDER BY b.iban)) AS ibans_list, k.payment_terms, "
    "k.dunning_procedure AS \"dunning.procedure\", k.dunning_level AS \"dunning.level\", "
    "k.dunning_block AS \"dunning.block\", c.credit_limit_minor, c.credit_limit_currency AS "
    "currency, c.contacts_json, d.sha256 AS document FROM customer c LEFT JOIN customer_company k "
    "ON k.customer_id = c.id JOIN document d ON d.id = c.document_id "
    "ORDER BY c.source_system, c.number, k.company_code";

// The outbox without the ids of one book.
const std::string kProposals =
    "SELECT m.kind, m.state, c.number AS customer, m.company_code, m.amount_minor, m.currency, "
    "t.bank_reference AS payment, m.subject AS about, m.connector, m.idempotency_key AS "
    "message_key, m.number, o.idempotency_key AS reverses, m.receipt, m.answer_code AS "
    "\"answer.code\", m.answer_text AS \"answer.text\" FROM message m LEFT JOIN customer c ON c.id "
    "= m.customer_id LEFT JOIN bank_transaction t ON t.id = m.transaction_id LEFT JOIN message o "
    "ON "
    "o.id = m.reverses_id "
    "ORDER BY m.idempotency_key";

// Open as of a day: the amount less what was settled with a value date up to it.
const std::string kItems =
    "SELECT x.number, x.customer, x.company_code, x.kind, x.document_day AS document_date_day, "
    "x.posting_day AS posting_date_day, x.baseline_day AS baseline_date_day, x.due_day AS "
    "due_date_day, x.amount_minor, x.currency, x.amount_minor - x.settled AS open_amount_minor, "
    "CASE WHEN x.amount_minor = x.settled THEN 'cleared' WHEN x.settled = 0 THEN 'open' ELSE "
    "'partly_paid' END AS state, x.terms_json, x.references_json, x.source_system, x.fiscal_year, "
    "x.sha256 AS document, x.line AS \"at.line\", x.byte_offset AS \"at.offset\" FROM ("
    "SELECT i.*, c.number AS customer, d.sha256, COALESCE((SELECT SUM(a.settled_minor) FROM "
    "item_settlement a WHERE a.item_id = i.id AND a.value_day <= :as_of), 0) AS settled FROM item "
    "i JOIN customer c ON c.id = i.customer_id "
    "JOIN document d ON d.id = i.document_id WHERE COALESCE(i.posting_day, i.document_day, "
    "i.due_day) <= :as_of) x ORDER BY x.source_system, x.company_code, x.number, x.fiscal_year";

const std::string kAllocations =
    std::string("SELECT ") + kTransactionId +
    " AS \"transaction\", t.bank_reference AS entry, i.number AS item, c.number AS customer, "
    "i.company_code, a.paid_minor, a.discount_minor, a.write_off_minor, a.write_off_reason, "
    "a.currency, a.cash_minor AS cash_units, a.cash_currency, a.rate, a.fx_difference_minor AS "
    "fx_difference_units, CASE WHEN a.reverses_id IS NOT NULL THEN 1 END AS reversal_flag, "
    "a.value_day AS value_date_day, e.rule FROM allocation a JOIN bank_transaction t ON t.id = "
    "a.transaction_id "
    "JOIN bank_account b ON b.id = t.account_id JOIN item i ON i.id = a.item_id JOIN customer c ON "
    "c.id = i.customer_id JOIN decision e ON e.id = a.decision_id WHERE a.value_day <= :as_of "
    "ORDER BY b.account_key, t.booking_day, t.fingerprint, t.occurrence, i.number, a.paid_minor, "
    "a.id";

const std::string kTransactions =
    std::string("SELECT ") + kTransactionId +
    " AS id, COALESCE(b.iban, b.account_key) AS account, s.number AS statement, t.booking_day AS "
    "booking_date_day, t.value_day AS value_date_day, t.amount_minor, t.currency, t.status, "
    "t.reversal AS reversal_flag, t.bank_reference, t.customer_reference, t.end_to_end_id, "
    "t.mandate_id, t.code, t.counterparty_name AS \"counterparty.name\", t.counterparty_iban AS "
    "\"counterparty.iban\", t.counterparty_account AS \"counterparty.account\", t.counterparty_bic "
    "AS \"counterparty.bic\", t.ultimate_counterparty_name AS \"ultimate_counterparty.name\", "
    "t.creditor_reference, t.remittance, t.state, c.number AS customer, t.unapplied_minor, "
    "d.sha256 AS document, t.line AS \"at.line\", t.byte_offset AS \"at.offset\" FROM "
    "bank_transaction t JOIN statement s ON s.id = t.statement_id JOIN bank_account b ON b.id = "
    "t.account_id JOIN document d ON d.id = s.document_id LEFT JOIN customer c ON c.id = "
    "t.customer_id WHERE t.booking_day <= :as_of "
    "ORDER BY b.account_key, t.booking_day, t.fingerprint, t.occurrence";

const std::string kStatements =
    "SELECT COALESCE(b.iban, b.account_key) AS account, s.number AS id, s.sequence, s.kind, "
    "s.currency, CASE WHEN s.balances = 1 THEN s.opening_minor END AS opening_minor, s.opening_day "
    "AS opening_date_day, CASE WHEN s.balances = 1 THEN s.closing_minor END AS closing_minor, "
    "s.closing_day AS closing_date_day, s.transactions, s.duplicates, s.repeated AS repeated_flag, "
    "d.sha256 AS document, s.line AS \"at.line\", s.byte_offset AS \"at.offset\" FROM statement s "
    "JOIN bank_account b ON b.id = s.account_id JOIN document d ON d.id = s.document_id "
    "WHERE COALESCE(s.closing_day, 0) <= :as_of "
    "ORDER BY b.account_key, s.closing_day, s.number, s.sequence, d.sha256, s.position";

const std::string kCashApplication =
    std::string("SELECT COALESCE(t.bank_reference, t.customer_reference) AS entry, ") +
    kTransactionId +
    " AS \"transaction\", CASE e.status WHEN 'suspense' THEN 'unapplied' ELSE e.status END AS "
    "status, c.number AS customer, (SELECT json_group_array(json_array(x.number, x.paid_minor, "
    "x.discount_minor)) FROM (SELECT i.number, "
    "a.paid_minor, a.discount_minor FROM allocation a JOIN item i ON i.id = a.item_id WHERE "
    "a.transaction_id = t.id AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r "
    "WHERE r.reverses_id = a.id AND r.transaction_id = t.id) ORDER BY i.number) x) AS "
    "applied_json, (SELECT json_group_array(json_array(x.number, x.write_off_minor, "
    "x.write_off_reason)) FROM (SELECT i.number, a.write_off_minor, a.write_off_reason FROM "
    "allocation a JOIN item i ON i.id = a.item_id WHERE a.transaction_id = t.id AND "
    "a.write_off_minor <> 0 AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r "
    "WHERE r.reverses_id = a.id AND r.transaction_id = t.id) ORDER BY i.number) x) AS "
    "write_offs_json, (SELECT w.fingerprint || CASE WHEN w.occurrence = 0 THEN '' ELSE '-' || "
    "w.occurrence END FROM bank_transaction w WHERE w.id = e.takes_back_id) AS takes_back, "
    "t.unapplied_minor AS "
    "unapplied_units, t.currency, t.amount_minor, e.rule, e.reason, e.evidence_json, "
    "e.runner_up_json, e.proposals_json FROM bank_transaction t JOIN bank_account b ON b.id = "
    "t.account_id JOIN decision e ON e.id = (SELECT MAX(n.id) FROM decision n WHERE "
    "n.transaction_id = t.id) LEFT JOIN customer c ON c.id = e.customer_id WHERE t.booking_day <= "
    ":as_of AND t.state <> 'itemised' ORDER BY b.account_key, t.booking_day, t.fingerprint, "
    "t.occurrence";

const std::string kDunning =
    "SELECT c.number AS customer, n.company_code, n.run_day AS run_date_day, n.procedure_name AS "
    "procedure, n.level, n.amount_minor, n.fee_minor, n.interest_minor AS interest_memo_minor, "
    "n.compensation_minor AS compensation_memo_minor, NULLIF(n.area, '') AS area, n.channel, "
    "NULLIF(n.effects, '') AS effects_list, n.currency, n.state, (SELECT "
    "json_group_array(json_object('number', x.number, 'level', x.level, 'amount_units', "
    "x.amount_minor, 'due_days', x.due_day, 'days_overdue', x.days_overdue)) FROM (SELECT "
    "i.number, i.due_day, "
    "m.level, m.amount_minor, m.days_overdue FROM dunning_notice_item m JOIN item i ON i.id = "
    "m.item_id WHERE m.notice_id = n.id ORDER BY i.due_day, i.number) x) AS items_json FROM "
    "dunning_notice n JOIN customer c ON c.id = n.customer_id WHERE n.run_day <= :as_of "
    "ORDER BY c.number, n.company_code, n.currency, n.run_day, n.idempotency_key";

// What the newest notice of an account brought about, as long as one of its items is open.
const std::string kDunningEffects =
    "SELECT c.number AS customer, n.company_code, NULLIF(n.area, '') AS area, n.currency, "
    "n.effects AS effects_list, n.level, n.sent_day AS since_day, n.id AS notice FROM "
    "dunning_notice n JOIN customer c ON c.id = n.customer_id WHERE n.state = 'sent' AND n.effects "
    "<> '' AND n.sent_day <= :as_of AND n.id = (SELECT MAX(x.id) FROM dunning_notice x WHERE "
    "x.customer_id = n.customer_id AND x.company_code = n.company_code AND x.currency = n.currency "
    "AND x.area = n.area AND x.state = 'sent' AND x.sent_day <= :as_of) AND EXISTS (SELECT 1 FROM "
    "dunning_notice_item m JOIN item i ON i.id = m.item_id WHERE m.notice_id = n.id AND m.level > "
    "0 AND i.open_minor > 0) ORDER BY c.number, n.company_code, n.currency, n.area";

const std::string kDunningHolds =
    "SELECT h.id AS hold, c.number AS customer, i.number AS item, h.kind, h.amount_minor, "
    "i.currency, h.from_day AS first_day, h.to_day AS last_day, h.reason, h.actor, h.recorded_at, "
    "h.ended_by, h.ended_at FROM dunning_hold h JOIN customer c ON c.id = h.customer_id LEFT JOIN "
    "item i ON i.id = h.item_id ORDER BY h.id";

const std::string kDunningReasons =
    "SELECT c.number AS customer, o.company_code, o.currency, i.number AS item, o.reason, o.level "
    "FROM dunning_outcome o JOIN customer c ON c.id = o.customer_id LEFT JOIN item i ON i.id = "
    "o.item_id WHERE o.run_id = (SELECT MAX(run_id) FROM dunning_outcome) "
    "ORDER BY c.number, o.company_code, o.currency, o.item_id IS NOT NULL, i.due_day, i.number";

const std::string kDuplicates =
    std::string("SELECT ") + kTransactionId +
    " AS twin, COALESCE(b.iban, b.account_key) AS account, t.booking_day AS booking_date_day, "
    "t.amount_minor, t.currency, t.bank_reference, w.sha256 AS twin_document, t.line AS "
    "\"twin_at.line\", t.byte_offset AS \"twin_at.offset\", d.sha256 AS document, x.line AS "
    "\"at.line\", x.byte_offset AS \"at.offset\" FROM duplicate_transaction x JOIN "
    "bank_transaction t ON t.id = x.twin_id JOIN bank_account b ON b.id = t.account_id JOIN "
    "statement s ON s.id = x.statement_id JOIN document d ON d.id = s.document_id JOIN statement "
    "ts ON ts.id = t.statement_id JOIN document w ON w.id = ts.document_id "
    "ORDER BY d.sha256, s.position, x.position";

const std::string kLearnt =
    std::string(
        "SELECT l.id AS learnt, l.kind, l.value, c.number AS customer, c.name AS "
        "customer_name, ") +
    kTransactionId +
    " AS \"transaction\", l.learnt_by, l.learnt_at, l.confirmed_by, l.confirmed_at, "
    "l.withdrawn_by, l.withdrawn_at, l.withdrawn_reason, CASE WHEN l.withdrawn_at IS NULL THEN "
    "'counts' ELSE 'withdrawn' END AS state FROM learnt_payer l JOIN customer c ON c.id = "
    "l.customer_id LEFT JOIN bank_transaction t ON t.id = l.transaction_id ORDER BY l.id";
const std::string kExtracts =
    "SELECT e.extract_id AS extract, e.connector, e.content, e.extent, NULLIF(TRIM("
    "e.company_codes, ','), '') AS company_codes_list, e.began_at, e.state, e.reason, "
    "e.completed_at, (SELECT COUNT(*) FROM erp_extract_part p WHERE p.extract_id = e.id) AS parts, "
    "(SELECT SUM(p.row_count) FROM erp_extract_part p WHERE p.extract_id = e.id) AS row_count, "
    "e.cleared FROM erp_extract e ORDER BY e.began_at, e.id";

// The proof of each: the extract that doesn't list the item, or the document that says who cleared.
const std::string kErpClearings =
    "SELECT c.number AS customer, i.company_code, i.number AS item, i.fiscal_year, x.cause, "
    "x.settled_minor, x.currency, x.cleared_by, x.cleared_day AS cleared_on_day, x.as_of_at, "
    "e.extract_id AS extract, d.sha256 AS document, x.recorded_at FROM erp_clearing x JOIN item i "
    "ON i.id = x.item_id JOIN customer c ON c.id = i.customer_id JOIN document d ON d.id = "
    "x.document_id LEFT JOIN erp_extract e ON e.id = x.extract_id ORDER BY x.id";

const std::string kBalanceCheck =
    "SELECT b.cause, b.customer_number AS customer, b.company_code, b.number AS item, "
    "b.fiscal_year, b.currency, b.erp_minor, b.here_minor, b.settled_here_minor, b.erp_block, "
    "b.here_block FROM balance_difference b WHERE b.check_id = (SELECT MAX(id) FROM balance_check) "
    "ORDER BY b.position";

// What was approved to be credited and isn't yet: what the ERP is asked for.
const std::string kCreditNotes =
    "SELECT d.id AS dispute, c.number AS customer, c.name, i.company_code, i.number AS item, "
    "x.disputed_minor AS credit_minor, d.currency, d.resolution, d.reason, d.customer_reason, "
    "d.root_cause, d.resolved_by, (SELECT json_group_array(a.actor) FROM dispute_act a WHERE "
    "a.dispute_id = d.id AND a.act = 'approve' AND a.id > (SELECT MAX(r.id) FROM dispute_act r "
    "WHERE r.dispute_id = d.id AND r.act = 'resolve')) AS approved_by_json, (SELECT "
    "json_group_array(e.kind || ': ' || e.reference) FROM dispute_evidence e WHERE e.dispute_id = "
    "d.id) AS evidence_json FROM dispute d JOIN dispute_item x ON x.dispute_id = d.id JOIN item i "
    "ON i.id = x.item_id JOIN customer c ON c.id = d.customer_id WHERE d.state = 'resolved' AND "
    "d.approved = 1 AND d.resolution IN ('credit', 'rebill', 'partial') AND x.disputed_minor > 0 "
    "ORDER BY d.id, i.number";

// What was approved to be charged and isn't posted yet: what the ERP is asked for.
const std::string kDebitNotes =
    "SELECT g.reference, c.number AS customer, c.name, n.company_code, g.charge, g.amount_minor, "
    "n.currency, n.id AS notice, n.sent_day AS notice_date_day, (SELECT json_group_array("
    "json_object('number', x.number, 'amount_units', x.amount_minor)) FROM (SELECT i.number, "
    "p.amount_minor FROM notice_charge_item p JOIN item i ON i.id = p.item_id WHERE p.charge_id = "
    "g.id ORDER BY i.number) x) AS items_json, g.reason, g.maker AS proposed_by, g.decided_by AS "
    "approved_by, g.decided_at AS approved_at FROM notice_charge g JOIN dunning_notice n ON n.id = "
    "g.notice_id JOIN customer c ON c.id = n.customer_id WHERE g.state = 'approved' AND NOT EXISTS "
    "(SELECT 1 FROM item_reference r WHERE r.value_key = g.reference_key) ORDER BY g.id";

const std::string kAudit =
    "SELECT id, happened_at, actor, action, object, detail_json, hash FROM audit_entry "
    "ORDER BY id";

const std::map<std::string_view, std::string>& queries() {
  static const std::map<std::string_view, std::string> all = {
      {"customers", kCustomers},
      {"items", kItems},
      {"allocations", kAllocations},
      {"transactions", kTransactions},
      {"statements", kStatements},
      {"cash-application", kCashApplication},
      {"dunning", kDunning},
      {"dunning-reasons", kDunningReasons},
      {"dunning-effects", kDunningEffects},
      {"dunning-holds", kDunningHolds},
      {"duplicates", kDuplicates},
      {"learnt", kLearnt},
      {"extracts", kExtracts},
      {"erp-clearings", kErpClearings},
      {"balance-check", kBalanceCheck},
      {"proposals", kProposals},
      {"credit-notes", kCreditNotes},
      {"debit-notes", kDebitNotes},
      {"audit", kAudit},
  };
  return all;
}

/// Names that contain a suffix of rows.hpp but mean plain integers.
void rename_units(std::string_view view, json::object& row) {
  if (view != "cash-application") return;
  if (!row.contains("customer")) row["customer"] = nullptr;
  if (!row.contains("applied")) row["applied"] = json::array();
  if (!row.contains("proposals")) row["proposals"] = json::array();
  if (row["write_offs"].is_null() || row["write_offs"].as_array().empty()) row.erase("write_offs");
  row["unapplied_minor"] = row["unapplied_units"];
  row.erase("unapplied_units");
}

/// What an item of another currency took of the payment, which has a currency of its own.
void format_exchange(json::object& row) {
  if (!row.contains("cash_currency")) return;
  const Currency currency = Currency::parse(std::string_view(row.at("cash_currency").as_string()));
  for (const auto& [units, name] :
       {std::pair{"cash_units", "cash"}, std::pair{"fx_difference_units", "fx_difference"}}) {
    if (const json::value* minor = row.if_contains(units))
      row[name] = json::string(Money{minor->as_int64(), currency}.to_string());
    row.erase(units);
  }
}

/// The items of a notice come from SQL with amounts as units and dates as days.
void format_notice(json::object& row) {
  const Currency currency = Currency::parse(std::string_view(row.at("currency").as_string()));
  for (json::value& value : row.at("items").as_array()) {
    json::object& item = value.as_object();
    item["amount"] = json::string(Money{item["amount_units"].as_int64(), currency}.to_string());
    item["due_date"] = json::string(
        Date::from_days(static_cast<std::int32_t>(item["due_days"].as_int64())).to_string());
    item.erase("amount_units");
    item.erase("due_days");
  }
}

}  // namespace

const std::vector<View>& views() {
  static const std::vector<View> all = {
      {"customers", "master data, one line a customer and company code"},
      {"items", "receivables with what is open on them"},
      {"allocations", "which transaction settled which item, by which rule"},
      {"transactions", "bank transactions with their state"},
      {"statements", "bank statements with their balances"},
      {"cash-application", "what was decided on each transaction, and why"},
      {"aging", "open amounts by days overdue, a line a customer and currency"},
      {"dunning", "dunning notices with their state"},
      {"dunning-reasons", "why each account and item was or wasn't dunned in the last run"},
      {"dunning-effects",
       "credit blocks, delivery stops and hand-overs that notices brought about"},
      {"dunning-holds", "what keeps customers and items out of dunning"},
      {"duplicates", "transactions that came again, with their twins"},
      {"learnt", "accounts and names that payments or persons taught, and what was withdrawn"},
      {"extracts", "what the ERP listed, and whether that is complete"},
      {"erp-clearings", "items that the ERP has cleared, with the proof of each"},
      {"balance-check", "differences to the ERP's book that the last balance check found"},
      {"proposals", "what goes back to the ERP, with its answer"},
      {"credit-notes", "what was approved to be credited and isn't yet, a line an item"},
      {"debit-notes",
       "fees, interest and compensation that are to be charged and aren't posted yet"},
      {"audit", "who did what, chained by hash"},
  };
  return all;
}

Result<void> export_view(soci::session& sql, std::string_view name, std::optional<Date> as_of,
                         const std::function<void(json::object&)>& each) {
  const auto query = queries().find(name);
  if (query == queries().end())
    return Failure{.kind = FailureKind::not_found,
                   .message = "there is nothing called '" + std::string(name) + "' to export"};
  const Parameters parameters = {{"as_of", as_of ? std::int64_t{as_of->days()} : kForever}};
  for_each_object(sql, query->second, parameters, [&](json::object& row) {
    rename_units(name, row);
    if (name == "dunning") format_notice(row);
    if (name == "allocations") format_exchange(row);
    each(row);
  });
  return {};
}

void for_each_open_fact(soci::session& sql, Date as_of,
                        const std::function<void(const OpenFact&)>& each) {
  OpenFact fact;
  int due = 0;
  const std::int32_t day = as_of.days();
  soci::statement query =
      (sql.prepare
           << "SELECT c.number, i.company_code, i.currency, i.amount_minor - " +
                  std::string(kSettledUntilDay) +
                  " AS open, i.due_day FROM item i JOIN customer c ON c.id = i.customer_id WHERE "
                  "COALESCE(i.posting_day, i.document_day, i.due_day) <= :day UNION ALL SELECT "
                  "c.number, '', t.currency, t.amount_minor - COALESCE((SELECT "
                  "SUM(COALESCE(a.cash_minor, a.paid_minor)) FROM allocation a WHERE "
                  "a.transaction_id = t.id AND a.value_day <= :day), 0), -2147483648 FROM "
                  "bank_transaction t JOIN customer c ON c.id = t.customer_id WHERE "
                  "COALESCE(t.value_day, t.booking_day) <= :day AND t.state IN ('applied', "
                  "'unapplied', 'proposed', 'returned')",
       soci::use(day, "day"), soci::into(fact.customer), soci::into(fact.company_code),
       soci::into(fact.currency), soci::into(fact.minor), soci::into(due));
  query.execute();
  while (query.fetch()) {
    if (fact.minor == 0) continue;
    fact.due_date = Date::from_days(due);
    each(fact);
  }
}

}  // namespace saldo::store
