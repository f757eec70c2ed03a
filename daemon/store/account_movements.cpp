#include "store/account_movements.hpp"

#include <soci/soci.h>

#include "base/result.hpp"
#include "store/settled.hpp"

namespace saldo::store {

namespace {

// A payment of another currency settles in the item's; what is unapplied of it stays in its own.
constexpr const char* kMovements =
    "SELECT COALESCE(posting_day, document_day, due_day) AS day, 0 AS place, kind, number AS "
    "reference, amount_minor AS minor FROM item WHERE customer_id = :customer AND currency = "
    ":currency "
    "UNION ALL SELECT a.value_day, 1, CASE WHEN SUM(a.paid_minor) < 0 THEN 'payment_returned' ELSE "
    "'payment' END, COALESCE(t.bank_reference, t.customer_reference, ''), -SUM(a.paid_minor) FROM "
    "allocation a JOIN item i ON i.id = a.item_id JOIN bank_transaction t ON t.id = "
    "a.transaction_id WHERE i.customer_id = :customer AND i.currency = :currency GROUP BY "
    "a.transaction_id, a.value_day, a.reverses_id IS NULL "
    "UNION ALL SELECT COALESCE(value_day, booking_day), 2, 'unapplied', COALESCE(bank_reference, "
    "customer_reference, ''), -unapplied_minor FROM bank_transaction WHERE customer_id = :customer "
    "AND currency = :currency AND unapplied_minor <> 0 AND state IN ('applied', 'unapplied', "
    "'proposed') "
    "UNION ALL SELECT a.value_day, 3, 'discount', i.number, -a.discount_minor FROM allocation a "
    "JOIN item i ON i.id = a.item_id WHERE i.customer_id = :customer AND i.currency = :currency "
    "AND a.discount_minor <> 0 "
    "UNION ALL SELECT a.value_day, 4, 'write_off', i.number, -a.write_off_minor FROM allocation a "
    "JOIN item i ON i.id = a.item_id WHERE i.customer_id = :customer AND i.currency = :currency "
    "AND a.write_off_minor <> 0 "
    "UNION ALL SELECT e.cleared_day, 5, 'erp_clearing', i.number, -e.settled_minor FROM "
    "erp_clearing e JOIN item i ON i.id = e.item_id WHERE i.customer_id = :customer AND i.currency "
    "= :currency "
    "ORDER BY day, place, reference, minor";

}  // namespace

AccountHolder account_holder(soci::session& sql, const std::string& number) {
  AccountHolder holder{.number = number};
  std::int64_t id = 0, count = 0;
  sql << "SELECT COALESCE(MAX(id), 0), COUNT(*), COALESCE(MAX(name), ''), COALESCE(MAX(country), "
         "''), COALESCE(MAX(language), '') FROM customer WHERE number = :number",
      soci::use(number, "number"), soci::into(id), soci::into(count), soci::into(holder.name),
      soci::into(holder.country), soci::into(holder.language);
  if (count == 0)
    throw FailureException(
        {.kind = FailureKind::not_found, .message = "there is no customer '" + number + "'"});
  if (count > 1)
    throw FailureException(
        {.kind = FailureKind::conflict,
         .message = "customer '" + number + "' exists in several source systems"});
  holder.id = model::CustomerId{id};
  sql << "SELECT COALESCE((SELECT company_code FROM item WHERE customer_id = :id ORDER BY id DESC "
         "LIMIT 1), '')",
      soci::use(id, "id"), soci::into(holder.company_code);
  std::string currency;
  soci::statement query =
      (sql.prepare << "SELECT currency FROM item WHERE customer_id = :id UNION SELECT currency "
                      "FROM bank_transaction WHERE customer_id = :id AND unapplied_minor <> 0 "
                      "ORDER BY currency",
       soci::use(id, "id"), soci::into(currency));
  query.execute();
  while (query.fetch()) holder.currencies.push_back(currency);
  return holder;
}

void for_each_movement(soci::session& sql, model::CustomerId customer, Currency currency,
                       const std::function<void(const Movement&)>& each) {
  const std::int64_t id = model::raw(customer);
  const std::string code(currency.code());
  Movement movement;
  movement.amount.currency = currency;
  int day = 0, place = 0;
  soci::statement query =
      (sql.prepare << kMovements, soci::use(id, "customer"), soci::use(code, "currency"),
       soci::into(day), soci::into(place), soci::into(movement.kind),
       soci::into(movement.reference), soci::into(movement.amount.minor));
  query.execute();
  while (query.fetch()) {
    movement.date = Date::from_days(day);
    each(movement);
  }
}

std::vector<OpenItemLine> open_item_lines(soci::session& sql, model::CustomerId customer,
                                          Currency currency, Date day) {
  const std::int64_t id = model::raw(customer);
  const std::string code(currency.code());
  const std::int32_t until = day.days();
  std::vector<OpenItemLine> all;
  OpenItemLine line;
  line.amount.currency = line.open.currency = currency;
  int document_day = 0, due_day = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT number, kind, document_day, due_day, amount_minor, open FROM (SELECT "
              "i.number, i.kind, COALESCE(i.document_day, -2147483648) AS document_day, "
              "i.due_day, i.amount_minor, i.amount_minor - " +
                  std::string(kSettledUntilDay) +
                  " AS open FROM item i WHERE i.customer_id = :customer AND i.currency = :currency "
                  "AND COALESCE(i.posting_day, i.document_day, i.due_day) <= :day) WHERE open <> 0 "
                  "ORDER BY due_day, number",
       soci::use(until, "day"), soci::use(id, "customer"), soci::use(code, "currency"),
       soci::into(line.number), soci::into(line.kind), soci::into(document_day),
       soci::into(due_day), soci::into(line.amount.minor), soci::into(line.open.minor));
  query.execute();
  while (query.fetch()) {
    line.document_date = Date::from_days(document_day);
    line.due_date = Date::from_days(due_day);
    all.push_back(line);
  }
  return all;
}

Money unapplied_of(soci::session& sql, model::CustomerId customer, Currency currency, Date day) {
  const std::int64_t id = model::raw(customer);
  const std::string code(currency.code());
  const std::int32_t until = day.days();
  Money money{0, currency};
  sql << "SELECT COALESCE(SUM(unapplied_minor), 0) FROM bank_transaction WHERE customer_id = "
         ":customer AND currency = :currency AND COALESCE(value_day, booking_day) <= :day AND "
         "state IN ('applied', 'unapplied', 'proposed')",
      soci::use(id, "customer"), soci::use(code, "currency"), soci::use(until, "day"),
      soci::into(money.minor);
  return money;
}

}  // namespace saldo::store
