#include "collect/dunning.hpp"

#include <algorithm>

#include "collect/classify.hpp"
#include "collect/levels.hpp"
#include "collect/notice.hpp"

namespace saldo::collect {
namespace {

/// One decision, from gate to notice; each step may end it.
class Decider {
 public:
  Decider(const DunningAccount& account, const DunningRules& rules, Date run_date)
      : account_(account), rules_(rules), run_date_(run_date), zero_{0, account.currency} {
    d_.amount = d_.fee = d_.interest = d_.compensation = d_.total_open = zero_;
    works_.reserve(account.items.size());
    for (const DunningItem& item : account.items) {
      works_.push_back(classify(item, rules, run_date));
      if (works_.back().reason != ItemReason::not_posted) d_.total_open += item.open;
    }
    // The order in which items arrive must not matter.
    std::sort(works_.begin(), works_.end(),
              [](const Work& a, const Work& b) { return a.item->id < b.item->id; });
  }

  DunningDecision run() {
    ChannelChoice by;
    if (!stopped_by_account() && !stopped_by_days() && !stopped_by_arrears() &&
        !stopped_by_unapplied() && !stopped_by_credits() && !stopped_by_change() &&
        !stopped_by_channel(by)) {
      d_.legal = account_.legal;
      d_.level = highest_level(works_);
      write_notice(d_, works_, account_, rules_, by.channel, run_date_);
    } else {
      for (const Work& w : works_) d_.items.push_back(decision_on(w, zero_));
    }
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
    if (account_.legal && !rules_.procedure.legal)
      return stop(AccountOutcome::legal, "The customer is with the lawyers.");
    if (account_.insolvent) return stop(AccountOutcome::insolvency, "The customer is insolvent.");
    return false;
  }

  bool stopped_by_days() {
    if (rules_.procedure.days.business_days_only && rules_.calendar != nullptr &&
        !rules_.calendar->business_day(run_date_))
      return stop(AccountOutcome::acct_not_business_day,
                  "By the calendar " + rules_.calendar->name() + ", " + run_date_.to_string() +
                      " is no business day; the next is " +
                      rules_.calendar->on_or_after(run_date_).to_string() + ".");
    if (account_.last_dunning_date.empty()) return false;
    const int interval =
        account_.legal ? rules_.procedure.legal->interval_days : rules_.procedure.interval_days;
    const Date next = account_.last_dunning_date.plus_days(interval);
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
      const bool late_enough = w.days_overdue >= rules_.procedure.account_min_arrears &&
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
                "No item that can be dunned is " +
                    std::to_string(rules_.procedure.account_min_arrears) + " days late.");
  }

  bool stopped_by_unapplied() {
    if (!rules_.procedure.unapplied_hold || unapplied().minor <= 0) return false;
    Money late = zero_;
    for (const Work& w : works_)
      if (w.reason == ItemReason::dunnable && !w.credit()) late += w.amount;
    if (!rules_.procedure.unapplied_hold->reached_by(unapplied(), late)) return false;
    return stop(AccountOutcome::unapplied_hold, show(unapplied()) +
                                                    " of the customer's money are " +
                                                    "unapplied, against " + show(late) + " late.");
  }

  void give_levels() {
    if (rules_.procedure.credit_mode == model::CreditMode::net)
      set_off_credits(works_, unapplied());
    if (account_.legal)
      level_legal(works_, rules_.procedure);
    else
      level_claims(works_, rules_.procedure);
    if (rules_.procedure.credit_mode == model::CreditMode::sap_like) level_credits(works_);
  }

  /// What is on the notice, less the unapplied money that may be meant for it.
  Money balance() const {
    Money balance = zero_;
    if (rules_.procedure.credit_mode == model::CreditMode::sap_like) balance -= unapplied();
    for (const Work& w : works_)
      if (w.reason == ItemReason::dunnable && w.level > 0) balance += w.amount;
    return balance;
  }

  bool stop_as_covered() {
    return stop(AccountOutcome::acct_credit_balance,
                "The customer's credits and unapplied money cover what is late.");
  }

  bool stopped_by_credits() {
    give_levels();
    const bool any = highest_level(works_) > 0;
    const bool set_off = std::any_of(works_.begin(), works_.end(),
                                     [](const Work& w) { return w.reason == ItemReason::set_off; });
    return (any ? balance().minor <= 0 : set_off) && stop_as_covered();
  }

  bool stopped_by_change() {
    if (!account_.legal) fall_back(works_, rules_.procedure, d_.total_open);
    const int highest = highest_level(works_);
    if (highest == 0)
      return stop(AccountOutcome::below_min,
                  "Nothing that is late reaches a level by its days and minimum.");
    // What fell below its minimum is no longer there to be paid by the unapplied money.
    if (balance().minor <= 0) return stop_as_covered();
    const bool changed = std::any_of(works_.begin(), works_.end(), [](const Work& w) {
      return w.reason == ItemReason::dunnable && !w.credit() && w.level != w.previous;
    });
    if (changed || rules_.repeats || account_.legal || rules_.procedure.level(highest).always)
      return false;
    return stop(AccountOutcome::no_change,
                "No item's level has changed since the last notice, and level " +
                    std::to_string(highest) + " doesn't repeat.");
  }

  bool stopped_by_channel(ChannelChoice& by) {
    const auto& wanted = account_.legal ? rules_.procedure.legal->channels
                                        : rules_.procedure.level(highest_level(works_)).channels;
    by = choose_channel(wanted, account_, rules_.procedure, run_date_);
    if (by.verdict == ChannelChoice::Verdict::none_reaches)
      return stop(AccountOutcome::no_channel,
                  "None of the level's channels reaches the customer; the first is '" +
                      wanted.front() + "'.");
    if (by.verdict == ChannelChoice::Verdict::too_recent)
      return stop(AccountOutcome::channel_interval,
                  "The channels that reach the customer were used too recently; the first may be "
                  "used on " +
                      by.next.to_string() + ".");
    return false;
  }

  const DunningAccount& account_;
  const DunningRules& rules_;
  Date run_date_;
  Money zero_;
  std::vector<Work> works_;
  DunningDecision d_;
};

}  // namespace

DunningDecision decide(const DunningAccount& account, const DunningRules& rules, Date run_date) {
  return Decider(account, rules, run_date).run();
}

}  // namespace saldo::collect
