#pragma once

#include <vector>

#include "collect/classify.hpp"

/// Levels of an account whose items ascend by id.
namespace saldo::collect {

/// Gives every dunnable claim its level: the highest whose days it has reached, one more than
/// before at most if progressive, never less than before, never above its cap (RULES §1.8 "level").
/// In account mode all of them get the account's.
void level_claims(std::vector<Work>& works, const model::DunningProcedure& procedure);

/// Puts every dunnable claim at the last level: the legal stage knows no others.
void level_legal(std::vector<Work>& works, const model::DunningProcedure& procedure);

/// Sets credits off against the claims, the oldest due first: a credit for an item against that
/// item, then the others and `unapplied`. For credit mode `net`.
void set_off_credits(std::vector<Work>& works, Money unapplied);

/// Gives credits their level: that of their item, or the account's highest. For credit mode
/// `sap_like`.
void level_credits(std::vector<Work>& works);

/// Moves the items of a level that misses its minimum amount or percentage one level down, from the
/// highest level to the first (RULES §1.7 number 5).
void fall_back(std::vector<Work>& works, const model::DunningProcedure& procedure,
               Money total_open);

/// The highest level of any dunnable item.
int highest_level(const std::vector<Work>& works);

}  // namespace saldo::collect
