#include "cash/settlement.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "cash/proposals.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kDiscountedItemsMax = 14;  // of which any subset may have taken its discount

Date day_of(const Payment& payment) {
  return payment.value_date.empty() ? payment.booking_date : payment.value_date;
}

/// A shortfall that is a round rate of what is open: it was meant as a discount, granted or not.
bool is_round_rate(Money shortfall, Money open) {
  constexpr std::int32_t kHalfPercent = 500, kHighest = 10'000;  // thousandths of a per cent
  for (std::int32_t rate = kHalfPercent; rate <= kHighest; rate += kHalfPercent)
    if (std::abs((model::Percent::from_thousandths(rate).of(open) - shortfall).minor) <= 1)
      return true;
  return false;
}

class Settling {
 public:
  Settling(const std::vector<OpenItem>& items, const Payment& payment, const Policy& policy)
      : items_(items), payment_(payment), zero_{0, payment.amount.currency} {
    Money open = zero_;
    for (const OpenItem& item : items_) {
      open += item.open;
      discounts_.push_back(earned_discount(item, payment, policy).minor);
    }
    open_ = open.minor;
    s_.rest = s_.missing = zero_;
  }

  std::optional<Settlement> run(bool names_deduction) {
    if (items_.empty() || open_ <= 0) return std::nullopt;
    const std::int64_t gap = open_ - payment_.amount.minor;
    if (gap == 0)
      exactly();
    else if (gap < 0)
      with_rest(-gap);
    else if (!by_discount(gap) && (names_deduction || !by_too_much_discount(gap)))
      in_part(gap);
    return std::move(s_);
  }

 private:
  Money money(std::int64_t minor) const { return {minor, zero_.currency}; }

  void exactly() {
    s_.allocations = settle_in_full(items_);
    s_.reason = show(money(open_)) + " are open, exactly what was paid.";
  }
  void with_rest(std::int64_t rest) {
    s_.kind = Settlement::Kind::overpaid;
    s_.allocations = settle_in_full(items_);
    s_.rest = money(rest);
    s_.reason = show(money(open_)) + " are open; " + show(s_.rest) + " are left over.";
  }

  /// All discounts, or those of the one selection of items that comes to the gap.
  bool by_discount(std::int64_t gap) {
    std::vector<std::size_t> entitled;
    std::int64_t all = 0;
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (discounts_[i] > 0) {
        entitled.push_back(i);
        all += discounts_[i];
      }
    // Half a minor unit may have been rounded the other way on each item.
    const auto rounding = static_cast<std::int64_t>(entitled.size());
    if (entitled.empty()) return false;
    if (std::abs(all - gap) <= rounding) return take_discounts(entitled, gap);
    if (entitled.size() > kDiscountedItemsMax) return false;
    std::vector<std::size_t> chosen;
    for (std::uint32_t set = 1, found = 0; set < (1u << entitled.size()); ++set) {
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < entitled.size(); ++i)
        if ((set >> i & 1u) != 0) sum += discounts_[entitled[i]];
      if (sum != gap) continue;
      if (++found > 1) return false;
      chosen.clear();
      for (std::size_t i = 0; i < entitled.size(); ++i)
        if ((set >> i & 1u) != 0) chosen.push_back(entitled[i]);
    }
    return !chosen.empty() && take_discounts(chosen, gap);
  }
  bool take_discounts(const std::vector<std::size_t>& chosen, std::int64_t gap) {
    auto allocations = settle_in_full(items_);
    for (const std::size_t i : chosen) {
      const std::int64_t taken = i == chosen.back() ? gap : discounts_[i];
      if (taken <= 0) return false;
      allocations[i].discount = money(taken);
      allocations[i].paid -= money(taken);
      gap -= taken;
    }
    s_.allocations = std::move(allocations);
    s_.kind = Settlement::Kind::discount;
    s_.reason =
        "The payment is what is open, less the cash discount that the terms grant on this day.";
    return true;
  }

  /// What the terms grant is granted, the rest of what was taken stays open on the last items.
  bool by_too_much_discount(std::int64_t gap) {
    std::int64_t granted = 0, entitled_open = 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      granted += discounts_[i];
      if (discounts_[i] > 0) entitled_open += items_[i].open.minor;
    }
    if (granted == 0 || gap <= granted || !is_round_rate(money(gap), money(entitled_open)))
      return false;
    s_.allocations = settle_in_full(items_);
    for (std::size_t i = 0; i < items_.size(); ++i) {
      s_.allocations[i].discount = money(discounts_[i]);
      s_.allocations[i].paid -= money(discounts_[i]);
    }
    leave_open(gap - granted);
    s_.kind = Settlement::Kind::over_discount;
    s_.reason = show(money(gap)) + " were deducted as cash discount, the terms grant " +
                show(money(gap) - s_.missing) + "; " + show(s_.missing) + " stay open.";
    return true;
  }

  void in_part(std::int64_t gap) {
    s_.kind = Settlement::Kind::partial;
    s_.allocations = settle_in_full(items_);
    leave_open(gap);
    s_.reason = show(money(open_)) + " are open; " + show(s_.missing) + " are missing.";
  }
  /// Takes what is missing from what the items due last were to get; they are paid last. One that
  /// gets nothing earns no discount, which is missing, too, then.
  void leave_open(std::int64_t missing) {
    s_.missing = money(missing);
    std::vector<std::size_t> order(items_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(items_[a].due_date, a) > std::pair(items_[b].due_date, b);
    });
    for (const std::size_t i : order) {
      Allocation& a = s_.allocations[i];
      const std::int64_t less =
          std::clamp<std::int64_t>(missing, 0, std::max<std::int64_t>(a.paid.minor, 0));
      a.paid -= money(less);
      if (a.paid.minor == 0 && less > 0) {
        s_.missing += a.discount;
        a.discount = zero_;
      }
      missing -= less;
    }
    std::erase_if(s_.allocations, [](const Allocation& a) { return a.paid.minor == 0; });
  }

  const std::vector<OpenItem>& items_;
  const Payment& payment_;
  Money zero_;
  std::int64_t open_ = 0;
  std::vector<std::int64_t> discounts_;
  Settlement s_;
};

}  // namespace

std::string_view to_string(Settlement::Kind kind) {
  switch (kind) {
    case Settlement::Kind::exact:
      return "exact";
    case Settlement::Kind::discount:
      return "discount";
    case Settlement::Kind::tolerance:
      return "tolerance";
    case Settlement::Kind::over_discount:
      return "over_discount";
    case Settlement::Kind::partial:
      return "partial";
    case Settlement::Kind::overpaid:
      return "overpaid";
  }
  return {};
}

Money earned_discount(const OpenItem& item, const Payment& payment, const Policy& policy) {
  const Money none{0, payment.amount.currency};
  const Date day = day_of(payment);
  if (day.empty() || item.baseline_date.empty() || item.open != item.amount || item.open.minor <= 0)
    return none;
  const auto tier = item.terms.earned(item.baseline_date, day, policy.discount_grace_days);
  return tier ? tier->percent.of(item.open) : none;
}

std::optional<Settlement> settle(const std::vector<OpenItem>& items, const Payment& payment,
                                 const Policy& policy, bool names_deduction) {
  return Settling(items, payment, policy).run(names_deduction);
}

}  // namespace saldo::cash
