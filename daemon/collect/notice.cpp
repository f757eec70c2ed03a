#include "collect/notice.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace saldo::collect {
namespace {

LateItem late_item(const Work& work) {
  const DunningItem& item = *work.item;
  LateItem late{.principal = item.open,
                .due_date = work.due_date,
                .settlements = item.settlements,
                .disputed = item.disputed.value_or(item.open),
                .dispute = item.dispute,
                .charged = item.interest_charged};
  for (const Settlement& s : item.settlements) late.principal += s.amount;
  return late;
}

bool shows_interest(const DunningDecision& d, const DunningRules& rules) {
  return rules.rates != nullptr && rules.procedure.interest &&
         rules.procedure.level(d.level).interest;
}

/// What was charged for being late bears no interest itself (BGB § 289), nor a lump sum.
bool bears_interest(const Work& work) {
  const model::ItemKind kind = work.item->kind;
  return !work.credit() && kind != model::ItemKind::interest &&
         kind != model::ItemKind::dunning_charge;
}

/// Adds the item's interest to its decision and to the notice's.
void add_interest(DunningDecision& d, ItemDecision& decision, const Work& work,
                  const DunningRules& rules, Date run_date) {
  if (!bears_interest(work)) return;
  auto late = late_interest(late_item(work), *rules.procedure.interest, *rules.rates, run_date);
  if (!late) {
    d.interest_missing = late.error().message;
    return;
  }
  if (work.item->compensation_charged) late->compensation.minor = 0;
  d.interest += late->interest;
  d.compensation += late->compensation;
  decision.interest = *late;
}

/// What makes the notice the same notice.
std::string identity(const DunningDecision& d, const std::vector<Work>& works,
                     const DunningAccount& account, const DunningRules& rules) {
  std::string basis = rules.procedure.name + '|' + rules.procedure.version + '|' +
                      std::to_string(model::raw(account.customer)) + '|' +
                      std::string(account.currency.code()) + '|' +
                      account.last_dunning_date.to_string();
  if (!account.area.empty()) basis += "|area " + account.area;
  if (d.legal) basis += "|legal";
  for (const Work& w : works)
    if (w.reason == ItemReason::dunned)
      basis += '|' + std::to_string(model::raw(w.item->id)) + ':' + std::to_string(w.level);
  return basis;
}

void take_level(DunningDecision& d, const DunningAccount& account, const DunningRules& rules) {
  const model::DunningLevel& level = rules.procedure.level(d.level);
  d.text = d.legal ? rules.procedure.legal->text : level.text;
  d.needs_approval = d.legal || level.needs_approval;
  d.eyes = rules.procedure.four_eyes.needed_for(d.level, d.amount) ? 2 : 1;
  // A limit that asks for a second person holds where the level alone would ask for none.
  if (d.eyes > 1) d.needs_approval = true;
  if (d.legal) return;
  d.effects = level.effects;
  const auto fee = level.fee.find(std::string(account.currency.code()));
  if (fee != level.fee.end()) d.fee = fee->second;
}

}  // namespace

std::string show(Money amount) {
  return amount.to_string() + ' ' + std::string(amount.currency.code());
}

ItemDecision decision_on(const Work& work, Money zero) {
  const bool dunned = work.reason == ItemReason::dunned;
  ItemDecision decision;
  decision.item = work.item->id;
  decision.reason = work.reason;
  decision.days_overdue = work.days_overdue;
  decision.previous_level = work.item->previous_level;
  decision.level = dunned ? work.level : 0;
  decision.open = work.item->open;
  decision.amount = dunned ? work.amount : zero;
  decision.shown = dunned;
  return decision;
}

void write_notice(DunningDecision& d, std::vector<Work>& works, const DunningAccount& account,
                  const DunningRules& rules, const std::string& channel, Date run_date) {
  d.outcome = AccountOutcome::notice;
  d.channel = channel;
  for (Work& w : works) {
    if (w.reason != ItemReason::dunnable) continue;
    SALDO_ASSERT(w.level >= 1 && w.level <= d.level);
    w.reason = ItemReason::dunned;
    d.amount += w.amount;
  }
  take_level(d, account, rules);
  const Money zero{0, account.currency};
  const int all_from = rules.procedure.show_all_from_level;
  const bool show_all = all_from > 0 && d.level >= all_from;
  const bool interest = shows_interest(d, rules);
  for (const Work& w : works) {
    ItemDecision& decision = d.items.emplace_back(decision_on(w, zero));
    decision.shown |= show_all && w.reason != ItemReason::not_posted && w.item->open.minor != 0;
    if (interest && w.reason == ItemReason::dunned) add_interest(d, decision, w, rules, run_date);
  }
  d.idempotency_basis = identity(d, works, account, rules);
  d.reason = (d.legal ? "Legal stage, " : "Level " + std::to_string(d.level) + ", ") +
             show(d.amount) + ".";
}

}  // namespace saldo::collect
