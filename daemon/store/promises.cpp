#include "store/promises.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/dunning_holds.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

std::string name_of(std::int64_t id) { return "promise " + std::to_string(id); }

}  // namespace

PromisedItems promised_items(soci::session& sql, const std::string& customer,
                             const std::vector<std::string>& numbers) {
  if (numbers.empty()) refuse(FailureKind::invalid, "a promise is about items; name them");
  PromisedItems all;
  for (const std::string& number : numbers) {
    std::int64_t id = 0, open = 0, count = 0, promise = 0;
    std::string currency;
    sql << "SELECT COALESCE(MAX(i.id), 0), COALESCE(MAX(i.open_minor), 0), "
           "COALESCE(MAX(i.currency), ''), COUNT(*) FROM item i JOIN customer c ON c.id = "
           "i.customer_id WHERE c.number = :customer AND i.number = :number AND i.open_minor > 0",
        soci::use(customer, "customer"), soci::use(number, "number"), soci::into(id),
        soci::into(open), soci::into(currency), soci::into(count);
    if (count == 0)
      refuse(FailureKind::not_found,
             "customer '" + customer + "' has no open item '" + number + "'");
    if (count > 1)
      refuse(FailureKind::conflict,
             "customer '" + customer + "' has several open items '" + number + "'");
    const Money amount{open, Currency::parse(currency)};
    if (!all.items.empty() && amount.currency != all.open.currency)
      refuse(FailureKind::conflict, "the items are in " + std::string(all.open.currency.code()) +
                                        " and " + currency + "; a promise is in one currency");
    sql << "SELECT COALESCE(MAX(p.id), 0) FROM promise p JOIN promise_item x ON x.promise_id = "
           "p.id WHERE x.item_id = :item AND p.state = 'open'",
        soci::use(id, "item"), soci::into(promise);
    if (promise != 0)
      refuse(FailureKind::conflict, "item '" + number + "' is under " + name_of(promise) +
                                        " already; withdraw that one first");
    all.open = all.items.empty() ? amount : all.open + amount;
    all.items.emplace_back(model::ItemId{id}, number);
  }
  return all;
}

std::optional<std::pair<model::PromiseState, int>> latest_promise(soci::session& sql,
                                                                  const PromisedItems& items) {
  std::int64_t latest = 0;
  for (const auto& [item, number] : items.items) {
    const std::int64_t id = model::raw(item);
    std::int64_t promise = 0;
    sql << "SELECT COALESCE(MAX(promise_id), 0) FROM promise_item WHERE item_id = :item",
        soci::use(id, "item"), soci::into(promise);
    latest = std::max(latest, promise);
  }
  if (latest == 0) return std::nullopt;
  std::string state;
  int level = 0;
  sql << "SELECT state, level FROM promise WHERE id = :id", soci::use(latest, "id"),
      soci::into(state), soci::into(level);
  return std::pair(model::parse_promise_state(state).value(), level);
}

std::int64_t add_promise(soci::session& sql, const NewPromise& p, const PromisedItems& items,
                         Instant now) {
  const std::string currency(p.amount.currency.code());
  const std::int32_t given = p.given_on.days(), promised = p.promised_for.days();
  const auto at = to_column(now);
  sql << "INSERT INTO promise (customer_id, amount_minor, currency, given_day, promised_day, "
         "tolerance_days, level, state, given_by, note, actor, recorded_at) VALUES ((SELECT id "
         "FROM customer WHERE number = :customer), :amount, :currency, :given, :promised, "
         ":tolerance, :level, 'open', NULLIF(:by, ''), NULLIF(:note, ''), :actor, :at)",
      soci::use(p.customer, "customer"), soci::use(p.amount.minor, "amount"),
      soci::use(currency, "currency"), soci::use(given, "given"), soci::use(promised, "promised"),
      soci::use(p.tolerance_days, "tolerance"), soci::use(p.level, "level"),
      soci::use(p.given_by, "by"), soci::use(p.note, "note"), soci::use(p.actor, "actor"),
      soci::use(at, "at");
  std::int64_t id = 0;
  sql << "SELECT MAX(id) FROM promise", soci::into(id);
  const Date last = p.promised_for.plus_days(p.tolerance_days);
  for (const auto& [item, number] : items.items) {
    const std::int64_t hold = add_hold(sql,
                                       {.customer = p.customer,
                                        .item = number,
                                        .kind = HoldKind::promise,
                                        .period = {p.given_on, last},
                                        .reason = name_of(id),
                                        .actor = p.actor},
                                       now);
    const std::int64_t item_id = model::raw(item);
    sql << "INSERT INTO promise_item (promise_id, item_id, hold_id) VALUES (:promise, :item, "
           ":hold)",
        soci::use(id, "promise"), soci::use(item_id, "item"), soci::use(hold, "hold");
  }
  return id;
}

std::vector<OpenPromise> open_promises(soci::session& sql, std::int64_t only) {
  std::vector<OpenPromise> all;
  OpenPromise p;
  std::int64_t paid = 0;
  int given = 0, promised = 0;
  std::string currency;
  soci::statement query =
      (sql.prepare << "SELECT p.id, p.amount_minor, p.currency, p.given_day, p.promised_day, "
                      "p.tolerance_days, COALESCE((SELECT SUM(a.paid_minor + a.discount_minor) "
                      "FROM promise_item x JOIN allocation a ON a.item_id = x.item_id WHERE "
                      "x.promise_id = p.id AND a.value_day BETWEEN p.given_day AND p.promised_day "
                      "+ p.tolerance_days), 0) FROM promise p WHERE p.state = 'open' AND (:only = "
                      "0 OR p.id = :only) ORDER BY p.id",
       soci::use(only, "only"), soci::into(p.id), soci::into(p.amount.minor), soci::into(currency),
       soci::into(given), soci::into(promised), soci::into(p.tolerance_days), soci::into(paid));
  query.execute();
  while (query.fetch()) {
    p.amount.currency = Currency::parse(currency);
    p.paid = {paid, p.amount.currency};
    p.given_on = Date::from_days(given);
    p.promised_for = Date::from_days(promised);
    all.push_back(p);
  }
  if (only != 0 && all.empty())
    refuse(FailureKind::not_found, "there is no " + name_of(only) + " that is still open");
  return all;
}

void close_promise(soci::session& sql, const OpenPromise& p, model::PromiseState state, Date day,
                   const std::string& actor, const std::string& reason, Instant now) {
  const std::string name(model::to_string(state));
  const std::int32_t closed = day.days();
  sql << "UPDATE promise SET state = :state, paid_minor = :paid, closed_day = :day, closed_by = "
         ":actor, close_reason = NULLIF(:reason, '') WHERE id = :id",
      soci::use(name, "state"), soci::use(p.paid.minor, "paid"), soci::use(closed, "day"),
      soci::use(actor, "actor"), soci::use(reason, "reason"), soci::use(p.id, "id");
  const auto at = to_column(now);
  sql << "UPDATE dunning_hold SET ended_by = :actor, ended_at = :at WHERE ended_at IS NULL AND id "
         "IN (SELECT hold_id FROM promise_item WHERE promise_id = :id)",
      soci::use(actor, "actor"), soci::use(at, "at"), soci::use(p.id, "id");
}

void list_promises(soci::session& sql, const std::string& customer, const std::string& state,
                   const std::function<void(json::object&)>& each) {
  for_each_object(
      sql,
      "SELECT p.id AS promise, c.number AS customer, c.name, p.amount_minor, p.currency, "
      "p.given_day AS given_on_day, p.promised_day AS promised_for_day, p.tolerance_days, p.level, "
      "p.state, p.paid_minor, p.closed_day AS closed_on_day, p.close_reason, p.given_by, p.note, "
      "p.actor, (SELECT json_group_array(x.number) FROM (SELECT i.number FROM promise_item m JOIN "
      "item i ON i.id = m.item_id WHERE m.promise_id = p.id ORDER BY i.due_day, i.number) x) AS "
      "items_json FROM promise p JOIN customer c ON c.id = p.customer_id WHERE (:customer = '' OR "
      "c.number = :customer) AND (:state = '' OR p.state = :state) ORDER BY p.id DESC",
      {{"customer", customer}, {"state", state}}, each);
}

}  // namespace saldo::store
