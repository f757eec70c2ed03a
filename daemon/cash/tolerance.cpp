#include "cash/tolerance.hpp"

#include <algorithm>

namespace saldo::cash {
namespace {

__extension__ using Wide = __int128;
constexpr std::int64_t kWholePercent = 100'000;  // in thousandths of a per cent

/// The absolute value as it can be compared; no amount of the book comes near the end of 64 bits.
std::uint64_t size_of(std::int64_t minor) {
  return minor < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(minor)
                   : static_cast<std::uint64_t>(minor);
}

}  // namespace

std::int64_t Tolerance::limit(Money open) const {
  if (reason.empty() || open.minor <= 0) return 0;
  const auto positive = [](std::int64_t minor) { return std::max<std::int64_t>(minor, 0); };
  if (!percent) return positive(amount_minor.value_or(0));
  // Rounded down: what is a fraction of a cent beyond the percentage is beyond it.
  const auto share =
      static_cast<std::int64_t>(Wide{open.minor} * percent->thousandths() / kWholePercent);
  if (!amount_minor) return share;
  const std::int64_t absolute = positive(*amount_minor);
  return of_both == OfBoth::smaller ? std::min(absolute, share) : std::max(absolute, share);
}

std::optional<WriteOff> WriteOff::within(const WriteOffLimits& limits, Money residual, Money open,
                                         Money spent, bool as_charges) {
  for (const Money& each : {residual, open, spent})
    if (each.currency != limits.currency) return std::nullopt;
  if (residual.minor == 0 || spent.minor < 0) return std::nullopt;
  const Tolerance& tolerance = residual.minor < 0 ? limits.over
                               : as_charges       ? limits.charges
                                                  : limits.under;
  const std::uint64_t size = size_of(residual.minor);
  const std::int64_t left = limits.budget_minor - std::min(limits.budget_minor, spent.minor);
  if (left <= 0 || size > static_cast<std::uint64_t>(left) ||
      size > static_cast<std::uint64_t>(tolerance.limit(open)))
    return std::nullopt;
  return WriteOff(residual, tolerance.reason);
}

}  // namespace saldo::cash
