#include "collect/classify.hpp"

#include <algorithm>

namespace saldo::collect {
namespace {

/// Takes what is in dispute from the amount; false if nothing is left.
bool take_undisputed(Work& work, const model::DunningProcedure& procedure) {
  if (procedure.dispute_mode == model::DisputeMode::whole || !work.item->disputed) return false;
  work.amount -= *work.item->disputed;
  return work.amount.minor > 0;
}

/// Takes what was released from disputes so lately that the interval isn't over: nobody is reminded
/// sooner after a dispute than after a notice. False if nothing is left.
bool take_settled_dispute(Work& work, const model::DunningProcedure& procedure, Date run_date) {
  for (const auto& [day, amount] : work.item->released) {
    if (run_date >= day.plus_days(procedure.interval_days)) continue;
    if (procedure.dispute_mode == model::DisputeMode::whole) return false;
    work.amount -= amount;
  }
  return work.amount.minor > 0;
}

ItemReason classify_credit(const Work& work, const model::DunningProcedure& procedure) {
  if (procedure.credit_mode == model::CreditMode::ignore) return ItemReason::credit;
  if (work.item->blocked) return ItemReason::item_blocked;
  return work.days_overdue < 0 ? ItemReason::not_overdue : ItemReason::dunnable;
}

ItemReason classify_claim(Work& work, const model::DunningProcedure& procedure, Date run_date) {
  const DunningItem& item = *work.item;
  if (work.days_overdue <= 0) return ItemReason::not_overdue;
  if (work.days_overdue <= procedure.item_grace) return ItemReason::in_grace;
  if (item.blocked) return ItemReason::item_blocked;
  if (item.dispute.contains(run_date) && !take_undisputed(work, procedure))
    return ItemReason::disputed;
  if (!item.released.empty() && !take_settled_dispute(work, procedure, run_date))
    return ItemReason::after_dispute;
  if (item.promise.contains(run_date)) return ItemReason::promise_active;
  if (item.direct_debit.contains(run_date)) return ItemReason::direct_debit_in_flight;
  return item.payment_plan ? ItemReason::payment_plan : ItemReason::dunnable;
}

}  // namespace

Date net_due_date(const DunningItem& item, const DunningRules& rules) {
  const Date due = item.due_date.empty() ? item.posting_date : item.due_date;
  if (due.empty() || rules.calendar == nullptr) return due;
  return rules.calendar->adjusted(due, rules.procedure.days.due_date);
}

Work classify(const DunningItem& item, const DunningRules& rules, Date run_date) {
  const model::DunningProcedure& procedure = rules.procedure;
  Work work;
  work.item = &item;
  work.due_date = net_due_date(item, rules);
  work.days_overdue = work.due_date.empty() ? 0 : days_between(work.due_date, run_date);
  work.amount = item.open;
  work.previous = std::clamp(item.previous_level, 0, static_cast<int>(procedure.levels.size()));
  if (!item.posting_date.empty() && item.posting_date > run_date)
    work.reason = ItemReason::not_posted;
  else if (item.open.minor == 0)
    work.reason = ItemReason::below_cent;
  else if (!item.procedure.empty() && item.procedure != procedure.name)
    work.reason = ItemReason::other_policy;
  else
    work.reason = work.credit() ? classify_credit(work, procedure)
                                : classify_claim(work, procedure, run_date);
  return work;
}

}  // namespace saldo::collect
