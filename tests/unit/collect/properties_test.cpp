#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "unit/collect/dunning_story.hpp"

/// What must hold for any account, tried on thousands of them.
namespace saldo::collect {
namespace {

class Accounts {
 public:
  explicit Accounts(unsigned seed) : random_(seed) {}

  std::int32_t below(std::uint32_t n) { return static_cast<std::int32_t>(random_() % n); }
  bool one_in(std::uint32_t n) { return below(n) == 0; }

  DunningAccount make(Date start) {
    DunningAccount a;
    a.customer = model::CustomerId{1};
    a.currency = kEur;
    if (one_in(3)) a.unapplied = eur(below(400));
    const int n = 1 + below(8);
    for (int i = 1; i <= n; ++i) {
      DunningItem item;
      item.id = model::ItemId{i};
      item.open = {(one_in(5) ? -1 : 1) * (1 + below(90'000)), kEur};
      item.due_date = start.plus_days(below(120) - 80);
      item.blocked = one_in(15);
      if (one_in(6)) item.promise = {start.plus_days(below(40)), start.plus_days(40 + below(40))};
      if (one_in(6)) item.dispute = {start.plus_days(below(40)), start.plus_days(40 + below(40))};
      if (one_in(8)) item.disputed = Money{1 + below(50'000), kEur};
      if (one_in(8)) item.level_cap = below(3);
      if (item.open.minor < 0 && one_in(2)) item.related = model::ItemId{1 + below(8)};
      a.items.push_back(item);
    }
    return a;
  }
  model::DunningProcedure procedure() {
    auto p = golden_procedure();
    p.credit_mode = static_cast<model::CreditMode>(below(3));
    p.dispute_mode = static_cast<model::DisputeMode>(below(2));
    p.progressive = !one_in(4);
    return p;
  }
  void shuffle(std::vector<DunningItem>& items) {
    std::shuffle(items.begin(), items.end(), random_);
  }

 private:
  std::mt19937 random_;
};

void check_notice(const DunningAccount& account, const model::DunningProcedure& procedure,
                  const DunningDecision& d, Date day) {
  Money sum{0, kEur};
  int highest = 0;
  for (const ItemDecision& i : d.items) {
    ASSERT_NE(i.reason, ItemReason::dunnable);
    sum += i.amount;
    highest = std::max(highest, i.level);
    if (i.reason != ItemReason::dunned) {
      ASSERT_EQ(i.level, 0);
      continue;
    }
    const auto item = std::find_if(account.items.begin(), account.items.end(),
                                   [&](const DunningItem& x) { return x.id == i.item; });
    ASSERT_GE(i.level, 1);
    ASSERT_LE(i.level, 3);
    if (item->open.minor < 0) continue;
    ASSERT_GT(i.amount.minor, 0);
    ASSERT_LE(i.amount.minor, item->open.minor);
    ASSERT_GT(i.days_overdue, procedure.item_grace);
    if (procedure.progressive) {
      ASSERT_LE(i.level, item->previous_level + 1);
    }
    if (item->level_cap) {
      ASSERT_LE(i.level, *item->level_cap);
    }
  }
  ASSERT_EQ(sum, d.amount);
  ASSERT_GT(sum.minor, 0);
  ASSERT_EQ(highest, d.level);
  if (!account.last_dunning_date.empty()) {
    ASSERT_GE(days_between(account.last_dunning_date, day), procedure.interval_days);
  }
}

TEST(DunningProperties, HoldForEveryAccountOverManyRuns) {
  const Date start = on("2025-01-01");
  Accounts accounts(20250101);
  int notices = 0, of_credits = 0;
  for (int n = 0; n < 3'000; ++n) {
    DunningAccount account = accounts.make(start);
    const auto procedure = accounts.procedure();
    Date day = start;
    for (int run = 0; run < 8; ++run, day = day.plus_days(1 + accounts.below(20))) {
      const DunningDecision d = decide(account, procedure, day);
      ASSERT_EQ(d.items.size(), account.items.size());
      ASSERT_FALSE(d.reason.empty());
      DunningAccount shuffled = account;
      accounts.shuffle(shuffled.items);
      const DunningDecision again = decide(shuffled, procedure, day);
      ASSERT_EQ(again.outcome, d.outcome);
      ASSERT_EQ(again.amount, d.amount);
      ASSERT_EQ(again.idempotency_basis, d.idempotency_basis);
      for (std::size_t i = 0; i < d.items.size(); ++i)
        ASSERT_EQ(again.items[i].reason, d.items[i].reason);
      if (d.outcome != AccountOutcome::notice) {
        ASSERT_EQ(d.amount.minor, 0);
        continue;
      }
      ++notices;
      ASSERT_NO_FATAL_FAILURE(check_notice(account, procedure, d, day));
      account.last_dunning_date = day;
      for (const ItemDecision& i : d.items) {
        auto& item = account.items[static_cast<std::size_t>(model::raw(i.item)) - 1];
        if (i.reason != ItemReason::dunned) continue;
        item.previous_level = i.level;
        of_credits += item.open.minor < 0;
      }
    }
  }
  EXPECT_GT(notices, 3'000);
  EXPECT_GT(of_credits, 200);
}

}  // namespace
}  // namespace saldo::collect
