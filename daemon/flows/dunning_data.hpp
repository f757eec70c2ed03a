#pragma once

#include <string>

#include "flows/outbox.hpp"
#include "saldo/date.hpp"

/// Dunning data on their way to the ERP: messages of the kinds dunning and dunning_block, both with
/// the body application/vnd.saldo.dunning+json.
namespace saldo::flows {

inline constexpr const char* kDunningMediaType = "application/vnd.saldo.dunning+json";

/// Makes the outbox of a connector follow the notices that were sent since it last did, inside the
/// caller's transaction: for each account the day of its last notice and the level. Only the newest
/// state of an account is told. A mail that came back takes nothing back: what is told next is the
/// notice's other way. At most some hundred at once; false when there are none.
bool tell_dunning(soci::session& sql, const std::string& connector, Instant now,
                  OutboxTotals& totals);

/// Makes it follow the holds of whole customers: `key` is the ERP's dunning block that stands for
/// them, in the default dunning area of each company code. A block that the ERP has of its own is
/// neither replaced nor lifted.
void tell_blocks(soci::session& sql, const std::string& connector, const std::string& key,
                 Date today, Instant now, OutboxTotals& totals);

}  // namespace saldo::flows
