#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace saldo::model {

/// An exact percentage with three decimals (SAP's PRZNT), 0 to 100. A value type.
class Percent {
 public:
  constexpr Percent() = default;
  static constexpr Percent from_thousandths(std::int32_t thousandths) {
    Percent p;
    p.thousandths_ = thousandths;
    return p;
  }
  /// Reads a decimal number such as "2", "2.5", "2.000". The failure is `invalid`.
  static Result<Percent> parse(std::string_view text);

  constexpr std::int32_t thousandths() const { return thousandths_; }
  constexpr bool zero() const { return thousandths_ == 0; }
  /// So much per cent of an amount, rounded once, half away from zero (RULES §0).
  Money of(Money amount) const;
  /// Whether `part` is at least so much per cent of `whole`, without rounding. Same currency.
  bool reached_by(Money part, Money whole) const;
  /// "2.000"
  std::string to_string() const { return Money::format(thousandths_, 3); }
  friend constexpr auto operator<=>(Percent, Percent) = default;

 private:
  std::int32_t thousandths_ = 0;
};

}  // namespace saldo::model
