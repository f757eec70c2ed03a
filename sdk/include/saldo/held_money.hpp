#pragma once

#include <optional>

#include "saldo/money.hpp"

namespace saldo {

/// The money that a refused document holds up, as far as it was read: a sum for saldo_error.held.
/// Unknown when there are several currencies or the sum is beyond 64 bits. Never throws.
class HeldMoney {
 public:
  void add(const Money& amount) noexcept {
    if (!sum_) sum_ = Money{0, amount.currency};
    known_ = known_ && sum_->currency == amount.currency &&
             !__builtin_add_overflow(sum_->minor, amount.minor, &sum_->minor);
  }
  std::optional<Money> sum() const { return known_ ? sum_ : std::nullopt; }

 private:
  std::optional<Money> sum_;
  bool known_ = true;
};

}  // namespace saldo
