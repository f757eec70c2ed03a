#pragma once

#include "collect/dunning.hpp"

namespace saldo::collect {

/// An item on its way through a decision.
struct Work {
  const DunningItem* item = nullptr;
  ItemReason reason = ItemReason::not_overdue;
  Date due_date;
  int days_overdue = 0;  ///< 0 on the due date itself
  Money amount;          ///< what would be dunned
  int previous = 0;
  int level = 0;

  bool credit() const { return item->open.minor < 0; }
};

/// The day on which an item is due, as the rules' calendar moves it; of an item without a due date
/// the day of its posting.
Date net_due_date(const DunningItem& item, const DunningRules& rules);

/// What an item is by itself, before its account is looked at (RULES §1.8 "items"). Credits that
/// count are `dunnable` here, too.
Work classify(const DunningItem& item, const DunningRules& rules, Date run_date);

}  // namespace saldo::collect
