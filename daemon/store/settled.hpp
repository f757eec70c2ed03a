#pragma once

namespace saldo::store {

/// What lessened item `i` up to :day, as SQL. It is the view item_settlement for a single item,
/// spelt out: SQLite would go through all settlements for each item.
inline constexpr const char* kSettledUntilDay =
    "((SELECT COALESCE(SUM(a.paid_minor + a.discount_minor + a.write_off_minor), 0) FROM "
    "allocation a WHERE a.item_id = i.id AND a.value_day <= :day) + (SELECT "
    "COALESCE(SUM(e.settled_minor), 0) FROM erp_clearing e WHERE e.item_id = i.id AND "
    "e.cleared_day <= :day))";

}  // namespace saldo::store
