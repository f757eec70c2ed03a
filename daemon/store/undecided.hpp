#pragma once

namespace saldo::store {

/// What runs of cash application look at, as a condition on bank_transaction. What a person has put
/// on an account stays there.
inline constexpr const char* kUndecided =
    "state IN ('new', 'proposed', 'unapplied', 'suspense') AND NOT (state = 'unapplied' AND "
    "by_person = 1)";

}  // namespace saldo::store
