#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/deduction.hpp"

/// Which deduction is to be looked at first: much money, and little time to contest it (RULES §7).
namespace saldo::collect {

struct TriagedDeduction {
  std::int64_t dispute = 0;
  int points = 0;       ///< 0 to 100
  std::string because;  ///< "480.00 EUR (10 of 10), 5 days to contest it (8 of 10)"
};

/// The most urgent first; of equal ones the one that closes first, then the older one. Points: up
/// to ten for the money, by its share of the largest deduction of its currency, times up to ten for
/// the time: ten for up to 3 days, 8 for up to 7, 6 for up to 14, 4 for up to 30, 2 for more or
/// without end. A window that has closed gives none: there is nothing left to win.
std::vector<TriagedDeduction> triage(std::span<const model::DeductionAtHand> deductions,
                                     Date today);

}  // namespace saldo::collect
