#include "flows/dunning_account.hpp"

#include <algorithm>

namespace saldo::flows {
namespace {

using store::Hold;
using store::HoldKind;

/// Of several disputes that are open on the day, the amounts come together; one without an amount
/// takes the whole item.
void add_dispute(collect::DunningItem& item, const Hold& hold, Date run_date) {
  if (!hold.period.contains(run_date) && !item.dispute.from.empty()) return;
  const bool first = !item.dispute.contains(run_date);
  if (first) item.disputed.reset();
  if (!hold.amount_minor || (!first && !item.disputed))
    item.disputed.reset();
  else
    item.disputed =
        Money{*hold.amount_minor + (first ? 0 : item.disputed->minor), item.open.currency};
  item.dispute = hold.period;
}

void add_hold(collect::DunningItem& item, const Hold& hold, Date run_date) {
  const bool active = hold.period.contains(run_date);
  switch (hold.kind) {
    case HoldKind::block:
      item.blocked |= active;
      break;
    case HoldKind::dispute:
      add_dispute(item, hold, run_date);
      break;
    case HoldKind::promise:
      if (active) item.promise = hold.period;
      break;
    case HoldKind::payment_plan:
      item.payment_plan |= active;
      break;
    case HoldKind::direct_debit:
      if (active) item.direct_debit = hold.period;
      break;
    case HoldKind::legal:
    case HoldKind::insolvency:
      break;  // of customers
  }
}

collect::DunningItem to_item(const store::DunnableItem& i, Date run_date) {
  collect::DunningItem item;
  item.id = i.id;
  item.number = i.number;
  item.kind = model::parse_item_kind(i.kind).value();
  item.open = i.open;
  item.due_date = i.due_date;
  item.posting_date = i.posting_date;
  item.previous_level = i.sent_level;
  item.area = i.area;
  item.blocked = !i.dunning_block.empty();
  for (const Hold& hold : i.holds) add_hold(item, hold, run_date);
  item.released = i.released;
  item.interest_charged = i.interest_charged;
  item.compensation_charged = i.compensation_charged;
  for (const auto& [day, amount] : i.settlements) item.settlements.push_back({day, amount});
  return item;
}

/// One account for each dunning area that its items have.
std::vector<collect::DunningAccount> by_area(collect::DunningAccount account,
                                             const store::AccountToDun& a) {
  if (std::ranges::any_of(account.items, [](const auto& i) { return !i.area.empty(); }))
    return collect::split_by_area(account, a.last_sent);
  if (const auto last = a.last_sent.find(""); last != a.last_sent.end())
    account.last_dunning_date = last->second;
  std::vector<collect::DunningAccount> one;
  one.push_back(std::move(account));
  return one;
}

}  // namespace

std::vector<collect::DunningAccount> to_accounts(const store::AccountToDun& a,
                                                 const DunningBasis& basis, Date run_date) {
  collect::DunningAccount account;
  account.customer = a.customer;
  account.currency = a.currency;
  account.last_by_channel = a.last_by_channel;
  account.channels = {"letter"};
  if (a.has_email) account.channels.emplace_back("email");
  if (a.has_phone) account.channels.emplace_back("phone");
  account.unapplied = a.unapplied;
  for (const Hold& hold : a.holds) {
    if (!hold.period.contains(run_date)) continue;
    account.blocked |= hold.kind == HoldKind::block;
    account.legal |= hold.kind == HoldKind::legal;
    account.insolvent |= hold.kind == HoldKind::insolvency;
  }
  account.items.reserve(a.items.size());
  for (const store::DunnableItem& i : a.items) account.items.push_back(to_item(i, run_date));
  auto accounts = by_area(std::move(account), a);
  for (collect::DunningAccount& one : accounts) {
    const auto own = a.areas.find(one.area);
    const store::ErpDunning erp = own != a.areas.end()
                                      ? own->second
                                      : store::ErpDunning{a.dunning_procedure, a.dunning_block};
    one.has_procedure = !erp.procedure.empty();
    one.blocked |= !erp.block.empty();
    if (basis.is_of_another(erp.procedure))
      for (collect::DunningItem& item : one.items) item.procedure = erp.procedure;
  }
  return accounts;
}

bool DunningBasis::is_of_another(const std::string& erp_procedure) const {
  return erp_procedure != procedure_.name && config_.procedures.contains(erp_procedure);
}

collect::DunningRules DunningBasis::rules(const std::string& country) const {
  collect::DunningRules rules{.procedure = procedure_};
  if (procedure_.interest) rules.rates = &config_.late_rates;
  if (procedure_.days.calendar.empty()) return rules;
  const bool customers = procedure_.days.calendar == "customer";
  const auto found = config_.calendars.find(customers ? country : procedure_.days.calendar);
  rules.calendar = found == config_.calendars.end() ? &weekends_ : &found->second;
  return rules;
}

}  // namespace saldo::flows
