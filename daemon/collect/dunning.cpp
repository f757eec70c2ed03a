#include "collect/dunning.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "collect/classify.hpp"
#include "collect/levels.hpp"

namespace saldo::collect {
namespace {

std::string show(Money amount) {
  return amount.to_string() + ' ' + std::string(amount.currency.code());
}

/// One decision, from gate to notice; each step may end it.
class Decider {
 public:
  Decider(const DunningAccount& account, const model::DunningProcedure& procedure, Date run_date)
      : account_(account), procedure_(procedure), run_date_(run_date), zero_{0, account.currency} {
    d_.amount = d_.fee = d_.total_open = zero_;
    for (const DunningItem& item : account.items) {
      works_.push_back(classify(item, procedure, run_date));
      if (works_.back().reason != ItemReason::not_posted) d_.total_open += item.open;
    }
    // The order in which items arrive must not matter.
    std::sort(works_.begin(), works_.end(),
              [](const Work& a, const Work& b) { return a.item->id < b.item->id; });
  }

  DunningDecision run() {
    if (!stopped_by_account() && !stopped_by_arrears() && !stopped_by_unapplied()) {
      give_levels();
      if (!stopped_by_credits() && !stopped_by_change()) write_notice();
    }
    for (const Work& w : works_) d_.items.push_back(decision_on(w));
    return std::move(d_);
  }

 private:
  bool stop(AccountOutcome outcome, std::string reason) {
    d_.outcome = outcome;
    d_.reason = std::move(reason);
    return true;
  }
  Money unapplied() const { return account_.unapplied.value_or(zero_); }

  bool stopped_by_account() {
    if (!account_.has_procedure)
      return stop(AccountOutcome::no_procedure, "The customer has no dunning procedure.");
    if (account_.blocked)
      return stop(AccountOutcome::acct_blocked, "The customer is blocked for dunning.");
    if (account_.legal) return stop(AccountOutcome::legal, "The customer is with the lawyers.");
    if (account_.insolvent) return stop(AccountOutcome::insolvency, "The customer is insolvent.");
    if (account_.last_dunning_date.empty()) return false;
    const Date next = account_.last_dunning_date.plus_days(procedure_.interval_days);
    if (run_date_ >= next) return false;
    return stop(AccountOutcome::acct_interval,
                "The last notice is of " + account_.last_dunning_date.to_string() +
                    "; the next may go out on " + next.to_string() + ".");
  }

  /// SAP's minimum days in arrears of the account. Only what can be dunned counts; where nothing
  /// can, the account says whether that is for want of days or for the items' own reasons.
  bool stopped_by_arrears() {
    bool any = false, any_late_enough = false, excluded_late_enough = false;
    for (const Work& w : works_) {
      if (w.credit()) continue;
      const bool late_enough = w.days_overdue >= procedure_.account_min_arrears &&
                               w.days_overdue > 0 && w.reason != ItemReason::not_posted &&
                               w.reason != ItemReason::below_cent;
      const bool dunnable = w.reason == ItemReason::dunnable;
      any |= dunnable;
      any_late_enough |= dunnable && late_enough;
      excluded_late_enough |= !dunnable && late_enough;
    }
    if (any_late_enough) return false;
    if (!any && excluded_late_enough)
      return stop(AccountOutcome::nothing_dunnable,
                  "Every late item is excluded for a reason of its own.");
    return stop(AccountOutcome::acct_min_arrears,
                "No item that can be dunned is " + std::to_string(procedure_.account_min_arrears) +
                    " days late.");
  }

  bool stopped_by_unapplied() {
    if (!procedure_.unapplied_hold || unapplied().minor <= 0) return false;
    Money late = zero_;
    for (const Work& w : works_)
      if (w.reason == ItemReason::dunnable && !w.credit()) late += w.amount;
    if (!procedure_.unapplied_hold->reached_by(unapplied(), late)) return false;
    return stop(AccountOutcome::unapplied_hold, show(unapplied()) +
                                                    " of the customer's money are " +
                                                    "unapplied, against " + show(late) + " late.");
  }

  void give_levels() {
    if (procedure_.credit_mode == model::CreditMode::net) set_off_credits(works_, unapplied());
    level_claims(works_, procedure_);
    if (procedure_.credit_mode == model::CreditMode::sap_like) level_credits(works_);
  }

  bool stopped_by_credits() {
    Money balance = zero_;
    if (procedure_.credit_mode == model::CreditMode::sap_like) balance -= unapplied();
    bool any = false;
    for (const Work& w : works_)
      if (w.reason == ItemReason::dunnable && w.level > 0) {
        balance += w.amount;
        any = true;
      }
    const bool set_off = std::any_of(works_.begin(), works_.end(),
                                     [](const Work& w) { return w.reason == ItemReason::set_off; });
    if (any ? balance.minor <= 0 : set_off)
      return stop(AccountOutcome::acct_credit_balance,
                  "The customer's credits and unapplied money cover what is late.");
    return false;
  }

  bool stopped_by_change() {
    fall_back(works_, procedure_, d_.total_open);
    const int highest = highest_level(works_);
    if (highest == 0)
      return stop(AccountOutcome::below_min,
                  "Nothing that is late reaches a level by its days and minimum.");
    const bool changed = std::any_of(works_.begin(), works_.end(), [](const Work& w) {
      return w.reason == ItemReason::dunnable && !w.credit() && w.level != w.previous;
    });
    if (changed || procedure_.levels[static_cast<std::size_t>(highest - 1)].always) return false;
    return stop(AccountOutcome::no_change,
                "No item's level has changed since the last notice, and level " +
                    std::to_string(highest) + " doesn't repeat.");
  }

  void write_notice() {
    d_.outcome = AccountOutcome::notice;
    d_.level = highest_level(works_);
    std::string items;
    for (Work& w : works_) {
      if (w.reason != ItemReason::dunnable) continue;
      SALDO_ASSERT(w.level >= 1 && w.level <= d_.level);
      w.reason = ItemReason::dunned;
      d_.amount += w.amount;
      items += '|' + std::to_string(model::raw(w.item->id)) + ':' + std::to_string(w.level);
    }
    const auto& fees = procedure_.levels[static_cast<std::size_t>(d_.level - 1)].fee;
    const std::string currency(account_.currency.code());
    if (const auto fee = fees.find(currency); fee != fees.end()) d_.fee = fee->second;
    d_.idempotency_basis = procedure_.name + '|' + procedure_.version + '|' +
                           std::to_string(model::raw(account_.customer)) + '|' + currency + '|' +
                           account_.last_dunning_date.to_string() + items;
    d_.reason = "Level " + std::to_string(d_.level) + ", " + show(d_.amount) + ".";
  }

  ItemDecision decision_on(const Work& w) const {
    const bool dunned = w.reason == ItemReason::dunned;
    return {w.item->id,           w.reason,
            w.days_overdue,       w.item->previous_level,
            dunned ? w.level : 0, dunned ? w.amount : zero_};
  }

  const DunningAccount& account_;
  const model::DunningProcedure& procedure_;
  Date run_date_;
  Money zero_;
  std::vector<Work> works_;
  DunningDecision d_;
};

}  // namespace

DunningDecision decide(const DunningAccount& account, const model::DunningProcedure& procedure,
                       Date run_date) {
  return Decider(account, procedure, run_date).run();
}

}  // namespace saldo::collect
