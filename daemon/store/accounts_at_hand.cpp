#include "store/accounts_at_hand.hpp"

#include <soci/soci.h>

namespace saldo::store {

namespace {

// Each part is one row for a customer and currency; what a part doesn't know counts as nothing.
constexpr const char* kAccounts =
    "SELECT c.number, c.name, a.currency, a.overdue, a.oldest, COALESCE(b.broken, 0), "
    "COALESCE(n.next_day, -2147483648), COALESCE(p.promised, 0), COALESCE(d.disputed, 0), "
    "COALESCE(e.late, 0), COALESCE(f.failed, 0), COALESCE((SELECT x.reason FROM dunning_act x "
    "WHERE "
    "x.notice_id = f.newest AND x.act = 'failed' ORDER BY x.id DESC LIMIT 1), ''), "
    "COALESCE(u.times, 0), COALESCE(g.closing, 0), COALESCE(g.first_day, -2147483648) "
    "FROM "
    "(SELECT customer_id, currency, SUM(CASE WHEN due_day < :day THEN open_minor ELSE 0 END) AS "
    "overdue, COALESCE(MAX(CASE WHEN open_minor > 0 AND due_day < :day THEN :day - due_day END), "
    "0) AS oldest FROM item WHERE open_minor <> 0 GROUP BY customer_id, currency) a "
    "JOIN customer c ON c.id = a.customer_id "
    "LEFT JOIN (SELECT p.customer_id, p.currency, COUNT(DISTINCT p.id) AS broken FROM promise p "
    "JOIN promise_item x ON x.promise_id = p.id JOIN item i ON i.id = x.item_id WHERE p.state IN "
    "('broken', 'partly_kept') AND i.open_minor > 0 GROUP BY p.customer_id, p.currency) b ON "
    "b.customer_id = a.customer_id AND b.currency = a.currency "
    "LEFT JOIN (SELECT customer_id, next_day FROM contact WHERE id IN (SELECT MAX(id) FROM contact "
    "GROUP BY customer_id)) n ON n.customer_id = a.customer_id "
    "LEFT JOIN (SELECT customer_id, currency, SUM(amount_minor) AS promised FROM promise WHERE "
    "state = 'open' GROUP BY customer_id, currency) p ON p.customer_id = a.customer_id AND "
    "p.currency = a.currency "
    "LEFT JOIN (SELECT h.customer_id, i.currency, SUM(COALESCE(h.amount_minor, i.open_minor)) AS "
    "disputed FROM dunning_hold h JOIN item i ON i.id = h.item_id WHERE h.kind = 'dispute' AND "
    "h.ended_at IS NULL AND h.from_day <= :day AND COALESCE(h.to_day, :day) >= :day GROUP BY "
    "h.customer_id, i.currency) d ON d.customer_id = a.customer_id AND d.currency = a.currency "
    "LEFT JOIN (SELECT customer_id, currency, COUNT(*) AS late FROM dispute WHERE state NOT IN "
    "('closed', 'voided') AND escalation > 0 GROUP BY customer_id, currency) e ON e.customer_id = "
    "a.customer_id AND e.currency = a.currency "
    "LEFT JOIN (SELECT customer_id, currency, COUNT(*) AS closing, MIN(contest_by_day) AS "
    "first_day FROM dispute WHERE state NOT IN ('closed', 'voided') AND state <> 'resolved' AND "
    "contest_by_day BETWEEN :day AND :day + 7 GROUP BY customer_id, currency) g ON g.customer_id = "
    "a.customer_id AND g.currency = a.currency "
    // By customers, whose notices have an index; most of a book's notices have long gone out.
    "LEFT JOIN (SELECT n.customer_id, n.currency, COUNT(*) AS failed, MAX(n.id) AS newest FROM "
    "dunning_notice n WHERE n.customer_id IN (SELECT customer_id FROM item WHERE open_minor <> 0) "
    "AND n.state = 'failed' AND NOT EXISTS (SELECT 1 FROM dunning_notice o WHERE o.customer_id = "
    "n.customer_id AND o.state IN ('proposed', 'approved', 'queued', 'sending', 'sent') AND o.id > "
    "n.id AND o.company_code = n.company_code AND o.currency = n.currency AND o.area = n.area) AND "
    "EXISTS (SELECT 1 FROM dunning_notice_item m JOIN item i ON i.id = m.item_id WHERE m.notice_id "
    "= n.id AND i.open_minor > 0) GROUP BY n.customer_id, n.currency) f ON f.customer_id = "
    "a.customer_id AND f.currency = a.currency "
    "LEFT JOIN (SELECT customer_id, currency, COUNT(*) AS times FROM dunning_outcome WHERE run_id "
    "= "
    "(SELECT MAX(run_id) FROM dunning_outcome) AND item_id IS NULL AND reason = 'NO_CHANNEL' GROUP "
    "BY customer_id, currency) u ON u.customer_id = a.customer_id AND u.currency = a.currency "
    "ORDER BY c.number, a.currency";

}  // namespace

std::vector<model::AccountAtHand> accounts_at_hand(soci::session& sql, Date date) {
  std::vector<model::AccountAtHand> all;
  model::AccountAtHand a;
  const std::int32_t day = date.days();
  std::string currency;
  std::int64_t overdue = 0, promised = 0, disputed = 0;
  int next = 0, unreachable = 0, contest_by = 0;
  soci::statement query =
      (sql.prepare << kAccounts, soci::use(day, "day"), soci::into(a.customer), soci::into(a.name),
       soci::into(currency), soci::into(overdue), soci::into(a.oldest_days),
       soci::into(a.broken_promises), soci::into(next), soci::into(promised), soci::into(disputed),
       soci::into(a.late_disputes), soci::into(a.failed_notices), soci::into(a.failed_because),
       soci::into(unreachable), soci::into(a.closing_deductions), soci::into(contest_by));
  query.execute();
  while (query.fetch()) {
    const Currency of = Currency::parse(currency);
    a.overdue = {overdue, of};
    a.promised = {promised, of};
    a.disputed = {disputed, of};
    a.next_action = Date::from_days(next);
    a.unreachable = unreachable != 0;
    a.contest_by = Date::from_days(contest_by);
    all.push_back(a);
  }
  return all;
}

}  // namespace saldo::store
