#pragma once

#include <optional>

#include "flows/stage.hpp"
#include "saldo/money.hpp"

namespace saldo::flows {

/// The money that a refused document holds up: Σ of its incoming transactions, or of its items, in
/// the currency of the first one. Nothing when it has neither, or when the sum can't be told.
std::optional<Money> held_money(const Stage& stage);

}  // namespace saldo::flows
