#include "store/batch_details.hpp"

#include <soci/soci.h>

#include <string>
#include <vector>

#include "store/provisional.hpp"

namespace saldo::store {

namespace {

/// The payments of one batch that one kind of message told of.
struct Payments {
  std::string kind, batch;
  std::int64_t minor = 0, count = 0;
  std::int32_t from = 0, to = 0;  // days of booking
};

std::vector<Payments> waiting_payments(soci::session& sql, std::int64_t account) {
  std::vector<Payments> found;
  Payments p;
  soci::statement query =
      (sql.prepare << "SELECT s.kind, t.batch_id, SUM(t.amount_minor), COUNT(*), "
                      "MIN(t.booking_day), MAX(t.booking_day) FROM bank_transaction t JOIN "
                      "statement s ON s.id = t.statement_id WHERE t.account_id = :account AND "
                      "t.state = 'provisional' AND t.status = 'booked' AND t.batch_id IS NOT NULL "
                      "GROUP BY s.kind, t.batch_id ORDER BY s.kind DESC, t.batch_id",
       soci::use(account, "account"), soci::into(p.kind), soci::into(p.batch), soci::into(p.minor),
       soci::into(p.count), soci::into(p.from), soci::into(p.to));
  query.execute();
  while (query.fetch()) found.push_back(p);
  return found;
}

struct Entry {
  std::int64_t id = 0;
  bool itemised = false;
};

/// The booked entry of the payments; none unless exactly one can be it.
Entry entry_of(soci::session& sql, std::int64_t account, const Payments& p) {
  const std::int32_t from = p.from - kDaysApartMax, to = p.to + kDaysApartMax;
  Entry entry;
  std::string state;
  std::int64_t matches = 0;
  soci::statement query =
      (sql.prepare << "SELECT t.id, t.state FROM bank_transaction t JOIN statement s ON s.id = "
                      "t.statement_id WHERE t.account_id = :account AND t.booking_day BETWEEN "
                      ":from AND :to AND s.kind = 'booked' AND t.status = 'booked' AND t.state IN "
                      "('new', 'proposed', 'unapplied', 'suspense', 'itemised') AND "
                      "COALESCE(t.batch_count, :count) = :count AND t.batch_index IS NULL AND "
                      "t.amount_minor = :minor AND :batch IN (t.batch_id, t.bank_reference)",
       soci::use(account, "account"), soci::use(from, "from"), soci::use(to, "to"),
       soci::use(p.count, "count"), soci::use(p.minor, "minor"), soci::use(p.batch, "batch"),
       soci::into(entry.id), soci::into(state));
  query.execute();
  while (query.fetch()) {
    ++matches;
    entry.itemised = state == "itemised";
  }
  return matches == 1 ? entry : Entry{};
}

void change_payments(soci::session& sql, std::int64_t account, const Payments& p,
                     const std::string& change, std::int64_t entry) {
  sql << "UPDATE bank_transaction SET " + change +
             " WHERE account_id = :account AND state = 'provisional' AND status = 'booked' AND "
             "batch_id = :batch AND statement_id IN (SELECT id FROM statement WHERE account_id = "
             ":account AND kind = :kind)",
      soci::use(entry, "entry"), soci::use(account, "account"), soci::use(p.batch, "batch"),
      soci::use(p.kind, "kind");
}

}  // namespace

void itemise_batches(soci::session& sql, std::int64_t account) {
  for (const Payments& p : waiting_payments(sql, account)) {
    const Entry entry = entry_of(sql, account, p);
    if (entry.id == 0) continue;
    if (entry.itemised) {  // by a message of another kind
      change_payments(sql, account, p, "state = 'superseded', superseded_by = :entry", entry.id);
      continue;
    }
    sql << "UPDATE bank_transaction SET state = 'itemised', customer_id = NULL, unapplied_minor = "
           "0 WHERE id = :id",
        soci::use(entry.id, "id");
    change_payments(sql, account, p,
                    "state = 'new', unapplied_minor = amount_minor, itemises = :entry", entry.id);
  }
}

}  // namespace saldo::store
