#include "cash/combinations.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "unit/cash/desk.hpp"

/// RULES §2.6: which selections of open items come to a sum, and when that proves something.
namespace saldo::cash {
namespace {

using Amounts = std::vector<std::int64_t>;

TEST(Combinations, FindTheOnlySelection) {
  const auto all = combinations_of({1234, 777, 5001, 90}, 1234 + 90, {});
  ASSERT_TRUE(all.unique());
  EXPECT_EQ(all.found.front(), (std::vector<std::size_t>{0, 3}));
}

TEST(Combinations, AbstainWhereASecondSelectionFits) {
  EXPECT_FALSE(combinations_of({500, 700, 400, 800}, 1200, {}).unique());
  EXPECT_FALSE(combinations_of({500, 500, 700}, 1200, {}).unique());  // equal items are two
  EXPECT_TRUE(combinations_of({500, 700, 400}, 1200, {}).unique());
}

TEST(Combinations, ProveNothingWhereTheSearchWasCutOff) {
  Amounts many(60);
  std::iota(many.begin(), many.end(), 10'001);
  CombinationLimits limits;
  limits.steps = 1000;
  const auto all = combinations_of(many, 50'500, limits);
  EXPECT_FALSE(all.complete && all.unique());
}

TEST(Combinations, AreFoundAsByTryingThemAll) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same trials each time
  std::uniform_int_distribution<std::int64_t> amount(1, 60);
  for (int trial = 0; trial < 400; ++trial) {
    Amounts amounts(9);
    for (auto& a : amounts) a = amount(random);
    const std::int64_t sum = amount(random) + amount(random);
    std::size_t count = 0;
    for (unsigned set = 1; set < 1u << amounts.size(); ++set) {
      const int size = __builtin_popcount(set);
      std::int64_t s = 0;
      for (std::size_t i = 0; i < amounts.size(); ++i)
        if ((set >> i & 1u) != 0) s += amounts[i];
      count += size >= 2 && size <= 5 && s == sum ? 1 : 0;
    }
    EXPECT_EQ(combinations_of(amounts, sum, {}).found.size(), std::min<std::size_t>(count, 2));
  }
}

/// How many of 60 true selections of 2 to 5 items are the only ones, and how many foreign amounts
/// hit some selection, of `n` items whose amounts are multiples of `grain`.
struct Trials {
  int unique = 0, accidents = 0, automatic = 0, wrong = 0;
};
Trials run_trials(std::size_t n, std::int64_t grain) {
  std::mt19937 random(static_cast<unsigned>(n * 1000 + static_cast<std::size_t>(grain)));
  std::uniform_int_distribution<std::int64_t> size(5'000, 1'500'000);
  Trials t;
  for (int trial = 0; trial < 60; ++trial) {
    Amounts amounts;
    while (amounts.size() < n) {
      const std::int64_t a = size(random) / grain * grain;
      if (a > 0) amounts.push_back(a);
    }
    const std::size_t k = 2 + random() % 4;
    const std::int64_t sum =
        std::accumulate(amounts.begin(), amounts.begin() + static_cast<long>(k), std::int64_t{0});
    const auto own = combinations_of(amounts, sum, {});
    t.unique += own.unique() ? 1 : 0;
    const std::int64_t foreign = sum / 2 / grain * grain + grain * (1 + trial);
    const auto other = combinations_of(amounts, foreign, {});
    t.accidents += other.found.empty() ? 0 : 1;
    const auto automatic = [](const Combinations& c) {
      return c.unique() && !c.coarse && c.accident <= Policy{}.accident_limit;
    };
    t.automatic += automatic(own) ? 1 : 0;
    t.wrong += automatic(other) ? 1 : 0;
  }
  return t;
}

TEST(Combinations, OfRealCentsAreUniqueAndOfRoundAmountsAreNot) {
  for (const std::size_t n : {10, 15, 20}) EXPECT_GE(run_trials(n, 1).unique, 57) << n;
  EXPECT_GE(run_trials(10, 1000).unique, 42);
  EXPECT_LE(run_trials(24, 1000).unique, 12);
  EXPECT_GE(run_trials(24, 1000).accidents, 30);
}

TEST(Combinations, AreSettledUnseenOnlyWhereChanceIsRuledOut) {
  EXPECT_GE(run_trials(8, 1).automatic, 50);
  for (const std::size_t n : {8, 10, 12, 15, 20, 24}) {
    EXPECT_EQ(run_trials(n, 1000).automatic, 0) << n;  // amounts of whole tens
    EXPECT_LE(run_trials(n, 1).wrong, 1) << n;
  }
}

TEST(SubsetStage, SettlesAUniqueSelectionOfAPayerWhoIsKnown) {
  Desk desk;
  desk.add(desk.a, "0090000001", 123411);
  desk.add(desk.a, "0090000002", 70037);
  desk.add(desk.a, "0090000003", 55519);
  desk.add(desk.a, "0090000004", 4103);
  const Decision d = desk.pay(123411 + 4103, "", kIbanOfA);
  EXPECT_EQ(told(d), "applied payer.subset 0090000001=1234.11 0090000004=41.03 rest 0.00");
  EXPECT_TRUE(std::any_of(d.evidence.begin(), d.evidence.end(), [](const Evidence& e) {
    return e.kind == "accident_millionths" && std::stoi(e.value) < 200;
  })) << "11 selections in 127,514 sums";
  EXPECT_EQ(desk.pay(123411 + 4103, "akonto", kIbanOfA).status, Status::proposed);
  EXPECT_EQ(desk.pay(123411 + 4103, "").status, Status::suspense);
}

TEST(SubsetStage, ProposesWhereAmountsAreRound) {
  Desk desk;
  desk.add(desk.a, "0090000001", 120000);
  desk.add(desk.a, "0090000002", 70000);
  desk.add(desk.a, "0090000003", 55000);
  desk.add(desk.a, "0090000004", 4000);
  const Decision d = desk.pay(124000, "", kIbanOfA);
  EXPECT_EQ(told(d), "proposed payer.subset rest 1240.00");
  EXPECT_EQ(told(d.proposals.at(0)), "payer.subset 0090000001=1200.00 0090000004=40.00 rest 0.00");
}

}  // namespace
}  // namespace saldo::cash
