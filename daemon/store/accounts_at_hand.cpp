#include "store/accounts_at_hand.hpp"

#include <soci/soci.h>

namespace saldo::store {

namespace {

// Each part is one row for a customer and currency; what a part doesn't know counts as nothing.
constexpr const char* kAccounts =
    "SELECT c.number, c.name, a.currency, a.overdue, a.oldest, COALESCE(b.broken, 0), "
    "COALESCE(n.next_day, -2147483648), COALESCE(p.promised, 0), COALESCE(d.disputed, 0), "
    "COALESCE(e.late, 0) "
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
    "ORDER BY c.number, a.currency";

}  // namespace

std::vector<model::AccountAtHand> accounts_at_hand(soci::session& sql, Date date) {
  std::vector<model::AccountAtHand> all;
  model::AccountAtHand a;
  const std::int32_t day = date.days();
  std::string currency;
  std::int64_t overdue = 0, promised = 0, disputed = 0;
  int next = 0;
  soci::statement query =
      (sql.prepare << kAccounts, soci::use(day, "day"), soci::into(a.customer), soci::into(a.name),
       soci::into(currency), soci::into(overdue), soci::into(a.oldest_days),
       soci::into(a.broken_promises), soci::into(next), soci::into(promised), soci::into(disputed),
       soci::into(a.late_disputes));
  query.execute();
  while (query.fetch()) {
    const Currency of = Currency::parse(currency);
    a.overdue = {overdue, of};
    a.promised = {promised, of};
    a.disputed = {disputed, of};
    a.next_action = Date::from_days(next);
    all.push_back(a);
  }
  return all;
}

}  // namespace saldo::store
