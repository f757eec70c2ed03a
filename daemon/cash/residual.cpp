#include "cash/residual.hpp"

#include <algorithm>

#include "cash/proposals.hpp"

namespace saldo::cash {
namespace {

class Residual {
 public:
  Residual(const std::vector<OpenItem>& items, const Case& c)
      : items_(items), c_(c), open_(c.none()) {
    for (const OpenItem& item : items) open_ += item.open;
  }

  std::optional<Settlement> run() {
    const Currency currency = c_.payment.amount.currency;
    const auto limits =
        std::find_if(c_.policy.write_offs.begin(), c_.policy.write_offs.end(),
                     [&](const WriteOffLimits& each) { return each.currency == currency; });
    if (limits == c_.policy.write_offs.end()) return std::nullopt;
    s_.allocations = settle_in_full(items_);
    s_.rest = s_.missing = c_.none();
    const Money gap = open_ - c_.payment.amount;
    const Money granted = take_discounts(gap);
    const auto write_off =
        WriteOff::within(*limits, gap - granted, open_, spent(*limits), banks_kept(gap - granted));
    if (!write_off || !put(*write_off)) return std::nullopt;
    s_.kind = Settlement::Kind::tolerance;
    s_.reason = show(open_) + " are open, " + show(c_.payment.amount) + " were paid" +
                (granted.minor == 0 ? "" : ", " + show(granted) + " are cash discount") + "; " +
                show(write_off->amount()) + " are within tolerance and written off as " +
                write_off->reason() + ".";
    return std::move(s_);
  }

 private:
  /// All discounts that the terms grant, if what is missing is enough for them.
  Money take_discounts(Money gap) {
    Money all = c_.none();
    for (const OpenItem& item : items_) all += earned_discount(item, c_.payment, c_.policy);
    if (all.minor > gap.minor) return c_.none();
    for (std::size_t i = 0; i < items_.size(); ++i) {
      s_.allocations[i].discount = earned_discount(items_[i], c_.payment, c_.policy);
      s_.allocations[i].paid -= s_.allocations[i].discount;
    }
    return all;
  }
  Money spent(const WriteOffLimits& limits) const {
    const Date day = c_.day();
    return c_.book.written_off(items_.front().customer, limits.currency,
                               day.plus_days(1 - std::max(1, limits.budget_days)), day);
  }
  /// Whether the message itself says that banks kept just so much.
  bool banks_kept(Money residual) const {
    Money charges = c_.none();
    for (const Money& charge : c_.payment.charges)
      if (charge.currency == charges.currency)
        charges += Money{charge.minor < 0 ? -charge.minor : charge.minor, charge.currency};
    return charges.minor > 0 && charges == residual;
  }
  /// On the item that is due last and can bear all of it: one posting, one reason.
  bool put(const WriteOff& write_off) {
    Allocation* last = nullptr;
    Date due;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      Allocation& a = s_.allocations[i];
      if (a.paid.minor <= 0 || a.paid.minor <= write_off.amount().minor) continue;
      if (last != nullptr && items_[i].due_date < due) continue;
      last = &a;
      due = items_[i].due_date;
    }
    if (last == nullptr) return false;
    last->paid -= write_off.amount();
    last->write_off = write_off;
    return true;
  }

  const std::vector<OpenItem>& items_;
  const Case& c_;
  Money open_;
  Settlement s_;
};

}  // namespace

std::optional<Settlement> write_off_residual(const std::vector<OpenItem>& items,
                                             const Settlement& settled, const Case& c) {
  if (settled.complete() || items.empty() || c.found.says_deduction) return std::nullopt;
  return Residual(items, c).run();
}

}  // namespace saldo::cash
