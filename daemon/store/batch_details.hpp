#pragma once

#include <cstdint>

namespace soci {
class session;
}

/// Many banks book a batch as one entry and send its payments apart, in a notification or report of
/// their own (camt.053 with `Btch`, camt.054 with `TxDtls`).
namespace saldo::store {

/// Lets the payments of the account's batches stand for the entries that book them: the entry is
/// `itemised` and counts in its statement alone, its payments are new to cash application. Done
/// where the payments bear the batch's id or the entry's reference, come to its amount and are as
/// many as it says if it says so, and nobody has applied the entry yet. What is ambiguous stays as
/// it is. Either may come first.
void itemise_batches(soci::session& sql, std::int64_t account);

}  // namespace saldo::store
