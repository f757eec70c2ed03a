#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "model/percent.hpp"
#include "saldo/date.hpp"
#include "saldo/records.hpp"

namespace saldo::model {

/// Cash discount for paying within `days` of the baseline date.
struct DiscountTier {
  int days = 0;
  Percent percent;
  friend bool operator==(const DiscountTier&, const DiscountTier&) = default;
};

/// When an item is due and what paying early earns (SAP ZTERM: ZBD1T/P, ZBD2T/P, ZBD3T).
struct PaymentTerms {
  std::vector<DiscountTier> discounts;  ///< by days, rising; percents fall
  int net_days = 0;

  /// From the tiers of a record: percent 0 or empty is the net tier; without one the last
  /// discount's days are the net days (SAP). Refuses days outside 0…3650, missing days, two net
  /// tiers, a discount that outlasts the net days, and a later discount that isn't smaller. No
  /// tiers: due at baseline.
  static Result<PaymentTerms> from(const std::vector<Term>& tiers);

  Date due_date(Date baseline) const { return baseline.plus_days(net_days); }
  Date discount_date(Date baseline, const DiscountTier& tier) const {
    return baseline.plus_days(tier.days);
  }
  /// The best discount that a payment of `value_date` still earns, `grace_days` late at most.
  std::optional<DiscountTier> earned(Date baseline, Date value_date, int grace_days = 0) const;
  friend bool operator==(const PaymentTerms&, const PaymentTerms&) = default;
};

}  // namespace saldo::model
