#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "flows/environment.hpp"

namespace soci {
class session;
}

namespace saldo::flows {

inline constexpr const char* kClearingMediaType = "application/vnd.saldo.clearing+json";

/// What a run of `propose_clearing` put into the outbox.
struct ClearingTotals {
  std::int64_t proposed = 0, voided = 0, reversed = 0;
};

/// Makes the outbox of a connector follow the decisions made since it last did, inside the caller's
/// transaction: what a payment clears and isn't proposed yet is proposed, a message per company
/// code; what was proposed and isn't so any more is voided, or taken back by a message of its own
/// where it may have gone out. At most some hundred payments at once; false when there are none.
/// The keys follow from content, so that a book that is built again proposes the same.
bool propose_clearing(soci::session& sql, const std::string& connector, Instant now,
                      ClearingTotals& totals);

/// Sends again what failed, as a message of its own: under the old key the other side would take it
/// for a repetition. The old one is void. The new one's id; throws FailureException.
std::int64_t retry_message(soci::session& sql, std::int64_t message, const std::string& actor,
                           Instant now);

}  // namespace saldo::flows
