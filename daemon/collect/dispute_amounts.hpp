#pragma once

#include <vector>

#include "model/dispute.hpp"
#include "saldo/money.hpp"

/// What becomes of a disputed amount (RULES §7). All amounts are in the item's currency.
namespace saldo::collect {

/// Takes from the disputed parts of one item, the oldest dispute first, what was settled since they
/// were looked at last: `since` is the difference, `open` what is open on the item now. A credit
/// memo is for what is disputed. A payment is for what isn't; only what is paid beyond that
/// lessens what is disputed. What is taken back is disputed again. Afterwards the parts together
/// dispute no more than is open.
void apportion(const std::vector<model::DisputedPart*>& parts, const model::ItemSettled& since,
               Money open);

/// Releases all that is disputed of a part except for `keep`.
void release(model::DisputedPart& part, Money keep);
/// Disputes again what was released, up to `room`.
void dispute_again(model::DisputedPart& part, Money room);

}  // namespace saldo::collect
