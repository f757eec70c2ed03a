#include "store/erp_clearings.hpp"

#include <soci/soci.h>

#include <string>

#include "store/columns.hpp"

namespace saldo::store {

namespace {

struct Known {
  std::int64_t open = 0, cleared = 0, newest = 0;
  std::string currency;
};

Known known_of(soci::session& sql, std::int64_t item) {
  Known k;
  sql << "SELECT i.open_minor, i.currency, COALESCE((SELECT SUM(c.settled_minor) FROM erp_clearing "
         "c WHERE c.item_id = i.id), 0), COALESCE((SELECT MAX(c.as_of_at) FROM erp_clearing c "
         "WHERE c.item_id = i.id), 0) FROM item i WHERE i.id = :item",
      soci::use(item, "item"), soci::into(k.open), soci::into(k.currency), soci::into(k.cleared),
      soci::into(k.newest);
  return k;
}

void add(soci::session& sql, std::int64_t item, std::int64_t settled, const std::string& currency,
         const std::string& cause, const std::string& cleared_by, int day,
         const ClearingSource& source) {
  const auto as_of = to_column(source.as_of), at = to_column(source.now);
  sql << "INSERT INTO erp_clearing (item_id, settled_minor, currency, cause, cleared_by, "
         "cleared_day, as_of_at, extract_id, document_id, recorded_at) VALUES (:item, :settled, "
         ":currency, :cause, NULLIF(:by, ''), :day, :as_of, NULLIF(:extract, 0), :document, :at)",
      soci::use(item, "item"), soci::use(settled, "settled"), soci::use(currency, "currency"),
      soci::use(cause, "cause"), soci::use(cleared_by, "by"), soci::use(day, "day"),
      soci::use(as_of, "as_of"), soci::use(source.extract, "extract"),
      soci::use(source.document, "document"), soci::use(at, "at");
  sql << "UPDATE item SET open_minor = open_minor - :settled, state = CASE WHEN open_minor = "
         ":settled THEN 'cleared' WHEN open_minor - :settled = amount_minor THEN 'open' ELSE "
         "'partly_paid' END WHERE id = :item",
      soci::use(settled, "settled"), soci::use(item, "item");
}

int day_of(Instant t) {
  return static_cast<int>(std::chrono::floor<std::chrono::days>(t).time_since_epoch().count());
}

}  // namespace

bool clear_in_erp(soci::session& sql, std::int64_t item, const Item& record,
                  const ClearingSource& source) {
  const Known k = known_of(sql, item);
  if (k.open == 0 || k.newest >= to_column(source.as_of)) return false;
  const int day = record.cleared_on.empty() ? day_of(source.as_of) : record.cleared_on.days();
  add(sql, item, k.open, k.currency, "erp", record.cleared_by, day, source);
  return true;
}

bool reopen_in_erp(soci::session& sql, std::int64_t item, const ClearingSource& source) {
  const Known k = known_of(sql, item);
  if (k.cleared == 0 || k.newest >= to_column(source.as_of)) return false;
  add(sql, item, -k.cleared, k.currency, "listed", {}, day_of(source.as_of), source);
  return true;
}

}  // namespace saldo::store
