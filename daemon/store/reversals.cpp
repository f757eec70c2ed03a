#include "store/reversals.hpp"

#include <soci/soci.h>

#include "base/result.hpp"
#include "store/decisions.hpp"

namespace saldo::store {
namespace {

const std::string kStanding =
    "a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses_id = a.id)";

[[noreturn]] void refuse(std::int64_t allocation) {
  throw FailureException({.kind = FailureKind::conflict,
                          .message = "allocation " + std::to_string(allocation) +
                                     " doesn't stand: it was undone before, or never was",
                          .rule = "allocation.not_standing"});
}

}  // namespace

std::vector<std::int64_t> standing_allocations(soci::session& sql, model::TransactionId id) {
  const std::int64_t transaction = model::raw(id);
  std::vector<std::int64_t> all;
  std::int64_t allocation = 0;
  soci::statement query =
      (sql.prepare << "SELECT a.id FROM allocation a WHERE a.transaction_id = :transaction AND " +
                          kStanding + " ORDER BY a.id",
       soci::use(transaction, "transaction"), soci::into(allocation));
  query.execute();
  while (query.fetch()) all.push_back(allocation);
  return all;
}

void reverse_allocation(soci::session& sql, std::int64_t allocation, std::int64_t decision,
                        std::int64_t at) {
  std::int64_t item = 0, settled = 0;
  sql << "SELECT a.item_id, a.paid_minor + a.discount_minor + a.write_off_minor FROM allocation a "
         "WHERE a.id = :id AND " +
             kStanding,
      soci::use(allocation, "id"), soci::into(item), soci::into(settled);
  if (!sql.got_data()) refuse(allocation);
  sql << "INSERT INTO allocation (transaction_id, item_id, decision_id, paid_minor, "
         "discount_minor, write_off_minor, currency, value_day, allocated_at, reverses_id) SELECT "
         "transaction_id, item_id, :decision, -paid_minor, -discount_minor, -write_off_minor, "
         "currency, value_day, :at, id FROM allocation WHERE id = :id",
      soci::use(decision, "decision"), soci::use(at, "at"), soci::use(allocation, "id");
  sql << "UPDATE item SET open_minor = open_minor + :settled, state = CASE WHEN open_minor + "
         ":settled = amount_minor THEN 'open' WHEN open_minor + :settled = 0 THEN 'cleared' ELSE "
         "'partly_paid' END WHERE id = :item",
      soci::use(settled, "settled"), soci::use(item, "item");
}

}  // namespace saldo::store
