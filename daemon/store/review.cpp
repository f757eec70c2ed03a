#include "store/review.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "base/result.hpp"
#include "model/keys.hpp"
#include "store/columns.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

constexpr std::size_t kNumberDigitsMax = 18;

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() <= kNumberDigitsMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The ids that a query with the one parameter `key` finds, two at most.
std::vector<std::int64_t> two_of(soci::session& sql, const std::string& query,
                                 const std::string& key) {
  std::vector<std::int64_t> ids;
  std::int64_t id = 0;
  soci::statement statement =
      (sql.prepare << query + " LIMIT 2", soci::use(key, "key"), soci::into(id));
  statement.execute();
  while (statement.fetch()) ids.push_back(id);
  return ids;
}

std::int64_t only_of(soci::session& sql, const std::string& query, const std::string& key,
                     const std::string& what, const std::string& remedy) {
  const auto ids = two_of(sql, query, key);
  if (ids.empty()) refuse(FailureKind::not_found, "there is no " + what + " '" + key + "'");
  if (ids.size() > 1)
    refuse(FailureKind::conflict, "there are several of " + what + " '" + key + "'; " + remedy);
  return ids.front();
}

const std::string kTransactions =
    "SELECT id FROM bank_transaction WHERE state NOT IN ('provisional', 'superseded') AND ";

struct WaitingOne {
  std::int64_t id = 0, weight = 0;
};

std::vector<WaitingOne> waiting(soci::session& sql, const WaitingFilter& filter) {
  std::vector<WaitingOne> all;
  std::int64_t id = 0, minor = 0;
  std::string currency;
  const int parked = filter.with_parked ? 1 : 0;
  // The list of states is that of the index, so that it is used.
  soci::statement query =
      (sql.prepare << "SELECT t.id, t.unapplied_minor, t.currency FROM bank_transaction t WHERE "
                      "t.state IN ('new', 'proposed', 'unapplied', 'suspense') AND t.state <> "
                      "'new' AND (:parked = 1 OR NOT (t.state = 'unapplied' AND t.by_person = 1)) "
                      "AND (:customer = '' OR t.customer_id IN (SELECT id FROM customer WHERE "
                      "number = :customer)) ORDER BY t.id",
       soci::use(parked, "parked"), soci::use(filter.customer, "customer"), soci::into(id),
       soci::into(minor), soci::into(currency));
  query.execute();
  while (query.fetch()) all.push_back({id, weight_of({minor, Currency::parse(currency)})});
  std::stable_sort(all.begin(), all.end(),
                   [](const WaitingOne& a, const WaitingOne& b) { return a.weight > b.weight; });
  if (filter.limit != 0 && all.size() > filter.limit) all.resize(filter.limit);
  return all;
}

const std::string kWaiting =
    "SELECT t.id, t.fingerprint || CASE WHEN t.occurrence = 0 THEN '' ELSE '-' || t.occurrence END "
    "AS \"transaction\", COALESCE(e.id, 0) AS version, t.state, t.booking_day AS booking_date_day, "
    "t.amount_minor, t.unapplied_minor, t.currency, t.bank_reference, t.counterparty_name AS "
    "payer, t.counterparty_iban AS payer_iban, t.remittance, c.number AS customer, c.name AS "
    "customer_name, e.rule, e.reason, e.proposals_json, CASE WHEN t.by_person = 1 THEN 1 END AS "
    "by_person_flag FROM bank_transaction t LEFT JOIN decision e ON e.id = (SELECT MAX(n.id) FROM "
    "decision n WHERE n.transaction_id = t.id) LEFT JOIN customer c ON c.id = t.customer_id WHERE "
    "t.id = :id";

/// Proposals with their numbers, by which they are accepted.
void number_proposals(json::object& row) {
  json::value* list = row.if_contains("proposals");
  if (list == nullptr) {
    row["proposals"] = json::array();
    return;
  }
  std::int64_t n = 0;
  for (json::value& proposal : list->as_array()) proposal.as_object()["proposal"] = ++n;
}

const std::string kItem =
    "SELECT i.number, i.company_code, i.customer_id, i.open_minor, i.currency, "
    "COALESCE(i.baseline_day, -2147483648), COALESCE(i.terms_json, '') FROM item i WHERE i.id = "
    ":id";

std::vector<ReviewedItem> open_items_of(soci::session& sql, const std::string& number) {
  const std::string key = model::number_key(number);
  std::vector<std::int64_t> ids;
  std::int64_t id = 0;
  {
    soci::statement query =
        (sql.prepare << "SELECT id FROM item WHERE number_key = :key AND open_minor <> 0 "
                        "ORDER BY id",
         soci::use(key, "key"), soci::into(id));
    query.execute();
    while (query.fetch()) ids.push_back(id);
  }
  std::vector<ReviewedItem> items;
  items.reserve(ids.size());
  for (const std::int64_t each : ids) items.push_back(reviewed_item(sql, model::ItemId{each}));
  return items;
}

}  // namespace

std::int64_t weight_of(Money amount) {
  constexpr int kDecimals = 4;
  std::int64_t weight = amount.minor < 0 ? -(amount.minor + 1) : amount.minor;
  for (int i = amount.currency.decimals(); i < kDecimals; ++i)
    if (__builtin_mul_overflow(weight, std::int64_t{10}, &weight))
      return std::numeric_limits<std::int64_t>::max();
  return weight;
}

model::TransactionId find_transaction(soci::session& sql, const std::string& name) {
  if (is_number(name)) {
    const auto ids = two_of(sql, kTransactions + "id = CAST(:key AS BIGINT)", name);
    if (!ids.empty()) return model::TransactionId{ids.front()};
  }
  return model::TransactionId{only_of(
      sql,
      kTransactions + "(fingerprint || CASE WHEN occurrence = 0 THEN '' ELSE '-' || occurrence END "
                      "= :key OR bank_reference = :key)",
      name, "transaction", "name it by its number")};
}

ReviewedTransaction reviewed_transaction(soci::session& sql, model::TransactionId id) {
  const std::int64_t raw = model::raw(id);
  ReviewedTransaction t;
  std::int64_t amount = 0, unapplied = 0, customer = 0;
  int value_day = 0;
  std::string currency;
  sql << "SELECT t.fingerprint || CASE WHEN t.occurrence = 0 THEN '' ELSE '-' || t.occurrence END, "
         "COALESCE(e.id, 0), t.state, t.amount_minor, t.unapplied_minor, t.currency, "
         "COALESCE(t.customer_id, 0), COALESCE(t.value_day, t.booking_day), "
         "COALESCE(t.counterparty_iban, ''), COALESCE(t.ultimate_counterparty_name, "
         "t.counterparty_name, ''), COALESCE(e.rule, ''), COALESCE(e.evidence_json, '[]'), "
         "COALESCE(e.runner_up_json, ''), COALESCE(e.proposals_json, ''), COALESCE(e.basis_json, "
         "'') FROM bank_transaction t LEFT JOIN decision e ON e.id = (SELECT MAX(n.id) FROM "
         "decision n WHERE n.transaction_id = t.id) WHERE t.id = :id",
      soci::use(raw, "id"), soci::into(t.name), soci::into(t.version), soci::into(t.state),
      soci::into(amount), soci::into(unapplied), soci::into(currency), soci::into(customer),
      soci::into(value_day), soci::into(t.iban), soci::into(t.payer), soci::into(t.rule),
      soci::into(t.evidence_json), soci::into(t.runner_up_json), soci::into(t.proposals_json),
      soci::into(t.basis_json);
  if (!sql.got_data())
    refuse(FailureKind::not_found, "there is no transaction " + std::to_string(raw));
  t.id = id;
  t.amount = {amount, Currency::parse(currency)};
  t.unapplied = {unapplied, t.amount.currency};
  t.value_date = Date::from_days(value_day);
  if (customer != 0) t.customer = model::CustomerId{customer};
  return t;
}

void list_waiting(soci::session& sql, const WaitingFilter& filter,
                  const std::function<void(json::object&)>& each) {
  for (const WaitingOne& one : waiting(sql, filter))
    for_each_object(sql, kWaiting, {{"id", one.id}}, [&](json::object& row) {
      number_proposals(row);
      each(row);
    });
}

json::object show_reviewed(soci::session& sql, model::TransactionId id) {
  json::object shown;
  for_each_object(sql, kWaiting, {{"id", model::raw(id)}}, [&](json::object& row) {
    number_proposals(row);
    shown = std::move(row);
  });
  return shown;
}

model::CustomerId find_customer(soci::session& sql, const std::string& number) {
  return model::CustomerId{only_of(sql, "SELECT id FROM customer WHERE number = :key", number,
                                   "customer", "they are in different source systems")};
}

std::string customer_number(soci::session& sql, model::CustomerId customer) {
  const std::int64_t id = model::raw(customer);
  std::string number;
  sql << "SELECT number FROM customer WHERE id = :id", soci::use(id, "id"), soci::into(number);
  return number;
}

ReviewedItem reviewed_item(soci::session& sql, model::ItemId id) {
  const std::int64_t raw = model::raw(id);
  ReviewedItem item;
  std::int64_t customer = 0, open = 0;
  int baseline = 0;
  std::string currency;
  sql << kItem, soci::use(raw, "id"), soci::into(item.number), soci::into(item.company_code),
      soci::into(customer), soci::into(open), soci::into(currency), soci::into(baseline),
      soci::into(item.terms_json);
  if (!sql.got_data()) refuse(FailureKind::not_found, "there is no item " + std::to_string(raw));
  item.id = id;
  item.customer = model::CustomerId{customer};
  item.open = {open, Currency::parse(currency)};
  item.baseline_date = Date::from_days(baseline);
  return item;
}

ReviewedItem find_open_item(soci::session& sql, const std::string& name) {
  auto found = open_items_of(sql, name);
  if (const auto slash = name.find('/'); found.empty() && slash != std::string::npos) {
    found = open_items_of(sql, name.substr(slash + 1));
    std::erase_if(found,
                  [&](const ReviewedItem& i) { return i.company_code != name.substr(0, slash); });
  }
  // A number as the ERP writes it goes before one that only means the same.
  if (found.size() > 1)
    std::erase_if(found, [&](const ReviewedItem& i) { return !name.ends_with(i.number); });
  if (found.empty()) refuse(FailureKind::not_found, "nothing is open on an item '" + name + "'");
  if (found.size() > 1)
    refuse(FailureKind::conflict, "something is open on several items '" + name +
                                      "'; write the whole number, or COMPANY/NUMBER");
  return found.front();
}

void release_advice(soci::session& sql, model::TransactionId payment) {
  const std::int64_t transaction = model::raw(payment);
  sql << "UPDATE remittance_advice SET transaction_id = NULL WHERE transaction_id = :transaction",
      soci::use(transaction, "transaction");
}

std::int64_t newest_decision(soci::session& sql, model::TransactionId id) {
  const std::int64_t transaction = model::raw(id);
  std::int64_t newest = 0;
  sql << "SELECT COALESCE(MAX(id), 0) FROM decision WHERE transaction_id = :id",
      soci::use(transaction, "id"), soci::into(newest);
  return newest;
}

}  // namespace saldo::store
