#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/percent.hpp"
#include "saldo/money.hpp"

namespace saldo::cash {

/// How far a payment may miss what is open and still settle it (RULES §2.4), in one direction.
/// Without a reason code nothing is written off; with neither amount nor percentage, neither.
struct Tolerance {
  enum class OfBoth { smaller, larger };

  std::optional<std::int64_t> amount_minor;  ///< an absolute limit
  std::optional<model::Percent> percent;     ///< of what is open on the items that are settled
  OfBoth of_both = OfBoth::smaller;          ///< which one counts where both are given
  std::string reason;                        ///< our reason code, which the posting bears

  /// The greatest difference in minor units; 0: none.
  std::int64_t limit(Money open) const;
};

/// What automation may write off in one currency. The budget bounds the sum for one customer within
/// `budget_days` days, in both directions together; without one nothing is written off.
struct WriteOffLimits {
  Currency currency;
  Tolerance under;    ///< too little was paid
  Tolerance over;     ///< too much was paid
  Tolerance charges;  ///< banks kept just what is missing, as the message itself says
  std::int64_t budget_minor = 0;
  int budget_days = 365;
};

/// A residual that automation writes off. One that isn't nothing can only be made by within(), so
/// that no automatic write-off goes beyond its limit, whatever its caller computes.
class WriteOff {
 public:
  WriteOff() = default;

  /// Writes off `residual`, what is left of `open` after everything that was paid and deducted
  /// (positive: still open, negative: paid too much). `spent`: what was written off for the
  /// customer within the period before. Nothing where the tolerance of that direction, its reason
  /// code or the budget doesn't allow all of it. All amounts are of the currency of `limits`.
  /// `as_charges`: the message says that banks kept just so much.
  static std::optional<WriteOff> within(const WriteOffLimits& limits, Money residual, Money open,
                                        Money spent, bool as_charges = false);

  Money amount() const { return amount_; }  ///< as it reduces the item; of no currency: nothing
  const std::string& reason() const { return reason_; }
  bool nothing() const { return amount_.minor == 0; }
  friend bool operator==(const WriteOff&, const WriteOff&) = default;

 private:
  WriteOff(Money amount, std::string reason) : amount_(amount), reason_(std::move(reason)) {}

  Money amount_;
  std::string reason_;
};

}  // namespace saldo::cash
