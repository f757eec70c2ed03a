#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/dispute.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"

namespace soci {
class session;
}

/// What disputes claim of items, and how those are settled.
namespace saldo::store {

/// An item, all of it.
struct ItemNow {
  Money open;
  model::ItemSettled settled;  ///< over all times
};
/// What a credit memo that names the item brought along in the same payment counts as credited, not
/// as paid; so does what the ERP cleared with a credit memo.
ItemNow item_now(soci::session& sql, model::ItemId item);

struct DisputePart {
  std::int64_t dispute = 0;
  model::ItemId item{};
  std::string number;  ///< of the item
  std::string reason;  ///< of the dispute
  std::int64_t hold = 0;
  bool open = true;  ///< as its dispute is
  model::DisputedPart amounts;
  Date released_on;  ///< the day on which the customer was told to pay; empty: never
  ItemNow seen;      ///< when it was looked at last
};
/// Of the open disputes of an item, the oldest first.
std::vector<DisputePart> open_parts_of(soci::session& sql, model::ItemId item);
/// Of a dispute, by item.
std::vector<DisputePart> parts_of(soci::session& sql, std::int64_t dispute);
/// Every item that an open dispute is about.
std::vector<model::ItemId> items_in_dispute(soci::session& sql);

/// An open item that is to be disputed.
struct DisputableItem {
  model::ItemId id{};
  std::string number, customer;  ///< as the ERP writes them
  Money room;                    ///< what is open and not disputed yet
};
/// By numbers as people write them, with or without leading zeros. Throws FailureException:
/// `not_found`; `conflict` where several items have the number, or the
/// item is a credit.
DisputableItem find_disputable(soci::session& sql, const std::string& customer,
                               const std::string& number);
/// As find_disputable, of an item that is known; `room` may be nothing.
DisputableItem disputable(soci::session& sql, model::ItemId item);
/// The open dispute of an item for a reason; 0: none.
std::int64_t dispute_about(soci::session& sql, model::ItemId item, model::DisputeReason reason);

/// Records a part with the change that brought it about and its hold, from `day` on.
void add_part(soci::session& sql, const DisputePart& part, const std::string& customer,
              std::int64_t act, Date day, const std::string& actor, Instant now);
/// Records what has changed against `before` as changes of an act; the hold follows. A part that is
/// disputed again gets a new hold from `day` on.
void save_part(soci::session& sql, const DisputePart& before, const DisputePart& part,
               std::int64_t act, Date day, const std::string& actor, Instant now);

}  // namespace saldo::store
