#include "collect/levels.hpp"

#include <algorithm>

namespace saldo::collect {
namespace {

int level_reached(int days, const model::DunningProcedure& procedure) {
  int reached = 0;
  for (const model::DunningLevel& level : procedure.levels)
    if (days >= level.days) ++reached;
  return reached;
}

bool dunnable(const Work& w) { return w.reason == ItemReason::dunnable; }

/// `works` ascend by item.
Work* find_related(std::vector<Work>& works, const Work& credit) {
  if (!credit.item->related) return nullptr;
  const auto found = std::ranges::lower_bound(works, *credit.item->related, {},
                                              [](const Work& w) { return w.item->id; });
  return found == works.end() || found->item->id != *credit.item->related ? nullptr : &*found;
}

/// Takes as much of `credit` (positive) as the claim can bear.
void set_off(Work& claim, Money& credit) {
  const Money part =
      std::min(claim.amount.minor, credit.minor) == claim.amount.minor ? claim.amount : credit;
  claim.amount -= part;
  credit -= part;
  if (claim.amount.minor == 0) claim.reason = ItemReason::set_off;
}

}  // namespace

namespace {

/// Gives all that is late the account's level: one more than the highest of its items before, if
/// progressive, up to what the oldest has reached.
void level_as_one(std::vector<Work>& works, const model::DunningProcedure& procedure) {
  int target = 0, previous = 0;
  for (const Work& w : works) {
    if (!dunnable(w) || w.credit()) continue;
    target = std::max(target, level_reached(w.days_overdue, procedure));
    previous = std::max(previous, w.previous);
  }
  const int risen = procedure.progressive ? std::min(target, previous + 1) : target;
  for (Work& w : works)
    if (dunnable(w) && !w.credit()) w.level = std::max(previous, risen);
}

}  // namespace

void level_claims(std::vector<Work>& works, const model::DunningProcedure& procedure) {
  if (procedure.mode == model::DunningMode::account) level_as_one(works, procedure);
  for (Work& w : works) {
    if (!dunnable(w) || w.credit()) continue;
    if (procedure.mode == model::DunningMode::item) {
      const int target = level_reached(w.days_overdue, procedure);
      const int risen = procedure.progressive ? std::min(target, w.previous + 1) : target;
      w.level = std::max(w.previous, risen);
    }
    if (w.item->level_cap) w.level = std::min(w.level, *w.item->level_cap);
    if (w.level <= 0) w.reason = ItemReason::below_first_level;
  }
}

void level_legal(std::vector<Work>& works, const model::DunningProcedure& procedure) {
  for (Work& w : works)
    if (dunnable(w) && !w.credit()) w.level = static_cast<int>(procedure.levels.size());
}

void set_off_credits(std::vector<Work>& works, Money unapplied) {
  Money pool = unapplied;
  for (Work& w : works) {
    if (!dunnable(w) || !w.credit()) continue;
    w.reason = ItemReason::credit;
    Money credit = -w.amount;
    if (Work* claim = find_related(works, w); claim && !claim->credit()) {
      if (!dunnable(*claim)) {
        w.reason = ItemReason::credit_item_excluded;
        continue;
      }
      set_off(*claim, credit);
    }
    pool += credit;
  }
  std::vector<Work*> claims;
  for (Work& w : works)
    if (dunnable(w)) claims.push_back(&w);
  std::stable_sort(claims.begin(), claims.end(),
                   [](const Work* a, const Work* b) { return a->days_overdue > b->days_overdue; });
  for (Work* claim : claims)
    if (pool.minor > 0) set_off(*claim, pool);
}

void level_credits(std::vector<Work>& works) {
  const int highest = highest_level(works);
  for (Work& w : works) {
    if (!dunnable(w) || !w.credit()) continue;
    const Work* claim = find_related(works, w);
    if (claim == nullptr || claim->credit())
      w.level = highest;
    else if (dunnable(*claim))
      w.level = claim->level;
    else
      w.reason = ItemReason::credit_item_excluded;
  }
}

void fall_back(std::vector<Work>& works, const model::DunningProcedure& procedure,
               Money total_open) {
  for (int n = static_cast<int>(procedure.levels.size()); n >= 1; --n) {
    const model::DunningLevel& level = procedure.levels[static_cast<std::size_t>(n - 1)];
    Money sum{0, total_open.currency};
    bool any = false;
    for (const Work& w : works)
      if (dunnable(w) && w.level == n) {
        sum += w.amount;
        any = true;
      }
    if (!any) continue;
    const auto minimum = level.min_amount.find(std::string(total_open.currency.code()));
    const bool enough = minimum == level.min_amount.end() || sum.minor >= minimum->second.minor;
    if (enough && sum.minor > 0 &&
        (!level.min_percent || level.min_percent->reached_by(sum, total_open)))
      continue;
    for (Work& w : works)
      if (dunnable(w) && w.level == n) {
        --w.level;
        if (w.level == 0) w.reason = ItemReason::below_min;
      }
  }
}

int highest_level(const std::vector<Work>& works) {
  int highest = 0;
  for (const Work& w : works)
    if (dunnable(w)) highest = std::max(highest, w.level);
  return highest;
}

}  // namespace saldo::collect
