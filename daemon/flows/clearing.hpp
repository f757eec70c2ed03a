#pragma once

#include <string>

#include "flows/outbox.hpp"

namespace saldo::flows {

inline constexpr const char* kClearingMediaType = "application/vnd.saldo.clearing+json";

/// Makes the outbox of a connector follow the decisions made since it last did, inside the caller's
/// transaction: what a payment clears and isn't proposed yet is proposed, a message per company
/// code; what was proposed and isn't so any more is voided, or taken back by a message of its own
/// where it may have gone out. At most some hundred payments at once; false when there are none.
/// The keys follow from content, so that a book that is built again proposes the same.
bool propose_clearing(soci::session& sql, const std::string& connector, Instant now,
                      OutboxTotals& totals);

}  // namespace saldo::flows
