#pragma once

#include <string>

#include "flows/outbox.hpp"

namespace saldo::flows {

inline constexpr const char* kIdocStatusMediaType = "application/vnd.saldo.idoc-status+json";

/// Makes the outbox of a connector follow what became of the IDocs that were pushed to it, inside
/// the caller's transaction: posted (status 53), in error for what it says (56) or for what the
/// book holds against it (51), with the reason; and again when that changes. One and the same
/// outcome is told once however often the IDoc came. At most some hundred at once; false when there
/// are none.
bool tell_idoc_status(soci::session& sql, const std::string& connector, Instant now,
                      OutboxTotals& totals);

}  // namespace saldo::flows
