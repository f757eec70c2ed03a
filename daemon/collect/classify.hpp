#pragma once

#include "collect/dunning.hpp"

namespace saldo::collect {

/// An item on its way through a decision.
struct Work {
  const DunningItem* item = nullptr;
  ItemReason reason = ItemReason::not_overdue;
  int days_overdue = 0;
  Money amount;  ///< what would be dunned
  int previous = 0;
  int level = 0;

  bool credit() const { return item->open.minor < 0; }
};

/// Days past due; 0 on the due date itself.
int days_overdue(const DunningItem& item, Date run_date);

/// What an item is by itself, before its account is looked at (RULES §1.8 "items"). Credits that
/// count are `dunnable` here, too.
Work classify(const DunningItem& item, const model::DunningProcedure& procedure, Date run_date);

}  // namespace saldo::collect
