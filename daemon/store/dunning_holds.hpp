#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/ids.hpp"
#include "model/period.hpp"

namespace soci {
class session;
}

/// What keeps an item or a customer out of dunning for a time.
namespace saldo::store {

enum class HoldKind {
  block,         ///< of an item or a customer
  dispute,       ///< of an item, in whole or for an amount
  promise,       ///< of an item: it is paid by the last day
  payment_plan,  ///< of an item
  direct_debit,  ///< of an item: collected, but not yet final
  legal,         ///< of a customer: with the lawyers
  insolvency,    ///< of a customer
};
std::string_view to_string(HoldKind kind);
Result<HoldKind> parse_hold_kind(std::string_view text);

struct Hold {
  std::int64_t id = 0;
  model::CustomerId customer{};
  std::optional<model::ItemId> item;
  HoldKind kind = HoldKind::block;
  std::optional<std::int64_t> amount_minor;  ///< of a dispute; in the item's currency
  model::Period period;
};

struct NewHold {
  std::string customer;  ///< number
  std::string item;      ///< number; empty: of the customer
  HoldKind kind = HoldKind::block;
  std::optional<std::string> amount;  ///< as text, in the item's currency
  model::Period period;
  std::string reason, actor;
};
/// Records a hold; its number. Throws FailureException where customer or item don't exist or the
/// kind doesn't fit: a promise without a last day, a dispute beyond what is open.
std::int64_t add_hold(soci::session& sql, const NewHold& hold, Instant now);
/// Ends a hold. Throws FailureException when there is none, it has ended, or an open dispute keeps
/// it.
void end_hold(soci::session& sql, std::int64_t id, const std::string& actor, Instant now);
/// Every hold that nobody has ended.
void for_each_hold(soci::session& sql, const std::function<void(const Hold&)>& each);
/// Every hold that was recorded before an instant and that nobody had ended by then.
void for_each_hold_at(soci::session& sql, Instant instant,
                      const std::function<void(const Hold&)>& each);

}  // namespace saldo::store
