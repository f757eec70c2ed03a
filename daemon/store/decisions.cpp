#include "store/decisions.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/reversals.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

// What runs look at. What a person has put on an account stays there.
const std::string kUndecided =
    "state IN ('new', 'proposed', 'unapplied', 'suspense') AND NOT (state = 'unapplied' AND "
    "by_person = 1)";

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

void read_details(const std::string& details, UndecidedTransaction& t) {
  if (details.empty()) return;
  const json::value parsed = json::parse(details);
  const json::object& object = parsed.as_object();
  t.returned = object.contains("return_reason");
  if (const json::value* list = object.if_contains("remitted_documents"))
    for (const json::value& entry : list->as_array())
      if (const json::value* number = entry.as_object().if_contains("number"))
        t.remitted_documents.emplace_back(number->as_string());
}

}  // namespace

std::optional<Date> next_undecided_day(soci::session& sql, std::int32_t day) {
  int next = SALDO_DATE_NONE;
  sql << "SELECT COALESCE(MIN(booking_day), -2147483648) FROM bank_transaction WHERE " +
             kUndecided + " AND booking_day > :day",
      soci::use(day, "day"), soci::into(next);
  if (next == SALDO_DATE_NONE) return std::nullopt;
  return Date::from_days(next);
}

std::vector<model::TransactionId> undecided_of_day(soci::session& sql,
                                                   const UndecidedCursor& after) {
  std::vector<model::TransactionId> ids;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT id FROM bank_transaction WHERE " + kUndecided +
                          " AND booking_day = :day AND (fingerprint, occurrence, account_id) > "
                          "(:fingerprint, :occurrence, :account) "
                          "ORDER BY fingerprint, occurrence, account_id",
       soci::use(after.day, "day"), soci::use(after.fingerprint, "fingerprint"),
       soci::use(after.occurrence, "occurrence"), soci::use(after.account, "account"),
       soci::into(id));
  query.execute();
  while (query.fetch()) ids.push_back(model::TransactionId{id});
  return ids;
}

std::vector<UndecidedTransaction> undecided_transactions(
    soci::session& sql, std::span<const model::TransactionId> ids) {
  std::vector<UndecidedTransaction> found;
  UndecidedTransaction t;
  std::int64_t id = 0, amount = 0;
  int booking = 0, value = 0, reversal = 0, by_person = 0;
  std::string currency, remittance, details;
  soci::statement query =
      (sql.prepare << "SELECT booking_day, COALESCE(value_day, booking_day), amount_minor, "
                      "currency, reversal, COALESCE(remittance, ''), COALESCE(details_json, ''), "
                      "COALESCE(creditor_reference, ''), COALESCE(end_to_end_id, ''), "
                      "COALESCE(counterparty_iban, ''), COALESCE(ultimate_counterparty_name, "
                      "counterparty_name, ''), by_person FROM bank_transaction WHERE id = :id "
                      "AND " +
                          kUndecided,
       soci::use(id, "id"), soci::into(booking), soci::into(value), soci::into(amount),
       soci::into(currency), soci::into(reversal), soci::into(remittance), soci::into(details),
       soci::into(t.creditor_reference), soci::into(t.end_to_end_id),
       soci::into(t.counterparty_iban), soci::into(t.counterparty_name), soci::into(by_person));
  for (const model::TransactionId each : ids) {
    id = model::raw(each);
    query.execute();
    while (query.fetch()) {
      t.id = each;
      t.booking_date = Date::from_days(booking);
      t.value_date = Date::from_days(value);
      t.amount = {amount, Currency::parse(currency)};
      t.reversal = reversal != 0;
      t.returned = t.reversal;
      t.by_person = by_person != 0;
      t.remittance = split_lines(remittance);
      t.remitted_documents.clear();
      read_details(details, t);
      found.push_back(t);
    }
  }
  return found;
}

std::int64_t count_undecided(soci::session& sql) {
  std::int64_t count = 0;
  sql << "SELECT COUNT(*) FROM bank_transaction WHERE " + kUndecided, soci::into(count);
  return count;
}

bool is_undecided(soci::session& sql, model::TransactionId id) {
  const std::int64_t transaction = model::raw(id);
  int undecided = 0;
  sql << "SELECT COUNT(*) FROM bank_transaction WHERE id = :id AND " + kUndecided,
      soci::use(transaction, "id"), soci::into(undecided);
  return undecided != 0;
}

std::optional<UndecidedCursor> last_decided(soci::session& sql, model::RunId run) {
  const std::int64_t id = model::raw(run);
  UndecidedCursor cursor;
  int day = 0;
  sql << "SELECT d.pass, t.booking_day, t.fingerprint, t.occurrence, t.account_id FROM decision d "
         "JOIN bank_transaction t ON t.id = d.transaction_id WHERE d.run_id = :run "
         "ORDER BY d.id DESC LIMIT 1",
      soci::use(id, "run"), soci::into(cursor.pass), soci::into(day),
      soci::into(cursor.fingerprint), soci::into(cursor.occurrence), soci::into(cursor.account);
  if (!sql.got_data()) return std::nullopt;
  cursor.day = day;
  return cursor;
}

bool says_the_same(soci::session& sql, const NewDecision& d) {
  const std::int64_t id = model::raw(d.transaction);
  const std::string state(model::to_string(d.state));
  const std::int64_t customer = d.customer ? model::raw(*d.customer) : 0;
  int same = 0;
  sql << "SELECT COUNT(*) FROM decision d WHERE d.id = (SELECT MAX(id) FROM decision WHERE "
         "transaction_id = :id) AND d.status = :status AND COALESCE(d.customer_id, 0) = :customer "
         "AND d.rule = :rule AND d.reason = :reason AND d.evidence_json = :evidence AND "
         "COALESCE(d.proposals_json, '') = :proposals AND COALESCE(d.runner_up_json, '') = :other "
         "AND COALESCE(d.basis_json, '') = :basis AND d.actor IS NULL",
      soci::use(id, "id"), soci::use(state, "status"), soci::use(customer, "customer"),
      soci::use(d.rule, "rule"), soci::use(d.reason, "reason"),
      soci::use(d.evidence_json, "evidence"), soci::use(d.proposals_json, "proposals"),
      soci::use(d.runner_up_json, "other"), soci::use(d.basis_json, "basis"), soci::into(same);
  return same != 0;
}

namespace {

void allocate(soci::session& sql, const NewDecision& d, std::int64_t decision_id,
              const NewAllocation& a, std::int64_t at) {
  const std::int64_t item = model::raw(a.item), transaction = model::raw(d.transaction);
  const std::string currency(a.paid.currency.code());
  const std::int64_t settled = (a.paid + a.discount).minor;
  const std::int32_t day = d.value_date.days();
  sql << "INSERT INTO allocation (transaction_id, item_id, decision_id, paid_minor, "
         "discount_minor, write_off_minor, currency, value_day, allocated_at) VALUES "
         "(:transaction, :item, :decision, :paid, :discount, 0, :currency, :day, :at)",
      soci::use(transaction, "transaction"), soci::use(item, "item"),
      soci::use(decision_id, "decision"), soci::use(a.paid.minor, "paid"),
      soci::use(a.discount.minor, "discount"), soci::use(currency, "currency"),
      soci::use(day, "day"), soci::use(at, "at");
  // The condition makes settling beyond the open amount, or in another currency, impossible.
  soci::statement update =
      (sql.prepare
           << "UPDATE item SET open_minor = open_minor - :settled, state = CASE WHEN "
              "open_minor = :settled THEN 'cleared' ELSE 'partly_paid' END WHERE id = :item "
              "AND currency = :currency AND ((open_minor > 0 AND :settled BETWEEN 1 AND "
              "open_minor) OR (open_minor < 0 AND :settled BETWEEN open_minor AND -1))",
       soci::use(settled, "settled"), soci::use(item, "item"), soci::use(currency, "currency"));
  update.execute(true);
  if (update.get_affected_rows() != 1)
    throw FailureException({.kind = FailureKind::conflict,
                            .message = "item " + std::to_string(item) + " has less open than " +
                                       Money{settled, a.paid.currency}.to_string() +
                                       "; nothing was allocated",
                            .rule = "allocation.beyond_open"});
}

}  // namespace

void add_decision(soci::session& sql, const NewDecision& d, Instant now) {
  const auto at = to_column(now);
  const std::int64_t transaction = model::raw(d.transaction), run = model::raw(d.run);
  const std::string state(model::to_string(d.state));
  const std::int64_t customer = d.customer ? model::raw(*d.customer) : 0;
  const std::int64_t accident = d.accident_millionths.value_or(0);
  const int margin = d.margin.value_or(0), by_person = d.actor.empty() ? 0 : 1;
  soci::indicator has_accident = d.accident_millionths ? soci::i_ok : soci::i_null;
  soci::indicator has_margin = d.margin ? soci::i_ok : soci::i_null;
  sql << "INSERT INTO decision (transaction_id, run_id, decided_at, status, customer_id, rule, "
         "reason, evidence_json, runner_up_json, proposals_json, config_version, pass, actor, "
         "basis_json, policy_version, policy_rule, accident_millionths, margin) VALUES "
         "(:transaction, :run, :at, :status, NULLIF(:customer, 0), :rule, :reason, :evidence, "
         "NULLIF(:other, ''), NULLIF(:proposals, ''), :config, :pass, NULLIF(:actor, ''), "
         "NULLIF(:basis, ''), :policy, NULLIF(:policy_rule, ''), :accident, :margin)",
      soci::use(transaction, "transaction"), soci::use(run, "run"), soci::use(at, "at"),
      soci::use(state, "status"), soci::use(customer, "customer"), soci::use(d.rule, "rule"),
      soci::use(d.reason, "reason"), soci::use(d.evidence_json, "evidence"),
      soci::use(d.runner_up_json, "other"), soci::use(d.proposals_json, "proposals"),
      soci::use(d.config_version, "config"), soci::use(d.pass, "pass"), soci::use(d.actor, "actor"),
      soci::use(d.basis_json, "basis"), soci::use(d.policy_version, "policy"),
      soci::use(d.policy_rule, "policy_rule"), soci::use(accident, has_accident, "accident"),
      soci::use(margin, has_margin, "margin");
  std::int64_t decision_id = 0;
  sql << "SELECT MAX(id) FROM decision WHERE transaction_id = :id", soci::use(transaction, "id"),
      soci::into(decision_id);
  for (const std::int64_t each : d.reversals) reverse_allocation(sql, each, decision_id, at);
  for (const NewAllocation& a : d.allocations) allocate(sql, d, decision_id, a, at);
  sql << "UPDATE bank_transaction SET state = :state, customer_id = NULLIF(:customer, 0), "
         "unapplied_minor = :unapplied, by_person = MAX(by_person, :person) WHERE id = :id",
      soci::use(state, "state"), soci::use(customer, "customer"),
      soci::use(d.unapplied.minor, "unapplied"), soci::use(by_person, "person"),
      soci::use(transaction, "id");
}

void settle_advice(soci::session& sql, std::int64_t advice, model::TransactionId payment) {
  const std::int64_t transaction = model::raw(payment);
  sql << "UPDATE remittance_advice SET transaction_id = :transaction WHERE id = :advice",
      soci::use(transaction, "transaction"), soci::use(advice, "advice");
}

}  // namespace saldo::store
