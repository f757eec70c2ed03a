#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "cash/decision.hpp"
#include "config/config.hpp"
#include "flows/sql_book.hpp"
#include "model/cash_policy.hpp"

/// The policy of the company applied to the decisions of cash application.
namespace saldo::flows {

/// The settings of a policy as the engine takes them.
cash::Policy to_policy(const model::CashRules& rules, const cash::ExchangeRates& rates);
cash::ExchangeRates to_rates(const model::CashPolicy& policy);

/// The policy of the configured job; of the first reconcile job where `job` is empty.
const model::CashPolicy& cash_policy_of(const config::Config& config, const std::string& job = {});

/// A decision that would be applied, as a proposal that says why it isn't.
cash::Decision held_back(cash::Decision decision, Money amount, const std::string& why);

/// Decides under the rules that count for the customer who paid, and proposes where the engine
/// would apply what the policy doesn't let post. Pure but for what `book` and `party` read.
class PolicyDecider {
 public:
  /// `party`: whom a decision is about. All references outlive it.
  using PartyOf = std::function<model::CashPolicy::Party(const cash::Decision&)>;
  PolicyDecider(const model::CashPolicy& policy, const cash::Book& book, PartyOf party);

  struct Decided {
    cash::Decision decision;
    const model::CashScope* scope = nullptr;  ///< whose rules counted; null: the defaults
  };
  /// Nothing when this depth proves nothing.
  std::optional<Decided> decide(const cash::Payment& payment, cash::Depth depth) const;

 private:
  const model::CashPolicy& policy_;
  const cash::Book& book_;
  PartyOf party_;
  cash::Policy widest_;
  std::map<const model::CashScope*, cash::Policy> engine_;  ///< null: the defaults
};

/// Whom a decision is about, as the book says.
PolicyDecider::PartyOf party_in(const SqlBook& book);

}  // namespace saldo::flows
