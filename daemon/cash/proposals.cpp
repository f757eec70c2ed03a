#include "cash/proposals.hpp"

#include <algorithm>

#include "cash/settlement.hpp"

namespace saldo::cash {
std::vector<Allocation> settle_in_full(const std::vector<OpenItem>& items) {
  std::vector<Allocation> all;
  all.reserve(items.size());
  for (const OpenItem& item : items)
    all.push_back({item.id, item.number, item.open, {0, item.open.currency}});
  return all;
}

std::optional<Proposal> best_fit(const std::vector<OpenItem>& items, const Payment& payment,
                                 const Policy& policy, const std::string& rule) {
  auto settled = settle(items, payment, policy);
  if (!settled) return std::nullopt;
  return Proposal{items.front().customer, std::move(settled->allocations), settled->rest,
                  rule + '.' + std::string(to_string(settled->kind)), settled->reason};
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
