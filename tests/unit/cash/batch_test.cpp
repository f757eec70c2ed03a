#include <gtest/gtest.h>

#include <random>

#include "unit/cash/desk.hpp"

/// Many payments in passes, as a run decides on them.
namespace saldo::cash {
namespace {

/// Decides on the payments of one day in passes and posts what is applied.
std::vector<Decision> run(MemoryBook& book, std::vector<Payment> payments) {
  // Within a day the order is that of the content; here the ids stand for it.
  std::sort(payments.begin(), payments.end(),
            [](const Payment& a, const Payment& b) { return a.id < b.id; });
  std::vector<Decision> decisions(payments.size());
  std::vector<bool> done(payments.size(), false);
  for (const Depth depth : {Depth::exact, Depth::named, Depth::all})
    for (std::size_t i = 0; i < payments.size(); ++i) {
      if (done[i]) continue;
      const auto d = decide_to_depth(payments[i], book, {}, depth);
      if (!d) continue;
      done[i] = true;
      decisions[i] = *d;
      if (d->status == Status::applied) book.post(*d, payments[i].counterparty_iban);
    }
  return decisions;
}

TEST(Passes, SettleWhatIsNamedBeforeConcludingFromWhatIsLeft) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 1200);
  Payment silent = Desk::payment(1200, "", kIbanOfA), named = Desk::payment(1200, "90000001");
  silent.id = model::TransactionId{1};
  named.id = model::TransactionId{2};
  const auto decisions = run(desk.book, {silent, named});
  EXPECT_EQ(told(decisions[1]), "applied reference.exact 0090000001=12.00 rest 0.00");
  EXPECT_EQ(told(decisions[0]), "applied payer.single_item 0090000002=12.00 rest 0.00");
}

TEST(Passes, LearnAnAccountFromAPaymentThatIsProvedWithoutIt) {
  Desk desk;
  desk.add(desk.c, "0090000001", 1200);
  desk.add(desk.c, "0090000002", 700);
  Payment named = Desk::payment(1200, "90000001"), silent = Desk::payment(700, "");
  named.counterparty_name = silent.counterparty_name = "COBALTO RETAIL LDA";
  EXPECT_EQ(decide(silent, desk.book).status, Status::proposed) << "a name alone is no proof";
  const Decision first = decide(named, desk.book);
  EXPECT_TRUE(first.learns_account);
  desk.book.post(first, named.counterparty_iban);
  EXPECT_EQ(told(decide(silent, desk.book)), "applied payer.single_item 0090000002=7.00 rest 0.00");
  silent.counterparty_name = "TREUHAND 24";
  EXPECT_NE(decide(silent, desk.book).status, Status::applied) << "the name must agree";
}

TEST(Passes, LearnNothingFromWhoPaysForOthers) {
  Desk desk;
  desk.add(desk.c, "0090000001", 1200);
  EXPECT_FALSE(desk.pay(1200, "90000001").learns_account);
  desk.add(desk.a, "0090000002", 1200);
  EXPECT_FALSE(desk.pay(1200, "90000002", kIbanOfA).learns_account) << "master data knows it";
}

class Histories : public testing::TestWithParam<unsigned> {
 protected:
  struct History {
    MemoryBook book;
    std::vector<Payment> payments;
    std::vector<OpenItem> items;
  };
  /// Items of few amounts and numbers close by, so that payments compete and are mistaken.
  static void fill(History& h, unsigned seed) {
    std::mt19937 random(seed);
    const auto pick = [&](auto... values) {
      const std::int64_t list[] = {values...};
      return list[random() % std::size(list)];
    };
    Desk desk;
    const model::CustomerId owners[] = {desk.a, desk.b, desk.c};
    h.book = desk.book;
    for (int n = 0; n < 30; ++n) {
      const std::string number = "00900000" + std::to_string(10 + n);
      OpenItem i = Desk::make(owners[random() % 3], number.c_str(),
                              pick(1200, 1200, 700, 500, 35011, 981, -300));
      i.baseline_date = on("2026-05-25");
      if (random() % 2 == 0) i.terms = model::PaymentTerms::from({{14, "2"}, {30, ""}}).value();
      i.due_date = i.baseline_date.plus_days(static_cast<int>(random() % 30));
      h.items.push_back(h.book.add_item(i));
    }
    const char* const ibans[] = {kIbanOfA, kIbanOfB, kIbanOfNobody};
    const char* const names[] = {"BAECKEREI ALVAREZ GMBH", "COBALTO RETAIL LDA", "TREUHAND 24"};
    for (int n = 0; n < 60; ++n) {
      std::string text;
      for (std::size_t k = random() % 3; k > 0; --k)
        text += std::to_string(90000005 + random() % 40) + ' ';
      Payment p = Desk::payment(
          pick(1200, 1200, 1176, 700, 1900, 1700, 500, 981, 2400, 35011, 36211, 1195, 3000), text,
          ibans[random() % 3]);
      p.counterparty_name = names[random() % 3];
      p.id = model::TransactionId{n + 1};
      h.payments.push_back(p);
    }
  }
};

TEST_P(Histories, ConserveEveryCentAndNeverSettleBeyondWhatIsOpen) {
  History h;
  fill(h, GetParam());
  Money before = cents(0);
  for (const OpenItem& i : h.items) before += i.open;
  const auto decisions = run(h.book, h.payments);
  Money settled = cents(0), applied = cents(0);
  std::map<model::ItemId, Money> by_item;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const Decision& d = decisions[i];
    Money sum = d.unapplied;
    for (const Allocation& a : d.allocations) {
      sum += a.paid;
      settled += a.paid + a.discount;
      applied += a.paid;
      by_item.try_emplace(a.item, cents(0)).first->second += a.paid + a.discount;
      EXPECT_GE(a.discount.minor, 0) << told(d);
    }
    EXPECT_EQ(sum, h.payments[i].amount) << told(d);
    EXPECT_TRUE(d.allocations.empty() || d.customer) << told(d);
    EXPECT_EQ(d.status == Status::applied, !d.allocations.empty()) << told(d);
  }
  Money after = cents(0);
  for (const OpenItem& i : h.items) {
    const auto all = h.book.items_by_number(model::number_key(i.number));
    after += all.front().open;
    const Money taken = by_item.contains(i.id) ? by_item[i.id] : cents(0);
    EXPECT_EQ(all.front().open, i.open - taken) << i.number;
    EXPECT_GE((i.open.minor < 0 ? -all.front().open : all.front().open).minor, 0) << i.number;
  }
  EXPECT_EQ(before, after + settled);
  EXPECT_GT(applied.minor, 0) << "the history must settle something";
}

TEST_P(Histories, ComeOutTheSameInWhateverOrderADayArrives) {
  History h;
  fill(h, GetParam());
  MemoryBook other = h.book;
  const auto in_order = run(h.book, h.payments);
  std::mt19937 random(GetParam() + 1);
  auto shuffled = h.payments;
  std::shuffle(shuffled.begin(), shuffled.end(), random);
  const auto again = run(other, shuffled);
  for (std::size_t i = 0; i < in_order.size(); ++i)
    EXPECT_EQ(told(in_order[i]), told(again[i])) << i;
}

INSTANTIATE_TEST_SUITE_P(Seeds, Histories, testing::Range(1u, 25u));

}  // namespace
}  // namespace saldo::cash
