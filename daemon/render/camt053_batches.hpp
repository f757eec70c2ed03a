#pragma once

#include <functional>
#include <span>
#include <vector>

#include "saldo/records.hpp"

namespace saldo::render::camt053 {

/// Puts lines together that are one entry of the account: the members of a batch, all of them and
/// in order. What isn't whole, or differs in what only the entry says (dates, status), stays
/// single. Memory is bounded.
class Batches {
 public:
  /// The lines of an entry: one, or all of a batch.
  using Each = std::function<void(std::span<const Transaction>)>;
  /// An entry must not be larger than what readers take in one piece (saldo: 16 MiB).
  static constexpr std::size_t kBytesMax = std::size_t{15} << 20;

  explicit Batches(Each each) : each_(std::move(each)) {}
  void add(const Transaction& line);
  /// Gives what is held.
  void finish();

 private:
  bool continues(const Transaction& line) const;
  bool has_sum() const;

  Each each_;
  std::vector<Transaction> held_;
  std::size_t bytes_ = 0;
};

/// The amount of the entry that the lines are. They must have a sum.
Money sum_of(std::span<const Transaction> lines);

}  // namespace saldo::render::camt053
