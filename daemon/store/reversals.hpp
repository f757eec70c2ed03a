#pragma once

#include <cstdint>

namespace soci {
class session;
}

/// Private to store.
namespace saldo::store {

/// Takes an allocation back by a counter-posting of the same value date: what was wrong was never
/// true. Throws FailureException (allocation.not_standing).
void reverse_allocation(soci::session& sql, std::int64_t allocation, std::int64_t decision,
                        std::int64_t at);

}  // namespace saldo::store
