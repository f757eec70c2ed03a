#pragma once

#include <vector>

#include "collect/channel.hpp"
#include "collect/classify.hpp"

namespace saldo::collect {

/// Makes the notice of what has come through all gates: amounts, fee, interest memo, letter,
/// effects, who must approve, and its identity. `works` ascend by item; their `dunnable` become
/// `dunned`. `d.legal` and `d.level` say what kind of notice it is.
void write_notice(DunningDecision& d, std::vector<Work>& works, const DunningAccount& account,
                  const DunningRules& rules, const std::string& channel, Date run_date);

/// What was decided on one item, without what only a notice adds.
ItemDecision decision_on(const Work& work, Money zero);

/// "12.30 EUR"
std::string show(Money amount);

}  // namespace saldo::collect
