#include "store/history.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "store/columns.hpp"

namespace saldo::store {
namespace {

std::vector<model::CustomerId> customers_of(soci::session& sql, const std::string& query,
                                            const std::string& key, const std::string& kind,
                                            Before before) {
  std::vector<model::CustomerId> found;
  std::int64_t id = 0;
  soci::statement statement =
      (sql.prepare << query, soci::use(key, "key"), soci::use(kind, "kind"),
       soci::use(before.decision, "decision"), soci::use(before.decided_at, "at"), soci::into(id));
  statement.execute();
  while (statement.fetch()) found.push_back(model::CustomerId{id});
  return found;
}

Arrivals arrivals(soci::session& sql, const std::string& query, std::int64_t instant) {
  Arrivals all;
  std::int64_t id = 0, at = 0;
  soci::statement statement =
      (sql.prepare << query, soci::use(instant, "at"), soci::into(id), soci::into(at));
  statement.execute();
  while (statement.fetch()) all.emplace(id, at);
  return all;
}

}  // namespace

void for_each_past_decision(soci::session& sql, Date from, Date to,
                            const std::function<void(const PastDecision&)>& each) {
  PastDecision d;
  std::int64_t transaction = 0, customer = 0;
  int after_person = 0;
  const std::int32_t first = from.days(), last = to.days();
  soci::statement query =
      (sql.prepare
           << "SELECT e.id, e.run_id, e.decided_at, COALESCE(r.started_at, 0), e.transaction_id, "
              "e.status, e.rule, e.policy_version, COALESCE(e.customer_id, 0), EXISTS (SELECT 1 "
              "FROM decision p WHERE p.transaction_id = e.transaction_id AND p.actor IS NOT NULL "
              "AND p.id < e.id) FROM decision e JOIN bank_transaction t ON t.id = "
              "e.transaction_id LEFT JOIN job_run r ON r.id = e.run_id WHERE e.actor IS NULL AND "
              "t.booking_day BETWEEN :first AND :last ORDER BY e.id",
       soci::use(first, "first"), soci::use(last, "last"), soci::into(d.id), soci::into(d.run),
       soci::into(d.decided_at), soci::into(d.run_started_at), soci::into(transaction),
       soci::into(d.status), soci::into(d.rule), soci::into(d.policy_version), soci::into(customer),
       soci::into(after_person));
  query.execute();
  while (query.fetch()) {
    d.transaction = model::TransactionId{transaction};
    d.customer.reset();
    if (customer != 0) d.customer = model::CustomerId{customer};
    d.after_person = after_person != 0;
    each(d);
  }
}

namespace {

/// What the ERP cleared since the decision, as if the last decision before each had done it.
void add_clearings(soci::session& sql, std::int64_t decision, std::vector<PastEffect>& effects) {
  std::vector<std::pair<std::int64_t, std::int64_t>> decisions;  // instant, id
  std::int64_t instant = 0, id = 0, item = 0, customer = 0;
  soci::statement decided =
      (sql.prepare << "SELECT decided_at, id FROM decision WHERE id >= :decision ORDER BY id",
       soci::use(decision, "decision"), soci::into(instant), soci::into(id));
  decided.execute();
  while (decided.fetch()) decisions.emplace_back(instant, id);
  if (decisions.empty()) return;
  const std::int64_t from = decisions.front().first;
  PastEffect e;
  soci::statement cleared =
      (sql.prepare << "SELECT c.recorded_at, c.item_id, i.customer_id, c.settled_minor FROM "
                      "erp_clearing c JOIN item i ON i.id = c.item_id WHERE c.recorded_at >= :from "
                      "ORDER BY c.recorded_at, c.id",
       soci::use(from, "from"), soci::into(instant), soci::into(item), soci::into(customer),
       soci::into(e.settled_minor));
  cleared.execute();
  auto next = decisions.begin();
  while (cleared.fetch()) {
    while (next != decisions.end() && next->first <= instant) ++next;
    e.decision = std::prev(next)->second;
    e.item = model::ItemId{item};
    e.customer = model::CustomerId{customer};
    effects.push_back(e);
  }
  std::ranges::stable_sort(effects, {}, &PastEffect::decision);
}

}  // namespace

std::vector<PastEffect> effects_since(soci::session& sql, std::int64_t decision) {
  std::vector<PastEffect> all;
  PastEffect e;
  std::int64_t item = 0, customer = 0;
  soci::statement query =
      (sql.prepare << "SELECT a.decision_id, a.item_id, i.customer_id, a.paid_minor + "
                      "a.discount_minor + a.write_off_minor FROM allocation a JOIN item i ON i.id "
                      "= a.item_id WHERE a.decision_id >= :decision ORDER BY a.decision_id, a.id",
       soci::use(decision, "decision"), soci::into(e.decision), soci::into(item),
       soci::into(customer), soci::into(e.settled_minor));
  query.execute();
  while (query.fetch()) {
    e.item = model::ItemId{item};
    e.customer = model::CustomerId{customer};
    all.push_back(e);
  }
  add_clearings(sql, decision, all);
  return all;
}

Arrivals items_since(soci::session& sql, std::int64_t instant) {
  return arrivals(sql,
                  "SELECT record_id, recorded_at FROM record_version WHERE kind = 'item' AND "
                  "version = 1 AND recorded_at > :at",
                  instant);
}

Arrivals customers_since(soci::session& sql, std::int64_t instant) {
  return arrivals(sql,
                  "SELECT record_id, MIN(recorded_at) FROM record_version WHERE kind <> 'item' "
                  "GROUP BY record_id HAVING MIN(recorded_at) > :at",
                  instant);
}

void for_each_item_number(soci::session& sql,
                          const std::function<void(std::int64_t, const std::string&)>& each) {
  std::int64_t id = 0;
  std::string key;
  soci::statement query =
      (sql.prepare << "SELECT id, number_key FROM item", soci::into(id), soci::into(key));
  query.execute();
  while (query.fetch()) each(id, key);
}

std::vector<model::CustomerId> learnt_before(soci::session& sql, const std::string& kind,
                                             const std::string& key, Before before) {
  // What a payment taught counts from the decision on it; what came from an older version of saldo,
  // from its instant.
  return customers_of(
      sql,
      "SELECT DISTINCT l.customer_id FROM learnt_payer l WHERE l.kind = :kind AND l.value_key = "
      ":key AND (l.withdrawn_at IS NULL OR l.withdrawn_at > :at) AND CASE WHEN l.transaction_id IS "
      "NULL THEN l.learnt_at <= :at ELSE (SELECT MAX(e.id) FROM decision e WHERE e.transaction_id "
      "= l.transaction_id AND e.decided_at <= l.learnt_at) < :decision END ORDER BY l.customer_id",
      key, kind, before);
}

std::vector<model::CustomerId> owners_before(soci::session& sql, const std::string& iban,
                                             Before before) {
  return customers_of(
      sql,
      "SELECT DISTINCT b.customer_id FROM customer_iban b JOIN document d ON d.id = b.document_id "
      "WHERE b.iban = :key AND b.provenance <> :kind AND COALESCE(d.posted_at, 0) <= :at AND "
      ":decision > 0 ORDER BY b.customer_id",
      iban, "learnt", before);
}

std::vector<LinkedAdvice> advices_linked_since(soci::session& sql, std::int64_t decision) {
  std::vector<LinkedAdvice> found;
  LinkedAdvice a;
  std::int64_t minor = 0;
  int day = 0;
  std::string currency;
  soci::statement query =
      (sql.prepare
           << "SELECT x.decision, COALESCE(a.number_key, ''), a.id, COALESCE(a.number, ''), "
              "COALESCE(a.customer_number, ''), COALESCE(a.payment_day, -2147483648), "
              "COALESCE(a.amount_minor, 0), COALESCE(a.currency, ''), COALESCE(a.lines_json, '') "
              "FROM remittance_advice a JOIN (SELECT transaction_id, MAX(id) AS decision FROM "
              "decision WHERE status = 'applied' GROUP BY transaction_id) x ON x.transaction_id = "
              "a.transaction_id WHERE x.decision >= :decision ORDER BY a.id",
       soci::use(decision, "decision"), soci::into(a.decision), soci::into(a.number_key),
       soci::into(a.row.id), soci::into(a.row.number), soci::into(a.row.customer_number),
       soci::into(day), soci::into(minor), soci::into(currency), soci::into(a.row.lines_json));
  query.execute();
  while (query.fetch()) {
    a.row.payment_date = Date::from_days(day);
    a.row.amount = {minor, Currency::find(currency).value_or(Currency{})};
    found.push_back(a);
  }
  return found;
}

Arrivals advices_since(soci::session& sql, std::int64_t instant) {
  return arrivals(sql,
                  "SELECT a.id, d.posted_at FROM remittance_advice a JOIN document d ON d.id = "
                  "a.document_id WHERE d.posted_at > :at",
                  instant);
}

std::int64_t written_off_before(soci::session& sql, model::CustomerId customer, Currency currency,
                                Date from, Date to, Before before) {
  const std::int64_t id = model::raw(customer);
  const std::string code(currency.code());
  const std::int32_t first = from.days(), last = to.days();
  std::int64_t sum = 0;
  sql << "SELECT COALESCE(SUM(ABS(a.write_off_minor)), 0) FROM allocation a WHERE "
         "a.budget_customer_id = :customer AND a.currency = :currency AND a.value_day BETWEEN "
         ":first AND :last AND a.decision_id < :decision AND a.reverses_id IS NULL AND NOT EXISTS "
         "(SELECT 1 FROM allocation r WHERE r.reverses_id = a.id AND r.decision_id < :decision)",
      soci::use(id, "customer"), soci::use(code, "currency"), soci::use(first, "first"),
      soci::use(last, "last"), soci::use(before.decision, "decision"), soci::into(sum);
  return sum;
}

std::vector<PastAllocation> allocations_of(soci::session& sql, std::int64_t decision) {
  std::vector<PastAllocation> all;
  PastAllocation a;
  std::int64_t item = 0;
  soci::statement query =
      (sql.prepare << "SELECT a.item_id, i.number, a.paid_minor, a.discount_minor, "
                      "a.write_off_minor FROM allocation a JOIN item i ON i.id = a.item_id WHERE "
                      "a.transaction_id = (SELECT transaction_id FROM decision WHERE id = "
                      ":decision) AND a.decision_id = :decision AND a.reverses_id IS NULL ORDER BY "
                      "a.item_id",
       soci::use(decision, "decision"), soci::into(item), soci::into(a.number),
       soci::into(a.paid_minor), soci::into(a.discount_minor), soci::into(a.write_off_minor));
  query.execute();
  while (query.fetch()) {
    a.item = model::ItemId{item};
    all.push_back(a);
  }
  return all;
}

std::int64_t settled_by_person(soci::session& sql, model::TransactionId id) {
  const std::int64_t transaction = model::raw(id);
  std::int64_t decision = 0;
  sql << "SELECT COALESCE(MAX(id), 0) FROM decision WHERE transaction_id = :id AND actor IS NOT "
         "NULL AND status IN ('applied', 'not_ar', 'unapplied')",
      soci::use(transaction, "id"), soci::into(decision);
  return decision;
}

}  // namespace saldo::store
