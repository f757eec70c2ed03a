#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "collect/dunning.hpp"

namespace saldo::collect {

inline const Currency kEur = Currency::parse("EUR");
inline Date on(const char* text) { return Date::parse_iso(text); }
inline Money eur(std::int64_t whole) { return {whole * 100, kEur}; }

/// Interval 14, account 5, grace 3; 5, 20 and 40 days with rising minima and fees (RULES §1.9).
inline model::DunningProcedure golden_procedure() {
  model::DunningProcedure p;
  p.name = "golden";
  p.version = "1";
  p.interval_days = 14;
  p.account_min_arrears = 5;
  p.item_grace = 3;
  p.levels.resize(3);
  p.levels[0].days = 5;
  p.levels[1].days = 20;
  p.levels[1].min_amount["EUR"] = eur(50);
  p.levels[1].fee["EUR"] = eur(5);
  p.levels[2].days = 40;
  p.levels[2].min_amount["EUR"] = eur(100);
  p.levels[2].min_percent = model::Percent::from_thousandths(10'000);
  p.levels[2].fee["EUR"] = eur(10);
  p.levels[2].always = true;
  return p;
}

/// An account over several runs: what is sent is written back, as flows do.
class DunningStory {
 public:
  explicit DunningStory(model::DunningProcedure procedure = golden_procedure())
      : procedure_(std::move(procedure)) {
    account.customer = model::CustomerId{7};
    account.currency = kEur;
  }

  DunningItem& add(const std::string& name, std::int64_t whole, const char* due) {
    DunningItem item;
    item.id = model::ItemId{static_cast<std::int64_t>(account.items.size()) + 1};
    item.number = name;
    item.kind = whole < 0 ? model::ItemKind::credit_memo : model::ItemKind::invoice;
    item.open = eur(whole);
    item.due_date = on(due);
    account.items.push_back(item);
    return account.items.back();
  }

  const DunningDecision& run(const char* day) {
    decision = decide(account, procedure_, on(day));
    if (decision.outcome != AccountOutcome::notice) return decision;
    account.last_dunning_date = on(day);
    for (const ItemDecision& i : decision.items)
      if (i.reason == ItemReason::dunned) item(i.item).previous_level = i.level;
    return decision;
  }

  /// "NOTICE L2: A2 B1; 840.00 + 5.00; C NOT_OVERDUE"
  std::string told(const char* day) {
    run(day);
    std::string dunned, excluded;
    for (const ItemDecision& i : decision.items) {
      const std::string& name = item(i.item).number;
      if (i.reason == ItemReason::dunned)
        dunned += ' ' + name + std::to_string(i.level);
      else if (i.reason != ItemReason::dunnable)
        excluded += ' ' + name + ' ' + std::string(to_string(i.reason));
    }
    std::string s(to_string(decision.outcome));
    if (decision.outcome == AccountOutcome::notice)
      s += " L" + std::to_string(decision.level) + ':' + dunned + "; " +
           decision.amount.to_string() + " + " + decision.fee.to_string();
    return s + (excluded.empty() ? "" : ";" + excluded);
  }

  DunningItem& item(model::ItemId id) {
    return account.items.at(static_cast<std::size_t>(model::raw(id)) - 1);
  }

  DunningAccount account;
  DunningDecision decision;

 private:
  model::DunningProcedure procedure_;
};

}  // namespace saldo::collect
