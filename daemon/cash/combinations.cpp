#include "cash/combinations.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>

namespace saldo::cash {
namespace {

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kMany = std::numeric_limits<std::int64_t>::max() / kMillion;

/// Largest amounts first, so that a branch ends as soon as the rest can't fill the gap.
class Search {
 public:
  Search(const std::vector<std::int64_t>& amounts, const CombinationLimits& limits)
      : limits_(limits), order_(amounts.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::size_t a, std::size_t b) { return amounts[a] > amounts[b]; });
    sums_.push_back(0);
    for (const std::size_t i : order_) {
      sorted_.push_back(amounts[i]);
      sums_.push_back(sums_.back() + amounts[i]);
    }
  }

  void run(std::int64_t sum, Combinations& out) {
    extend(0, sum, out);
    out.complete = out.complete && steps_ <= limits_.steps;
  }

 private:
  void extend(std::size_t from, std::int64_t missing, Combinations& out) {
    if (missing == 0 && taken_.size() >= limits_.items_min) {
      out.found.emplace_back();
      for (const std::size_t i : taken_) out.found.back().push_back(order_[i]);
      std::sort(out.found.back().begin(), out.found.back().end());
    }
    const std::size_t more = limits_.items_max - taken_.size();
    if (missing <= 0 || more == 0) return;
    if (more <= 2) {
      add_last(from, missing, out);
      if (more == 2) add_last_two(from, missing, out);
      return;
    }
    for (std::size_t i = first_not_above(missing, from); i < sorted_.size(); ++i) {
      if (out.found.size() > 1 || ++steps_ > limits_.steps) return;
      const std::size_t last = std::min(sorted_.size(), i + more);
      if (sums_[last] - sums_[i] < missing) return;
      taken_.push_back(i);
      extend(i + 1, missing - sorted_[i], out);
      taken_.pop_back();
    }
  }

  std::size_t first_not_above(std::int64_t amount, std::size_t from) const {
    const auto begin = sorted_.begin() + static_cast<std::ptrdiff_t>(from);
    const auto found = std::lower_bound(begin, sorted_.end(), amount, std::greater<>());
    return static_cast<std::size_t>(found - sorted_.begin());
  }

  /// The last amount of a selection must be just what is missing.
  void add_last(std::size_t from, std::int64_t missing, Combinations& out) {
    ++steps_;
    for (std::size_t i = first_not_above(missing, from); i < sorted_.size(); ++i) {
      if (sorted_[i] != missing) return;
      if (out.found.size() > 1 || ++steps_ > limits_.steps) return;
      taken_.push_back(i);
      extend(sorted_.size(), 0, out);
      taken_.pop_back();
    }
  }

  /// The last two are found from both ends: what is too much goes on from the large one, what is
  /// too little from the small one. The loop takes no branch that can't be foreseen, since it is
  /// where a search spends its time.
  void add_last_two(std::size_t from, std::int64_t missing, Combinations& out) {
    if (out.found.size() > 1 || steps_ > limits_.steps) return;
    std::size_t large = first_not_above(missing, from), small = sorted_.size();
    while (large + 1 < small) {
      ++steps_;
      const std::int64_t sum = sorted_[large] + sorted_[small - 1];
      if (sum == missing) {
        add_pair(large, small - 1, out);
        // An equal neighbour makes a second pair of the same sum.
        if (large + 2 < small && sorted_[large + 1] == sorted_[large])
          add_pair(large + 1, small - 1, out);
        else if (large + 2 < small && sorted_[small - 2] == sorted_[small - 1])
          add_pair(large, small - 2, out);
        if (out.found.size() > 1) return;
      }
      large += sum >= missing;
      small -= sum <= missing;
    }
  }
  void add_pair(std::size_t a, std::size_t b, Combinations& out) {
    if (out.found.size() > 1) return;
    taken_.push_back(a);
    taken_.push_back(b);
    extend(sorted_.size(), 0, out);
    taken_.pop_back();
    taken_.pop_back();
  }

  const CombinationLimits& limits_;
  std::vector<std::size_t> order_, taken_;
  std::vector<std::int64_t> sorted_, sums_;
  std::int64_t steps_ = 0;
};

std::int64_t count_selections(std::size_t n, const CombinationLimits& limits) {
  std::int64_t all = 0, of_size = 1;
  for (std::size_t k = 1; k <= std::min(n, limits.items_max); ++k) {
    const auto left = static_cast<std::int64_t>(n - k + 1), size = static_cast<std::int64_t>(k);
    if (of_size > kMany / std::max<std::int64_t>(left, 1)) return kMany;
    of_size = of_size * left / size;
    if (k >= limits.items_min) all = std::min(kMany, all + of_size);
  }
  return all;
}

}  // namespace

Combinations combinations_of(const std::vector<std::int64_t>& amounts, std::int64_t sum,
                             const CombinationLimits& limits) {
  Combinations out;
  if (amounts.empty() || std::any_of(amounts.begin(), amounts.end(), [](auto a) { return a <= 0; }))
    return out;
  std::int64_t grain = 0;
  for (const std::int64_t a : amounts) grain = std::gcd(grain, a);
  // Only amounts up to the sum can belong to it, and sums lie denser the lower they are.
  std::vector<std::int64_t> sorted;
  std::copy_if(amounts.begin(), amounts.end(), std::back_inserter(sorted),
               [&](std::int64_t a) { return a <= sum; });
  std::sort(sorted.rbegin(), sorted.rend());
  std::int64_t highest = 0;
  for (std::size_t i = 0; i < std::min(sorted.size(), limits.items_max); ++i) highest += sorted[i];
  out.searched = count_selections(sorted.size(), limits);
  const std::int64_t reachable = std::min(sum, highest) / grain;
  out.accident = out.searched * kMillion / std::max<std::int64_t>(1, reachable);
  Search(amounts, limits).run(sum, out);
  out.coarse = !out.found.empty() &&
               std::all_of(out.found.front().begin(), out.found.front().end(),
                           [&](std::size_t i) { return amounts[i] % limits.coarse_unit == 0; });
  return out;
}

}  // namespace saldo::cash
