#pragma once

#include <cstdint>
#include <vector>

namespace saldo::cash {

/// Which selections of positive amounts come to a sum, and what that proves (RULES §2.6).
struct Combinations {
  /// Positions of the amounts of the first two selections found; of one if it is the only one.
  std::vector<std::vector<std::size_t>> found;
  bool complete = true;       ///< all were looked at; else nothing is proved by what was found
  std::int64_t searched = 0;  ///< how many selections are admissible; saturates
  /// How many selections a foreign amount of this size would be expected to hit, in millionths: the
  /// admissible selections over the sums that they could come to.
  std::int64_t accident = 0;
  /// All amounts of the first selection are whole multiples of `coarse_unit`: so are most payments
  /// on account, which hit it far oftener than `accident` says.
  bool coarse = false;

  bool unique() const { return complete && found.size() == 1; }
};

struct CombinationLimits {
  std::size_t items_min = 2, items_max = 5;
  std::int64_t coarse_unit = 100;  ///< minor units
  std::int64_t steps = 400'000;    ///< the search gives up after so many
};

/// Exact, and bounded by `limits.steps`.
Combinations combinations_of(const std::vector<std::int64_t>& amounts, std::int64_t sum,
                             const CombinationLimits& limits);

}  // namespace saldo::cash
