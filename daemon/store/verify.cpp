#include "store/verify.hpp"

#include <soci/soci.h>

#include "store/audit.hpp"
#include "store/dunning.hpp"

namespace saldo::store {

namespace {

struct Check {
  int invariant;
  const char* query;  // one text a row: what is broken
};

// Each query is empty when the invariant holds.
constexpr Check kChecks[] = {
    {1,
     "SELECT 'item ' || i.number || ': open is ' || i.open_minor || ', amount less settlements is "
     "' "
     "|| (i.amount_minor - COALESCE(a.settled, 0)) FROM item i LEFT JOIN (SELECT item_id, "
     "SUM(settled_minor) AS settled FROM item_settlement GROUP BY "
     "item_id) a ON a.item_id = i.id WHERE i.open_minor <> i.amount_minor - COALESCE(a.settled, 0) "
     "OR (i.amount_minor > 0 AND i.open_minor < 0) OR (i.amount_minor < 0 AND i.open_minor > 0)"},
    {1,
     "SELECT 'item ' || number || ': its state ' || state || ' contradicts its open amount ' || "
     "open_minor FROM item WHERE state <> CASE WHEN open_minor = 0 THEN 'cleared' WHEN open_minor "
     "= amount_minor THEN 'open' ELSE 'partly_paid' END AND state <> 'written_off'"},
    {2,
     "SELECT 'transaction ' || t.fingerprint || ' of statement ' || t.statement_id || ': amount is "
     "' || t.amount_minor || ', allocations and unapplied come to ' || (COALESCE(a.paid, 0) + "
     "t.unapplied_minor) FROM bank_transaction t LEFT JOIN (SELECT transaction_id, "
     "SUM(COALESCE(cash_minor, paid_minor)) AS paid FROM allocation GROUP BY transaction_id) a ON "
     "a.transaction_id = t.id WHERE t.status "
     "= 'booked' AND t.state NOT IN ('not_ar', 'provisional', 'superseded', 'itemised') AND "
     "t.amount_minor <> "
     "COALESCE(a.paid, 0) + "
     "t.unapplied_minor"},
    {2,
     "SELECT 'batch entry ' || t.fingerprint || ' of statement ' || t.statement_id || ': amount is "
     "' || t.amount_minor || ', its ' || COUNT(d.id) || ' payments come to ' || "
     "COALESCE(SUM(d.amount_minor), 0) FROM bank_transaction t LEFT JOIN bank_transaction d ON "
     "d.itemises = t.id WHERE t.state = 'itemised' GROUP BY t.id HAVING t.amount_minor <> "
     "COALESCE(SUM(d.amount_minor), 0) OR t.unapplied_minor <> 0"},
    {3,
     "SELECT 'statement ' || COALESCE(s.number, '?') || ' (document ' || s.document_id || '): "
     "opening ' || s.opening_minor || ' and transactions ' || (COALESCE(t.booked, 0) + "
     "COALESCE(w.booked, 0)) || ' do not come to the closing balance ' || s.closing_minor FROM "
     "statement s LEFT JOIN (SELECT statement_id, SUM(amount_minor) AS booked FROM "
     "bank_transaction WHERE status = 'booked' GROUP BY statement_id) t ON t.statement_id = s.id "
     "LEFT JOIN (SELECT x.statement_id, SUM(b.amount_minor) AS booked FROM duplicate_transaction x "
     "JOIN bank_transaction b ON b.id = x.twin_id WHERE b.status = 'booked' GROUP BY "
     "x.statement_id) w ON w.statement_id = s.id "
     "WHERE s.kind = 'booked' AND s.opening_minor + COALESCE(t.booked, 0) + COALESCE(w.booked, 0) "
     "<> s.closing_minor"},
    {4,
     "SELECT 'document ' || d.id || ' (' || d.name || '): ' || d.transactions || ' transactions "
     "posted, ' || (SELECT COUNT(*) FROM bank_transaction t JOIN statement s ON s.id = "
     "t.statement_id WHERE s.document_id = d.id) || ' are there' FROM document d WHERE d.status = "
     "'posted' AND (d.transactions <> (SELECT COUNT(*) FROM bank_transaction t JOIN statement s ON "
     "s.id = t.statement_id WHERE s.document_id = d.id) OR d.statements <> (SELECT COUNT(*) FROM "
     "statement s WHERE s.document_id = d.id))"},
    {4,
     "SELECT 'statement ' || s.id || ' comes from document ' || s.document_id || ', which is not "
     "posted' FROM statement s LEFT JOIN document d ON d.id = s.document_id WHERE d.status IS NULL "
     "OR d.status <> 'posted'"},
    {4,
     "SELECT r.kind || ' ' || r.record_id || ' comes from document ' || r.document_id || ', which "
     "is not posted' FROM record_version r LEFT JOIN document d ON d.id = r.document_id WHERE "
     "d.status IS NULL OR d.status <> 'posted'"},
    {4,
     "SELECT 'item ' || i.number || ': no record of document ' || i.document_id || ' stands behind "
     "its version ' || i.version FROM item i LEFT JOIN record_version r ON r.kind = 'item' AND "
     "r.record_id = i.id AND r.version = i.version AND r.document_id = i.document_id WHERE "
     "r.version IS NULL"},
    {4,
     "SELECT 'customer ' || c.number || ': its version is ' || c.version || ', its records lead to "
     "' || COALESCE(r.version, 0) FROM customer c LEFT JOIN (SELECT record_id, MAX(version) AS "
     "version FROM record_version WHERE kind <> 'item' GROUP BY record_id) r ON r.record_id = c.id "
     "WHERE c.version <> COALESCE(r.version, 0)"},
    {4,
     "SELECT 'document ' || d.id || ' (' || d.name || '): ' || d.advices || ' remittance advices "
     "posted, ' || COALESCE(a.n, 0) || ' are there' FROM document d LEFT JOIN (SELECT document_id, "
     "COUNT(*) AS n FROM remittance_advice GROUP BY document_id) a ON a.document_id = d.id WHERE "
     "d.status = 'posted' AND d.advices <> COALESCE(a.n, 0)"},
    {5,
     "SELECT 'customer ' || c.number || ' in ' || x.currency || ': open items come to ' || x.open "
     "|| ', postings less allocations to ' || x.proved FROM (SELECT i.customer_id, i.company_code, "
     "i.currency, SUM(i.open_minor) AS open, SUM(i.amount_minor) - COALESCE(SUM(a.settled), 0) AS "
     "proved FROM item i LEFT JOIN (SELECT item_id, SUM(settled_minor) AS settled FROM "
     "item_settlement GROUP BY item_id) a ON a.item_id = i.id GROUP BY i.customer_id, "
     "i.company_code, i.currency) x JOIN customer c ON c.id = x.customer_id WHERE x.open <> "
     "x.proved"},
    {4,
     "SELECT 'what the ERP cleared of item ' || i.number || ' comes from document ' || "
     "c.document_id || ', which is not posted' FROM erp_clearing c JOIN item i ON i.id = c.item_id "
     "LEFT JOIN document d ON d.id = c.document_id WHERE d.status IS NULL OR d.status <> "
     "'posted'"},
    {4,
     "SELECT 'part ' || p.part || ' of extract ' || e.extract_id || ', which is complete, comes "
     "from document ' || p.document_id || ', which is not posted' FROM erp_extract_part p JOIN "
     "erp_extract e ON e.id = p.extract_id LEFT JOIN document d ON d.id = p.document_id WHERE "
     "e.state = 'complete' AND (d.status IS NULL OR d.status <> 'posted')"},
    {6,
     "SELECT 'clearing ' || c.id || ' is in ' || c.currency || ', its item is not' FROM "
     "erp_clearing c JOIN item i ON i.id = c.item_id WHERE i.currency <> c.currency"},
    {6,
     "SELECT 'allocation ' || a.id || ' is in ' || a.currency || ', its item or transaction is "
     "not' FROM allocation a JOIN item i ON i.id = a.item_id JOIN bank_transaction t ON t.id = "
     "a.transaction_id WHERE i.currency <> a.currency OR t.currency <> COALESCE(a.cash_currency, "
     "a.currency)"},
    {1,
     "SELECT 'allocation ' || a.id || ' writes off ' || a.write_off_minor || ' without a reason' "
     "FROM allocation a WHERE a.write_off_minor <> 0 AND COALESCE(a.write_off_reason, '') = ''"},
    {6,
     "SELECT 'allocation ' || r.id || ' does not undo allocation ' || r.reverses_id FROM "
     "allocation r LEFT JOIN allocation a ON a.id = r.reverses_id WHERE r.reverses_id IS NOT NULL "
     "AND (a.id IS NULL OR a.reverses_id IS NOT NULL OR a.item_id <> r.item_id OR a.currency <> "
     "r.currency OR a.paid_minor <> -r.paid_minor OR a.discount_minor <> -r.discount_minor OR "
     "a.write_off_minor <> -r.write_off_minor OR COALESCE(a.cash_minor, 0) <> "
     "-COALESCE(r.cash_minor, 0))"},
    {6,
     "SELECT 'transaction ' || t.id || ' references what does not exist' FROM bank_transaction t "
     "LEFT JOIN statement s ON s.id = t.statement_id LEFT JOIN customer c ON c.id = t.customer_id "
     "WHERE s.id IS NULL OR (t.customer_id IS NOT NULL AND c.id IS NULL)"},
    {8,
     "SELECT 'dispute ' || p.dispute_id || ', item ' || i.number || ': ' || p.original_minor || ' "
     "were disputed, what became of them comes to ' || (p.disputed_minor + p.paid_minor + "
     "p.credited_minor + p.written_off_minor + p.cleared_minor + p.released_minor) FROM "
     "dispute_item p JOIN item i ON i.id = p.item_id WHERE p.original_minor <> p.disputed_minor + "
     "p.paid_minor + p.credited_minor + p.written_off_minor + p.cleared_minor + p.released_minor "
     "OR MIN(p.disputed_minor, p.paid_minor, p.credited_minor, p.written_off_minor, "
     "p.cleared_minor, p.released_minor) < 0"},
    {8,
     "SELECT 'dispute ' || p.dispute_id || ', item ' || p.item_id || ': its amounts don''t follow "
     "from its changes' FROM dispute_item p LEFT JOIN (SELECT dispute_id, item_id, SUM(CASE WHEN "
     "kind = 'disputed' THEN minor END) AS original, SUM(CASE WHEN kind = 'paid' THEN minor ELSE 0 "
     "END) AS paid, SUM(CASE WHEN kind = 'credited' THEN minor ELSE 0 END) AS credited, SUM(CASE "
     "WHEN kind = 'written_off' THEN minor ELSE 0 END) AS written_off, SUM(CASE WHEN kind = "
     "'cleared' THEN minor ELSE 0 END) AS cleared, SUM(CASE WHEN kind = 'released' THEN minor ELSE "
     "0 END) AS released FROM dispute_change GROUP BY dispute_id, item_id) x ON x.dispute_id = "
     "p.dispute_id AND x.item_id = p.item_id WHERE x.original IS NULL OR x.original <> "
     "p.original_minor OR x.paid <> p.paid_minor OR x.credited <> p.credited_minor OR "
     "x.written_off <> p.written_off_minor OR x.cleared <> p.cleared_minor OR x.released <> "
     "p.released_minor"},
    {8,
     "SELECT 'item ' || i.number || ': ' || SUM(p.disputed_minor) || ' are disputed, ' || "
     "MIN(p.seen_open_minor) || ' were open when that was looked at' FROM dispute_item p JOIN item "
     "i ON i.id = p.item_id WHERE p.is_open = 1 GROUP BY p.item_id, i.number HAVING "
     "SUM(p.disputed_minor) > MIN(p.seen_open_minor)"},
    {8,
     "SELECT 'dispute ' || d.id || ' is ' || d.state || ', which contradicts ' || CASE WHEN "
     "a.state "
     "<> d.state THEN 'what was done to it' ELSE 'its item ' || p.item_id END FROM dispute d JOIN "
     "dispute_item p ON p.dispute_id = d.id LEFT JOIN dispute_act a ON a.id = (SELECT MAX(id) FROM "
     "dispute_act WHERE dispute_id = d.id) WHERE a.id IS NULL OR a.state <> d.state OR p.is_open "
     "<> (d.state NOT IN ('closed', 'voided')) OR (p.is_open = 0 AND p.disputed_minor <> 0)"},
    {8,
     "SELECT 'dispute ' || p.dispute_id || ': its hold ' || p.hold_id || ' on item ' || p.item_id "
     "|| ' doesn''t fit the ' || p.disputed_minor || ' that are disputed' FROM dispute_item p JOIN "
     "dunning_hold h ON h.id = p.hold_id WHERE (h.ended_at IS NULL) <> (p.disputed_minor > 0) OR "
     "(p.disputed_minor > 0 AND h.amount_minor <> p.disputed_minor) OR h.item_id <> p.item_id"},
    {6,
     "SELECT 'run ' || id || ' (' || job || ') is running without an owner' FROM job_run WHERE "
     "state = 'running' AND owner IS NULL"},
};

}  // namespace

std::vector<Broken> broken_invariants(soci::session& sql, std::size_t limit) {
  std::vector<Broken> broken;
  for (const Check& check : kChecks) {
    std::string what;
    soci::statement query = (sql.prepare << check.query, soci::into(what));
    query.execute();
    while (broken.size() < limit && query.fetch()) broken.push_back({check.invariant, what});
  }
  std::string table;
  soci::statement dangling =
      (sql.prepare << "SELECT DISTINCT \"table\" FROM pragma_foreign_key_check", soci::into(table));
  dangling.execute();
  while (broken.size() < limit && dangling.fetch())
    broken.push_back({6, "a row of " + table + " references a row that does not exist"});
  if (const std::int64_t entry = first_broken_audit_entry(sql); entry != 0)
    broken.push_back(
        {7, "audit entry " + std::to_string(entry) + " doesn't follow from its content"});
  return broken;
}

std::vector<std::string> statement_gaps(soci::session& sql) {
  std::vector<std::string> gaps;
  for (const BankAccountChain& chain : bank_account_chains(sql))
    if (chain.gap) gaps.push_back("account " + chain.account + ": " + chain.gap_detail);
  return gaps;
}

void for_each_document_hash(soci::session& sql,
                            const std::function<void(const std::string&)>& each) {
  std::string sha256;
  soci::statement query =
      (sql.prepare << "SELECT sha256 FROM document UNION ALL SELECT body_sha256 FROM sent_mail",
       soci::into(sha256));
  query.execute();
  while (query.fetch()) each(sha256);
}

}  // namespace saldo::store
