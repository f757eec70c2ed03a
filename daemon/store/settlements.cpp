#include <soci/soci.h>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/decisions.hpp"

namespace saldo::store {
namespace {

FailureException conflict(std::string rule, std::string message) {
  return FailureException({.kind = FailureKind::conflict,
                           .message = std::move(message) + "; nothing was posted",
                           .rule = std::move(rule)});
}

/// Where the postings of one decision belong.
struct Posting {
  std::int64_t transaction = 0, decision = 0, at = 0;
  std::int32_t day = 0;
};

/// The condition makes settling beyond the open amount, or in another currency, impossible.
void settle_item(soci::session& sql, std::int64_t item, Money settled) {
  const std::string currency(settled.currency.code());
  soci::statement update =
      (sql.prepare
           << "UPDATE item SET open_minor = open_minor - :settled, state = CASE WHEN "
              "open_minor = :settled THEN 'cleared' ELSE 'partly_paid' END WHERE id = :item "
              "AND currency = :currency AND ((open_minor > 0 AND :settled BETWEEN 1 AND "
              "open_minor) OR (open_minor < 0 AND :settled BETWEEN open_minor AND -1))",
       soci::use(settled.minor, "settled"), soci::use(item, "item"),
       soci::use(currency, "currency"));
  update.execute(true);
  if (update.get_affected_rows() != 1)
    throw conflict("allocation.beyond_open",
                   "item " + std::to_string(item) + " has less open than " + settled.to_string());
}

void allocate(soci::session& sql, const Posting& p, const NewAllocation& a) {
  const std::int64_t item = model::raw(a.item);
  const std::string currency(a.paid.currency.code());
  const bool exchanged = a.exchange.has_value();
  NewExchange exchange = a.exchange.value_or(NewExchange{});
  const std::string cash_currency(exchange.cash.currency.code());
  Money difference = exchange.difference.value_or(Money{});
  soci::indicator with_cash = exchanged ? soci::i_ok : soci::i_null;
  soci::indicator with_difference = exchange.difference ? soci::i_ok : soci::i_null;
  sql << "INSERT INTO allocation (transaction_id, item_id, decision_id, paid_minor, "
         "discount_minor, write_off_minor, currency, value_day, allocated_at, write_off_reason, "
         "cash_minor, cash_currency, rate, fx_difference_minor, budget_customer_id) VALUES "
         "(:transaction, :item, :decision, :paid, :discount, :write_off, :currency, :day, :at, "
         "NULLIF(:reason, ''), :cash, NULLIF(:cash_currency, ''), NULLIF(:rate, ''), :difference, "
         "CASE WHEN :write_off <> 0 THEN (SELECT customer_id FROM item WHERE id = :item) END)",
      soci::use(p.transaction, "transaction"), soci::use(item, "item"),
      soci::use(p.decision, "decision"), soci::use(a.paid.minor, "paid"),
      soci::use(a.discount.minor, "discount"), soci::use(a.write_off_minor, "write_off"),
      soci::use(currency, "currency"), soci::use(p.day, "day"), soci::use(p.at, "at"),
      soci::use(a.write_off_reason, "reason"), soci::use(exchange.cash.minor, with_cash, "cash"),
      soci::use(cash_currency, "cash_currency"), soci::use(exchange.rate, "rate"),
      soci::use(difference.minor, with_difference, "difference");
  settle_item(sql, item, a.paid + a.discount + Money{a.write_off_minor, a.paid.currency});
}

void reopen_item(soci::session& sql, std::int64_t allocation) {
  soci::statement update =
      (sql.prepare << "UPDATE item SET open_minor = open_minor + a.settled, state = CASE WHEN "
                      "open_minor + a.settled = amount_minor THEN 'open' ELSE 'partly_paid' END "
                      "FROM (SELECT item_id, paid_minor + discount_minor + write_off_minor AS "
                      "settled FROM allocation WHERE id = :id) a WHERE item.id = a.item_id AND "
                      "ABS(open_minor + a.settled) <= ABS(amount_minor)",
       soci::use(allocation, "id"));
  update.execute(true);
  if (update.get_affected_rows() != 1)
    throw conflict("allocation.beyond_open",
                   "undoing allocation " + std::to_string(allocation) +
                       " would leave more open on its item than was invoiced");
}

void reverse(soci::session& sql, const Posting& p, std::int64_t allocation) {
  soci::statement insert =
      (sql.prepare
           << "INSERT INTO allocation (transaction_id, item_id, decision_id, paid_minor, "
              "discount_minor, write_off_minor, currency, value_day, allocated_at, reverses_id, "
              "write_off_reason, cash_minor, cash_currency, rate, fx_difference_minor) SELECT "
              ":transaction, a.item_id, :decision, -a.paid_minor, -a.discount_minor, "
              "-a.write_off_minor, a.currency, :day, :at, a.id, a.write_off_reason, "
              "-a.cash_minor, a.cash_currency, a.rate, -a.fx_difference_minor FROM allocation a "
              "WHERE a.id = :id AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "
              "allocation r WHERE r.reverses_id = a.id)",
       soci::use(p.transaction, "transaction"), soci::use(p.decision, "decision"),
       soci::use(p.day, "day"), soci::use(p.at, "at"), soci::use(allocation, "id"));
  insert.execute(true);
  if (insert.get_affected_rows() != 1)
    throw conflict("allocation.not_standing",
                   "allocation " + std::to_string(allocation) + " was undone before, or never was");
  reopen_item(sql, allocation);
}

void mark_returned(soci::session& sql, model::TransactionId payment) {
  const std::int64_t id = model::raw(payment);
  soci::statement update =
      (sql.prepare << "UPDATE bank_transaction SET state = 'returned' WHERE id = :id AND state <> "
                      "'returned' AND amount_minor > 0",
       soci::use(id, "id"));
  update.execute(true);
  if (update.get_affected_rows() != 1)
    throw conflict("transaction.returned",
                   "payment " + std::to_string(id) + " was taken back already, or isn't money in");
}

std::int64_t insert_decision(soci::session& sql, const NewDecision& d, std::int64_t at) {
  const std::int64_t transaction = model::raw(d.transaction), run = model::raw(d.run);
  const std::string state(model::to_string(d.state));
  const std::int64_t customer = d.customer ? model::raw(*d.customer) : 0;
  const std::int64_t back = d.takes_back ? model::raw(*d.takes_back) : 0;
  std::int64_t accident = d.accident_millionths.value_or(0);
  int margin = d.margin.value_or(0);
  soci::indicator has_accident = d.accident_millionths ? soci::i_ok : soci::i_null;
  soci::indicator has_margin = d.margin ? soci::i_ok : soci::i_null;
  sql << "INSERT INTO decision (transaction_id, run_id, decided_at, status, customer_id, rule, "
         "reason, evidence_json, runner_up_json, proposals_json, config_version, pass, "
         "takes_back_id, actor, basis_json, policy_version, policy_rule, accident_millionths, "
         "margin) VALUES (:transaction, :run, :at, :status, NULLIF(:customer, 0), :rule, :reason, "
         ":evidence, NULLIF(:other, ''), NULLIF(:proposals, ''), :config, :pass, NULLIF(:back, 0), "
         "NULLIF(:actor, ''), NULLIF(:basis, ''), :policy, NULLIF(:policy_rule, ''), :accident, "
         ":margin)",
      soci::use(transaction, "transaction"), soci::use(run, "run"), soci::use(at, "at"),
      soci::use(state, "status"), soci::use(customer, "customer"), soci::use(d.rule, "rule"),
      soci::use(d.reason, "reason"), soci::use(d.evidence_json, "evidence"),
      soci::use(d.runner_up_json, "other"), soci::use(d.proposals_json, "proposals"),
      soci::use(d.config_version, "config"), soci::use(d.pass, "pass"), soci::use(back, "back"),
      soci::use(d.actor, "actor"), soci::use(d.basis_json, "basis"),
      soci::use(d.policy_version, "policy"), soci::use(d.policy_rule, "policy_rule"),
      soci::use(accident, has_accident, "accident"), soci::use(margin, has_margin, "margin");
  std::int64_t id = 0;
  sql << "SELECT MAX(id) FROM decision WHERE transaction_id = :id", soci::use(transaction, "id"),
      soci::into(id);
  return id;
}

}  // namespace

std::vector<std::int64_t> standing_allocations(soci::session& sql, model::TransactionId id) {
  const std::int64_t transaction = model::raw(id);
  std::vector<std::int64_t> standing;
  std::int64_t allocation = 0;
  soci::statement query =
      (sql.prepare << "SELECT a.id FROM allocation a WHERE a.transaction_id = :id AND "
                      "a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE "
                      "r.reverses_id = a.id) ORDER BY a.id",
       soci::use(transaction, "id"), soci::into(allocation));
  query.execute();
  while (query.fetch()) standing.push_back(allocation);
  return standing;
}

void add_decision(soci::session& sql, const NewDecision& d, Instant now) {
  const std::int64_t transaction = model::raw(d.transaction);
  const std::string state(model::to_string(d.state));
  const std::int64_t customer = d.customer ? model::raw(*d.customer) : 0;
  const int by_person = d.actor.empty() ? 0 : 1;
  const Posting posting{.transaction = transaction,
                        .decision = insert_decision(sql, d, to_column(now)),
                        .at = to_column(now),
                        .day = d.value_date.days()};
  for (const std::int64_t allocation : d.reversals) reverse(sql, posting, allocation);
  for (const NewAllocation& a : d.allocations) allocate(sql, posting, a);
  if (d.takes_back) mark_returned(sql, *d.takes_back);
  sql << "UPDATE bank_transaction SET state = :state, customer_id = NULLIF(:customer, 0), "
         "unapplied_minor = :unapplied, by_person = MAX(by_person, :person) WHERE id = :id",
      soci::use(state, "state"), soci::use(customer, "customer"),
      soci::use(d.unapplied.minor, "unapplied"), soci::use(by_person, "person"),
      soci::use(transaction, "id");
}

}  // namespace saldo::store
