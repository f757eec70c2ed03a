#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cash/decision.hpp"

namespace saldo::cash {

inline constexpr std::size_t kProposalsMax = 3;

/// Items settled as a whole.
std::vector<Allocation> settle_in_full(const std::vector<OpenItem>& items);

/// The likeliest way in which this payment settles these items (settlement.hpp). `rule` is the
/// stem, such as "reference". Nothing if the items don't come to a claim.
std::optional<Proposal> best_fit(const std::vector<OpenItem>& items, const Payment& payment,
                                 const Policy& policy, const std::string& rule);

/// All of it on a customer's account, settling nothing.
Proposal on_account(model::CustomerId customer, const Payment& payment, const std::string& reason);

/// Adds a proposal unless there are enough or an equal one stands already.
void add(std::vector<Proposal>& proposals, Proposal proposal);

/// "123.00 EUR"
std::string show(Money amount);

}  // namespace saldo::cash
