#include "flows/cash_policy.hpp"

#include <algorithm>

namespace saldo::flows {
namespace {

using model::CashStage;

/// Under which every customer is found who is found under any of the policy's rules.
cash::Policy widest_of(const model::CashPolicy& policy, const cash::ExchangeRates& rates) {
  model::CashRules widest = policy.defaults;
  for (const CashStage stage : model::all_cash_stages()) widest.at(stage).post = true;
  for (const model::CashScope& scope : policy.scopes) {
    const model::CashRules& r = scope.rules;
    widest.number_digits_min = std::min(widest.number_digits_min, r.number_digits_min);
    widest.discount_grace_days = std::max(widest.discount_grace_days, r.discount_grace_days);
    widest.advice_days = std::max(widest.advice_days, r.advice_days);
    widest.subset_items_max = std::max(widest.subset_items_max, r.subset_items_max);
    widest.accident_limit_ppm = std::max(widest.accident_limit_ppm, r.accident_limit_ppm);
  }
  return to_policy(widest, rates);
}

cash::Tolerance to_tolerance(const std::optional<model::ToleranceRule>& rule) {
  cash::Tolerance t;
  if (!rule) return t;
  if (rule->amount) t.amount_minor = rule->amount->minor;
  t.percent = rule->percent;
  t.of_both =
      rule->larger_of_both ? cash::Tolerance::OfBoth::larger : cash::Tolerance::OfBoth::smaller;
  t.reason = rule->reason;
  return t;
}

std::string show(Money amount) {
  return amount.to_string() + ' ' + std::string(amount.currency.code());
}

/// Why the rules don't let it post; empty if they do.
std::string objection(const cash::Decision& d, Money amount, const model::CashRules& rules) {
  if (d.status != cash::Status::applied) return {};
  if (model::is_beyond(amount, rules.post_up_to))
    return "The policy posts payments up to " +
           show(rules.post_up_to.at(std::string(amount.currency.code()))) + " without a person.";
  const auto stage = model::stage_of_rule(d.rule);
  if (!stage || rules.may_post(*stage, amount)) return {};
  const std::string name(model::to_string(*stage));
  if (!rules.at(*stage).post) return "The policy doesn't let '" + name + "' post by itself.";
  return "The policy lets '" + name + "' post up to " +
         show(rules.at(*stage).up_to.at(std::string(amount.currency.code()))) + " only.";
}

}  // namespace

cash::ExchangeRates to_rates(const model::CashPolicy& policy) {
  cash::ExchangeRates rates(policy.rates_valid_days);
  for (const model::DatedRate& r : policy.rates)
    rates.add(r.from, r.to, r.date, cash::Rate::parse(r.rate).value());
  return rates;
}

cash::Policy to_policy(const model::CashRules& r, const cash::ExchangeRates& rates) {
  cash::Policy p;
  p.rates = rates;
  p.deduction_reasons = r.deduction_reasons;
  p.return_fee_max = r.return_fee_max_minor;
  if (r.at(CashStage::tolerance).post)
    for (const auto& [currency, rule] : r.write_offs)
      p.write_offs.push_back({.currency = Currency::parse(currency),
                              .under = to_tolerance(rule.under),
                              .over = to_tolerance(rule.over),
                              .budget_minor = rule.budget.minor,
                              .budget_days = rule.budget_days});
  p.min_digits = r.number_digits_min;
  p.discount_grace_days = r.discount_grace_days;
  p.post_partial = r.at(CashStage::partial).post;
  p.post_overpaid = r.at(CashStage::overpaid).post;
  p.post_corrupted = r.at(CashStage::corrupted).post;
  p.post_groups = r.at(CashStage::group).post;
  p.post_subsets = r.at(CashStage::subset).post;
  p.subset_items_max = r.subset_items_max;
  p.accident_limit = r.accident_limit_ppm;
  p.advice_days = r.advice_days;
  return p;
}

const model::CashPolicy& cash_policy_of(const config::Config& config, const std::string& job) {
  static const model::CashPolicy kBuiltIn;
  for (const config::Job& j : config.jobs)
    if (j.kind == "reconcile" && (job.empty() || j.name == job))
      return j.policy ? *j.policy : kBuiltIn;
  return kBuiltIn;
}

cash::Decision held_back(cash::Decision d, Money amount, const std::string& why) {
  if (d.status == cash::Status::returned) {
    // A link to the payment that it takes back is no proposal that could be accepted.
    d.status = cash::Status::suspense;
    d.takes_back.reset();
    d.allocations.clear();
    d.unapplied = amount;
    d.reason = why + ' ' + d.reason;
    return d;
  }
  if (d.status != cash::Status::applied) return d;
  cash::Proposal reading{*d.customer, d.allocations, d.unapplied, d.rule, d.reason};
  d.status = cash::Status::proposed;
  d.allocations.clear();
  d.unapplied = amount;
  d.reason = why + ' ' + d.reason;
  d.learns_account = false;
  d.advice.reset();
  d.proposals.insert(d.proposals.begin(), std::move(reading));
  if (d.runner_up && d.proposals.size() == 1) d.proposals.push_back(*d.runner_up);
  constexpr std::size_t kProposalsMax = 3;
  if (d.proposals.size() > kProposalsMax) d.proposals.resize(kProposalsMax);
  return d;
}

PolicyDecider::PolicyDecider(const model::CashPolicy& policy, const cash::Book& book, PartyOf party)
    : policy_(policy), book_(book), party_(std::move(party)) {
  const cash::ExchangeRates rates = to_rates(policy);
  widest_ = widest_of(policy, rates);
  engine_[nullptr] = to_policy(policy.defaults, rates);
  for (const model::CashScope& scope : policy.scopes)
    engine_[&scope] = to_policy(scope.rules, rates);
}

std::optional<PolicyDecider::Decided> PolicyDecider::decide(const cash::Payment& payment,
                                                            cash::Depth depth) const {
  if (policy_.scopes.empty()) {
    auto d = cash::decide_to_depth(payment, book_, engine_.at(nullptr), depth);
    if (!d) return std::nullopt;
    if (const std::string why = objection(*d, payment.amount, policy_.defaults); !why.empty())
      return Decided{held_back(std::move(*d), payment.amount, why), nullptr};
    return Decided{std::move(*d), nullptr};
  }
  // Whose rules count depends on who paid, and that is found under any rules.
  const auto first = cash::decide_to_depth(payment, book_, widest_, depth);
  if (!first) return std::nullopt;
  const model::CashScope* scope = policy_.scope_of(party_(*first));
  const model::CashRules& rules = policy_.rules_of(scope);
  auto d = cash::decide_to_depth(payment, book_, engine_.at(scope), depth);
  if (!d) return std::nullopt;
  std::string why = objection(*d, payment.amount, rules);
  if (why.empty() && policy_.scope_of(party_(*d)) != scope)
    why = "It depends on the policy's rules who paid.";
  if (!why.empty()) return Decided{held_back(std::move(*d), payment.amount, why), scope};
  return Decided{std::move(*d), scope};
}

PolicyDecider::PartyOf party_in(const SqlBook& book) {
  return [&book](const cash::Decision& d) {
    model::CashPolicy::Party party;
    if (!d.customer) return party;
    party.customer = book.customer_number(*d.customer);
    party.country = book.customer_country(*d.customer);
    if (!d.allocations.empty())
      party.company_code = book.open_of(d.allocations.front().item).second;
    else if (!d.proposals.empty() && !d.proposals.front().allocations.empty())
      party.company_code = book.open_of(d.proposals.front().allocations.front().item).second;
    return party;
  };
}

}  // namespace saldo::flows
