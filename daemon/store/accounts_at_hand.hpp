#pragma once

#include <vector>

#include "model/account_at_hand.hpp"

namespace soci {
class session;
}

namespace saldo::store {

/// The accounts on which something is open, by customer and currency.
std::vector<model::AccountAtHand> accounts_at_hand(soci::session& sql, Date day);

}  // namespace saldo::store
