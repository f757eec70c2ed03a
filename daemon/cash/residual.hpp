#pragma once

#include <optional>
#include <vector>

#include "cash/case.hpp"
#include "cash/settlement.hpp"

namespace saldo::cash {

/// Stage 6: what `settled` leaves open on `items`, or left over, written off where tolerance and
/// budget allow all of it; nothing where they don't, or where nothing remains. Call it only for
/// items that are named (evidence of stage 4 or better).
std::optional<Settlement> write_off_residual(const std::vector<OpenItem>& items,
                                             const Settlement& settled, const Case& c);

}  // namespace saldo::cash
