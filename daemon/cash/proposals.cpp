#include "cash/proposals.hpp"

#include <algorithm>

namespace saldo::cash {
namespace {

Money zero(const Payment& payment) { return {0, payment.amount.currency}; }

/// The discount that the item's terms grant for a payment on this day.
Money discount_of(const OpenItem& item, const Payment& payment) {
  const Date day = payment.value_date.empty() ? payment.booking_date : payment.value_date;
  if (day.empty() || item.baseline_date.empty() || item.open != item.amount) return zero(payment);
  const auto tier = item.terms.earned(item.baseline_date, day);
  return tier ? tier->percent.of(item.open) : zero(payment);
}

std::optional<Proposal> with_discount(const std::vector<OpenItem>& items, const Payment& payment) {
  Proposal p;
  p.unapplied = zero(payment);
  Money sum = zero(payment);
  for (const OpenItem& item : items) {
    const Money discount = discount_of(item, payment);
    p.allocations.push_back({item.id, item.number, item.open - discount, discount});
    sum += item.open - discount;
  }
  if (sum != payment.amount) return std::nullopt;
  p.reason =
      "The payment is what is open, less the cash discount that the terms grant on this day.";
  return p;
}

/// Credits count as a whole; the money then goes to the items in order of their due dates.
Proposal in_part(std::vector<OpenItem> items, const Payment& payment) {
  std::stable_sort(items.begin(), items.end(), [](const OpenItem& a, const OpenItem& b) {
    if ((a.open.minor < 0) != (b.open.minor < 0)) return a.open.minor < 0;
    return a.due_date < b.due_date;
  });
  Proposal p;
  Money left = payment.amount;
  for (const OpenItem& item : items) {
    const Money paid = item.open.minor < left.minor ? item.open : left;
    if (paid.minor == 0) break;
    p.allocations.push_back({item.id, item.number, paid, zero(payment)});
    left -= paid;
  }
  p.unapplied = left;
  return p;
}

}  // namespace

std::vector<Allocation> settle_in_full(const std::vector<OpenItem>& items) {
  std::vector<Allocation> all;
  all.reserve(items.size());
  for (const OpenItem& item : items)
    all.push_back({item.id, item.number, item.open, {0, item.open.currency}});
  return all;
}

std::optional<Proposal> best_fit(const std::vector<OpenItem>& items, const Payment& payment,
                                 const std::string& rule) {
  Money sum = zero(payment);
  for (const OpenItem& item : items) sum += item.open;
  if (items.empty() || sum.minor <= 0) return std::nullopt;
  Proposal p;
  if (sum == payment.amount) {
    p.allocations = settle_in_full(items);
    p.unapplied = zero(payment);
    p.rule = rule + ".exact";
    p.reason = show(sum) + " are open, exactly what was paid.";
  } else if (auto discounted = with_discount(items, payment)) {
    p = std::move(*discounted);
    p.rule = rule + ".discount";
  } else if (payment.amount.minor < sum.minor) {
    p = in_part(items, payment);
    p.rule = rule + ".partial";
    p.reason = show(sum) + " are open; " + show(sum - payment.amount) + " are missing.";
  } else {
    p.allocations = settle_in_full(items);
    p.unapplied = payment.amount - sum;
    p.rule = rule + ".overpaid";
    p.reason = show(sum) + " are open; " + show(p.unapplied) + " are left over.";
  }
  p.customer = items.front().customer;
  return p;
}

Proposal on_account(model::CustomerId customer, const Payment& payment, const std::string& reason) {
  return {customer, {}, payment.amount, "payer.unapplied", reason};
}

void add(std::vector<Proposal>& proposals, Proposal proposal) {
  const auto same = [&](const Proposal& p) {
    return p.customer == proposal.customer && p.allocations == proposal.allocations;
  };
  if (proposals.size() < kProposalsMax && std::none_of(proposals.begin(), proposals.end(), same))
    proposals.push_back(std::move(proposal));
}

std::string show(Money amount) {
  return amount.to_string() + ' ' + std::string(amount.currency.code());
}

}  // namespace saldo::cash
