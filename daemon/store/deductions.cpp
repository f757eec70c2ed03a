#include "store/deductions.hpp"

#include <soci/soci.h>

namespace saldo::store {

namespace {

std::vector<DeductedItem> items_of(soci::session& sql, std::int64_t decision) {
  std::vector<DeductedItem> items;
  DeductedItem item;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT i.id, i.number, i.number_key FROM decision d JOIN allocation a ON "
              "a.transaction_id = d.transaction_id AND a.decision_id = d.id JOIN item i ON "
              "i.id = a.item_id WHERE d.id = :id AND a.reverses_id IS NULL AND i.open_minor "
              "> 0 ORDER BY i.id",
       soci::use(decision, "id"), soci::into(id), soci::into(item.number),
       soci::into(item.number_key));
  query.execute();
  while (query.fetch()) {
    item.item = model::ItemId{id};
    items.push_back(item);
  }
  return items;
}

}  // namespace

std::vector<DeductingDecision> deductions_behind(soci::session& sql, std::int64_t decision) {
  std::vector<DeductingDecision> all;
  DeductingDecision d;
  std::string currency;
  int paid = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT d.id, c.number, t.booking_day, d.evidence_json, COALESCE(a.number, ''), "
              "a.lines_json, "
              "COALESCE(a.currency, '') FROM decision d JOIN customer c ON c.id = d.customer_id "
              "JOIN bank_transaction t ON t.id = d.transaction_id JOIN remittance_advice a ON "
              "a.transaction_id = d.transaction_id WHERE d.id > :behind AND d.rule = "
              "'advice.deduction' AND d.status = 'applied' AND d.id = (SELECT "
              "MAX(n.id) FROM decision n WHERE n.transaction_id = d.transaction_id) ORDER BY d.id",
       soci::use(decision, "behind"), soci::into(d.decision), soci::into(d.customer),
       soci::into(paid), soci::into(d.evidence_json), soci::into(d.advice_number),
       soci::into(d.lines_json), soci::into(currency));
  query.execute();
  while (query.fetch()) {
    d.paid_on = Date::from_days(paid);
    d.currency = currency.empty() ? Currency() : Currency::parse(currency);
    all.push_back(d);
  }
  for (DeductingDecision& one : all) one.items = items_of(sql, one.decision);
  return all;
}

std::int64_t newest_decision(soci::session& sql) {
  std::int64_t id = 0;
  sql << "SELECT COALESCE(MAX(id), 0) FROM decision", soci::into(id);
  return id;
}

std::vector<model::DeductionAtHand> deductions_at_hand(soci::session& sql) {
  std::vector<model::DeductionAtHand> all;
  model::DeductionAtHand d;
  std::string currency;
  std::int64_t disputed = 0;
  int contest_by = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT d.id, d.currency, SUM(x.disputed_minor), COALESCE(d.contest_by_day, "
              "-2147483648) FROM dispute d JOIN dispute_item x ON x.dispute_id = d.id WHERE "
              "d.state NOT IN ('closed', 'voided') AND d.state <> 'resolved' AND d.decision_id IS "
              "NOT NULL GROUP BY d.id, d.currency, d.contest_by_day ORDER BY d.id",
       soci::into(d.dispute), soci::into(currency), soci::into(disputed), soci::into(contest_by));
  query.execute();
  while (query.fetch()) {
    d.disputed = {disputed, Currency::parse(currency)};
    d.contest_by = Date::from_days(contest_by);
    all.push_back(d);
  }
  return all;
}

std::vector<std::int64_t> disputes_without_deduction(soci::session& sql) {
  std::vector<std::int64_t> all;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT d.id FROM dispute d JOIN decision x ON x.id = d.decision_id WHERE "
                      "d.state = 'new' AND EXISTS (SELECT 1 FROM decision n WHERE n.transaction_id "
                      "= x.transaction_id AND n.id > x.id) ORDER BY d.id",
       soci::into(id));
  query.execute();
  while (query.fetch()) all.push_back(id);
  return all;
}

}  // namespace saldo::store
