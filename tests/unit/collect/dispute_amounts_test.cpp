#include "collect/dispute_amounts.hpp"

#include <gtest/gtest.h>

#include <random>

#include "unit/collect/dunning_story.hpp"

namespace saldo::collect {
namespace {

using model::DisputedPart;
using model::ItemSettled;

DisputedPart part(std::int64_t disputed) {
  const Money none = eur(0);
  return {.original = eur(disputed),
          .disputed = eur(disputed),
          .paid = none,
          .credited = none,
          .written_off = none,
          .cleared = none,
          .released = none};
}

ItemSettled settled(std::int64_t paid, std::int64_t credited = 0, std::int64_t written_off = 0,
                    std::int64_t cleared = 0) {
  return {eur(paid), eur(credited), eur(written_off), eur(cleared)};
}

/// "50 of 200; paid 100, credited 50"
std::string told(const DisputedPart& p) {
  std::string text =
      std::to_string(p.disputed.minor / 100) + " of " + std::to_string(p.original.minor / 100);
  const auto add = [&](const char* what, Money m) {
    if (m.minor != 0) text += std::string(", ") + what + " " + std::to_string(m.minor / 100);
  };
  add("paid", p.paid);
  add("credited", p.credited);
  add("written_off", p.written_off);
  add("cleared", p.cleared);
  add("released", p.released);
  return text;
}

struct Case {
  const char* name;
  std::int64_t disputed;
  ItemSettled since;
  std::int64_t open;  ///< of an item of 1000
  const char* left;
};
class Apportioned : public testing::TestWithParam<Case> {};

TEST_P(Apportioned, AsRules7Say) {
  const Case& c = GetParam();
  DisputedPart p = part(c.disputed);
  apportion({&p}, c.since, eur(c.open));
  EXPECT_EQ(told(p), c.left);
}

INSTANTIATE_TEST_SUITE_P(
    Items, Apportioned,
    testing::Values(
        Case{"NothingHappened", 200, settled(0), 1000, "200 of 200"},
        Case{"ThePaymentOfWhatIsNotDisputed", 200, settled(800), 200, "200 of 200"},
        Case{"APaymentBeyondIt", 200, settled(850), 150, "150 of 200, paid 50"},
        Case{"APaymentOfAll", 200, settled(1000), 0, "0 of 200, paid 200"},
        Case{"ACreditMemoForIt", 200, settled(0, 200), 800, "0 of 200, credited 200"},
        Case{"ACreditMemoForAPart", 200, settled(0, 120), 880, "80 of 200, credited 120"},
        Case{"ALargerCreditMemo", 200, settled(0, 500), 500, "0 of 200, credited 200"},
        Case{"APaymentWithTheCredit", 200, settled(800, 200), 0, "0 of 200, credited 200"},
        Case{"ASmallWriteOffOfTheRest", 200, settled(799, 0, 1), 200, "200 of 200"},
        Case{"AWriteOffOfAll", 1000, settled(0, 0, 1000), 0, "0 of 1000, written_off 1000"},
        Case{"TheErpClearedIt", 200, settled(0, 0, 0, 1000), 0, "0 of 200, cleared 200"},
        Case{"TheErpLoweredTheItem", 200, settled(0), 150, "150 of 200, cleared 50"}),
    [](const auto& one) { return one.param.name; });

TEST(DisputedAmounts, AnUnexplainedClearingIsWhatWasApproved) {
  DisputedPart credit = part(200), write_off = part(200);
  credit.credit_approved = true;
  write_off.write_off_approved = true;
  apportion({&credit}, settled(0, 0, 0, 1000), eur(0));
  apportion({&write_off}, settled(0, 0, 0, 1000), eur(0));
  EXPECT_EQ(told(credit), "0 of 200, credited 200");
  EXPECT_EQ(told(write_off), "0 of 200, written_off 200");
}

TEST(DisputedAmounts, TheOldestDisputeIsServedFirst) {
  DisputedPart first = part(200), second = part(100);
  apportion({&first, &second}, settled(0, 250), eur(750));
  EXPECT_EQ(told(first), "0 of 200, credited 200");
  EXPECT_EQ(told(second), "50 of 100, credited 50");
}

TEST(DisputedAmounts, WhatGoesBackIsDisputedAgain) {
  DisputedPart p = part(200);
  apportion({&p}, settled(900), eur(100));
  EXPECT_EQ(told(p), "100 of 200, paid 100");
  apportion({&p}, settled(-900), eur(1000));
  EXPECT_EQ(told(p), "200 of 200");
}

TEST(DisputedAmounts, WhatIsReleasedIsTheCustomersToPay) {
  DisputedPart p = part(200);
  release(p, eur(40));
  EXPECT_EQ(told(p), "40 of 200, released 160");
  dispute_again(p, eur(100));
  EXPECT_EQ(told(p), "140 of 200, released 60");
}

/// An item of 1000.00 with up to three disputes, as it is paid, credited and taken back.
class Item {
 public:
  explicit Item(unsigned seed) : random_(seed) {
    std::int64_t room = kAmount;
    for (std::uint32_t n = 1 + below(3); n > 0 && room > 0; --n) {
      const std::int64_t claim = 1 + below(static_cast<std::uint32_t>(room));
      parts_.push_back(part(0));
      parts_.back().original.minor = parts_.back().disputed.minor = claim;
      parts_.back().credit_approved = below(4) == 0;
      parts_.back().write_off_approved = !parts_.back().credit_approved && below(4) == 0;
      room -= claim;
    }
  }
  void step() {
    ItemSettled since = settled(0);
    Money* const kinds[] = {&since.paid, &since.credited, &since.written_off, &since.cleared};
    const std::size_t kind = below(4);
    std::int64_t& total = totals_[kind];
    const std::int64_t open = this->open().minor;
    // Up to all that is open, or back to nothing.
    const std::int64_t change =
        below(3) == 0 ? -static_cast<std::int64_t>(below(static_cast<std::uint32_t>(total + 1)))
                      : below(static_cast<std::uint32_t>(open + 1));
    total += change;
    kinds[kind]->minor = change;
    std::vector<DisputedPart*> all;
    for (DisputedPart& p : parts_) all.push_back(&p);
    apportion(all, since, this->open());
    if (below(6) == 0) release(parts_[below(static_cast<std::uint32_t>(parts_.size()))], eur(1));
    if (below(6) == 0)
      dispute_again(parts_[below(static_cast<std::uint32_t>(parts_.size()))],
                    this->open() - disputed());
  }
  Money open() const { return {kAmount - totals_[0] - totals_[1] - totals_[2] - totals_[3], kEur}; }
  Money disputed() const {
    Money sum = eur(0);
    for (const DisputedPart& p : parts_) sum += p.disputed;
    return sum;
  }
  const std::vector<DisputedPart>& parts() const { return parts_; }

 private:
  static constexpr std::int64_t kAmount = 100'000;
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  std::mt19937 random_;
  std::int64_t totals_[4] = {};
  std::vector<DisputedPart> parts_;
};

TEST(DisputedAmounts, NoPathLeadsBeyondWhatIsOpenAndNothingIsLost) {
  for (unsigned seed = 1; seed <= 4'000; ++seed) {
    Item item(seed);
    for (int step = 0; step < 12; ++step) {
      item.step();
      ASSERT_LE(item.disputed().minor, item.open().minor) << "seed " << seed << " step " << step;
      for (const DisputedPart& p : item.parts()) {
        ASSERT_EQ(p.original,
                  p.disputed + p.paid + p.credited + p.written_off + p.cleared + p.released);
        for (const Money m :
             {p.disputed, p.paid, p.credited, p.written_off, p.cleared, p.released}) {
          ASSERT_GE(m.minor, 0) << "seed " << seed << " step " << step;
        }
      }
    }
  }
}

}  // namespace
}  // namespace saldo::collect
