#include "store/decisions.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "store/verify.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

using model::TransactionState;

NewDecision decision(model::TransactionId transaction, TransactionState state,
                     std::vector<NewAllocation> allocations, std::int64_t unapplied) {
  return {.transaction = transaction,
          .run = model::RunId{1},
          .state = state,
          .unapplied = eur(unapplied),
          .rule = "reference.exact",
          .reason = "the number of the item",
          .evidence_json = "[]",
          .config_version = "v1",
          .value_date = day("2026-01-05"),
          .allocations = std::move(allocations)};
}

void add(TestBook& book, const NewDecision& d) {
  book.write([&](soci::session& sql) { add_decision(sql, d, at_second(9)); });
}

class Decisions : public testing::Test {
 protected:
  void SetUp() override {
    book.post_receivables("erp", {customer("100001")},
                          {item("1", "100001", 10'000), item("2", "100001", -2'000)});
    book.post_bank("bank", statement(0, 17'000),
                   {transaction(10'000, "B1"), transaction(7'000, "B2")});
  }
  std::string item_of(const std::string& number) {
    return book.text("SELECT open_minor || '|' || state FROM item WHERE number = '" + number + "'");
  }
  std::string refused(const NewDecision& d) {
    const std::string before = book.dump();
    try {
      add(book, d);
    } catch (const FailureException& e) {
      EXPECT_EQ(book.dump(), before);
      EXPECT_EQ(e.failure.kind, FailureKind::conflict);
      return e.failure.rule;
    }
    return "it was taken";
  }
  TestBook book;
};

TEST_F(Decisions, ADecisionSettlesItsItemsAndItsTransaction) {
  NewDecision d = decision(
      book.transaction_id("B2"), TransactionState::applied,
      {{book.item_id("1"), eur(9'000), eur(300)}, {book.item_id("2"), eur(-2'000), eur(0)}}, 0);
  d.customer = book.customer_id("100001");
  add(book, d);
  EXPECT_EQ(item_of("1"), "700|partly_paid");
  EXPECT_EQ(item_of("2"), "0|cleared");
  EXPECT_EQ(book.text("SELECT state || '|' || unapplied_minor || '|' || (customer_id IS NOT NULL) "
                      "FROM bank_transaction WHERE bank_reference = 'B2'"),
            "applied|0|1");
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(paid_minor || '+' || discount_minor) FROM allocation"),
            "9000+300,-2000+0");
}

TEST_F(Decisions, NothingIsSettledBeyondWhatIsOpen) {
  const auto b1 = book.transaction_id("B1");
  const auto one = book.item_id("1"), two = book.item_id("2");
  const std::vector<NewAllocation> wrong = {
      {one, eur(10'001), eur(0)},
      {one, eur(9'900), eur(101)},
      {one, eur(0), eur(0)},
      {one, eur(-1), eur(0)},
      {two, eur(-2'001), eur(0)},
      {two, eur(1), eur(0)},
      {model::ItemId{999}, eur(1), eur(0)},
      {one, Money{1, Currency::parse("USD")}, Money{0, Currency::parse("USD")}},
  };
  for (std::size_t i = 0; i + 2 < wrong.size(); ++i)
    EXPECT_EQ(refused(decision(b1, TransactionState::applied, {wrong[i]}, 0)),
              "allocation.beyond_open")
        << i;
  EXPECT_EQ(refused(decision(b1, TransactionState::applied, {wrong.back()}, 0)),
            "allocation.beyond_open");
  EXPECT_THROW(add(book, decision(b1, TransactionState::applied, {wrong[6]}, 0)), FailureException)
      << "an item that does not exist";
}

TEST_F(Decisions, ASecondDecisionCannotSettleWhatTheFirstSettled) {
  add(book, decision(book.transaction_id("B1"), TransactionState::applied,
                     {{book.item_id("1"), eur(10'000), eur(0)}}, 0));
  EXPECT_EQ(refused(decision(book.transaction_id("B2"), TransactionState::applied,
                             {{book.item_id("1"), eur(7'000), eur(0)}}, 0)),
            "allocation.beyond_open");
}

TEST_F(Decisions, WhenOneAllocationFailsNoneIsKept) {
  EXPECT_EQ(
      refused(decision(
          book.transaction_id("B1"), TransactionState::applied,
          {{book.item_id("1"), eur(5'000), eur(0)}, {book.item_id("1"), eur(5'001), eur(0)}}, 0)),
      "allocation.beyond_open");
  EXPECT_EQ(item_of("1"), "10000|open");
}

TEST_F(Decisions, AWriteOffSettlesWithThePaymentAndBearsItsReason) {
  NewAllocation a{book.item_id("1"), eur(9'990), eur(0)};
  a.write_off_minor = 10;
  a.write_off_reason = "SMALL";
  NewDecision d = decision(book.transaction_id("B1"), TransactionState::applied, {a}, 10);
  add(book, d);
  EXPECT_EQ(item_of("1"), "0|cleared");
  EXPECT_EQ(book.text("SELECT write_off_minor || '|' || write_off_reason || '|' || "
                      "budget_customer_id FROM allocation"),
            "10|SMALL|" + std::to_string(model::raw(book.customer_id("100001"))));
  book.tamper("UPDATE allocation SET write_off_reason = NULL");
  EXPECT_EQ(book.read([](soci::session& sql) { return broken_invariants(sql, 9); }).size(), 1u)
      << "a write-off without a reason breaks the book";
}

TEST_F(Decisions, AnItemOfAnotherCurrencyTakesItsPartOfThePaymentsOwn) {
  const Currency usd = Currency::parse("USD");
  Item foreign = item("3", "100001", 0);
  foreign.amount = Money{11'000, usd};
  book.post_receivables("usd", {}, {foreign});
  NewAllocation a{book.item_id("3"), Money{11'000, usd}, Money{0, usd}};
  a.exchange = NewExchange{eur(9'800), "110.00 USD for 98.00 EUR by the bank", eur(-200)};
  add(book, decision(book.transaction_id("B1"), TransactionState::applied, {a}, 200));
  EXPECT_EQ(item_of("3"), "0|cleared");
  const auto broken = book.read([](soci::session& sql) { return broken_invariants(sql, 9); });
  EXPECT_TRUE(broken.empty()) << broken.front().what;
  book.tamper("UPDATE allocation SET cash_minor = 9799");
  EXPECT_FALSE(book.read([](soci::session& sql) { return broken_invariants(sql, 9); }).empty());
}

class CounterPostings : public Decisions {
 protected:
  void SetUp() override {
    Decisions::SetUp();
    applied = decision(book.transaction_id("B1"), TransactionState::applied,
                       {{book.item_id("1"), eur(9'000), eur(300)}}, 1'000);
    applied.customer = book.customer_id("100001");
    add(book, applied);
  }
  NewDecision undone() {
    NewDecision d = decision(applied.transaction, TransactionState::suspense, {}, 10'000);
    d.reversals =
        book.read([&](soci::session& sql) { return standing_allocations(sql, d.transaction); });
    return d;
  }
  void expect_whole() {
    const auto broken = book.read([](soci::session& sql) { return broken_invariants(sql, 9); });
    EXPECT_TRUE(broken.empty()) << broken.front().what;
  }
  NewDecision applied;
};

TEST_F(CounterPostings, UndoAnAllocationAndKeepItsHistory) {
  EXPECT_EQ(item_of("1"), "700|partly_paid");
  add(book, undone());
  EXPECT_EQ(item_of("1"), "10000|open");
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(paid_minor || '+' || discount_minor) FROM allocation"),
            "9000+300,-9000+-300");
  EXPECT_EQ(book.text("SELECT unapplied_minor || state FROM bank_transaction WHERE "
                      "bank_reference = 'B1'"),
            "10000suspense");
  expect_whole();
}

TEST_F(CounterPostings, AreMadeOnce) {
  NewDecision d = undone();
  add(book, d);
  EXPECT_EQ(refused(d), "allocation.not_standing");
  d.reversals = {999};
  EXPECT_EQ(refused(d), "allocation.not_standing");
  EXPECT_TRUE(undone().reversals.empty()) << "neither the undone nor its counter-posting stand";
}

TEST_F(CounterPostings, LetThePaymentBeAppliedAnew) {
  NewDecision d = undone();
  d.state = TransactionState::applied;
  d.unapplied = eur(0);
  d.allocations = {{book.item_id("1"), eur(10'000), eur(0)}};
  add(book, d);
  EXPECT_EQ(item_of("1"), "0|cleared");
  expect_whole();
}

TEST_F(CounterPostings, OfAReturnReopenTheItemsOfThePaymentThatItTakesBack) {
  book.post_bank("return", statement(17'000, 6'650, "2026-01-09"),
                 {transaction(-10'350, "R1", "2026-01-09")});
  NewDecision d =
      decision(book.transaction_id("R1"), TransactionState::returned, {}, -10'350 + 9'000);
  d.customer = applied.customer;
  d.takes_back = applied.transaction;
  d.reversals = undone().reversals;
  add(book, d);
  EXPECT_EQ(item_of("1"), "10000|open");
  EXPECT_EQ(book.text("SELECT state FROM bank_transaction WHERE bank_reference = 'B1'"),
            "returned");
  EXPECT_EQ(book.number("SELECT SUM(unapplied_minor) FROM bank_transaction WHERE state = "
                        "'returned'"),
            -350)
      << "what was on account went back, too; the fee is left";
  expect_whole();
  NewDecision again = d;
  again.reversals.clear();
  EXPECT_EQ(refused(again), "transaction.returned");
}

/// All that is undecided, day by day.
std::vector<UndecidedTransaction> undecided(soci::session& sql) {
  std::vector<UndecidedTransaction> all;
  for (auto next = next_undecided_day(sql, SALDO_DATE_NONE); next;
       next = next_undecided_day(sql, next->days()))
    for (const auto& t : undecided_transactions(sql, undecided_of_day(sql, {.day = next->days()})))
      all.push_back(t);
  return all;
}

TEST_F(Decisions, UndecidedTransactionsComeDayByDay) {
  book.post_bank("later", statement(17'000, 17'300, "2026-01-03"),
                 {transaction(100, "B3", "2026-01-02"), transaction(200, "B4", "2026-01-03")});
  book.read([](soci::session& sql) {
    EXPECT_EQ(count_undecided(sql), 4);
    const auto all = undecided(sql);
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[0].amount, eur(100));
    EXPECT_EQ(all[1].amount, eur(200));
    EXPECT_EQ(all[2].amount + all[3].amount, eur(17'000));
  });
}

TEST_F(Decisions, TheOrderWithinADayDoesNotDependOnTheArrival) {
  const auto order_of = [](const std::vector<std::string>& references) {
    TestBook other;
    std::vector<Transaction> lines;
    for (const std::string& r : references) lines.push_back(transaction(100, r, "2026-01-02"));
    other.post_bank("bank", statement(0, 400, "2026-01-02"), lines);
    return other.read([](soci::session& sql) {
      std::vector<std::string> found;
      for (const auto id : undecided_of_day(sql, {.day = day("2026-01-02").days()})) {
        std::string reference;
        const std::int64_t raw = model::raw(id);
        sql << "SELECT bank_reference FROM bank_transaction WHERE id = :id", soci::use(raw, "id"),
            soci::into(reference);
        found.push_back(reference);
      }
      return found;
    });
  };
  const auto order = order_of({"A", "B", "C", "D"});
  EXPECT_EQ(order.size(), 4u);
  EXPECT_EQ(order_of({"D", "B", "A", "C"}), order);
}

TEST_F(Decisions, ARunGoesOnBehindItsLastDecision) {
  NewDecision d = decision(book.transaction_id("B1"), TransactionState::suspense, {}, 10'000);
  d.pass = 2;
  add(book, d);
  book.read([&](soci::session& sql) {
    const auto cursor = last_decided(sql, model::RunId{1});
    ASSERT_TRUE(cursor);
    EXPECT_EQ(cursor->pass, 2);
    for (const auto id : undecided_of_day(sql, *cursor)) EXPECT_NE(id, d.transaction);
    EXPECT_EQ(undecided_of_day(sql, {.day = cursor->day}).size(), 2u);
    EXPECT_FALSE(last_decided(sql, model::RunId{2}));
  });
}

TEST_F(Decisions, WhatIsAppliedOrNotOursIsNotUndecidedAnyMore) {
  add(book, decision(book.transaction_id("B1"), TransactionState::not_ar, {}, 10'000));
  add(book, decision(book.transaction_id("B2"), TransactionState::unapplied, {}, 7'000));
  book.read([](soci::session& sql) {
    const auto left = undecided(sql);
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].amount, eur(7'000));
  });
}

TEST_F(Decisions, MatchingReadsWhatTheBankWrote) {
  Transaction t = transaction(-50, "B9", "2026-01-09");
  t.value_date = {};
  t.remitted_documents = {{"900", {}, {}}, {"", day("2026-01-01"), {}}};
  t.return_code = "AM04";
  t.ultimate_counterparty_name = "Ultimate";
  t.creditor_reference = "RF18";
  book.post_bank("b9", statement(17'000, 16'950, "2026-01-09"), {t});
  book.read([](soci::session& sql) {
    const auto read =
        undecided_transactions(sql, undecided_of_day(sql, {.day = day("2026-01-09").days()})).at(0);
    EXPECT_EQ(read.amount, eur(-50));
    EXPECT_EQ(read.value_date, day("2026-01-09")) << "the booking date when the bank gives none";
    EXPECT_TRUE(read.returned);
    EXPECT_FALSE(read.reversal);
    EXPECT_EQ(read.remittance, (std::vector<std::string>{"RE 90000001", "danke"}));
    EXPECT_EQ(read.remitted_documents, std::vector<std::string>{"900"});
    EXPECT_EQ(read.counterparty_name, "Ultimate");
    EXPECT_EQ(read.creditor_reference, "RF18");
  });
}

TEST_F(Decisions, SayingTheSameAgainIsRecognised) {
  const auto says = [&](const NewDecision& d) {
    return book.read([&](soci::session& sql) { return DecisionWriter(sql).says_the_same(d); });
  };
  NewDecision d = decision(book.transaction_id("B1"), TransactionState::unapplied, {}, 10'000);
  d.customer = book.customer_id("100001");
  d.proposals_json = "[1]";
  EXPECT_FALSE(says(d));
  add(book, d);
  EXPECT_TRUE(says(d));
  NewDecision later = d;
  later.run = model::RunId{2};
  later.config_version = "v2";
  EXPECT_TRUE(says(later)) << "who said it and when is not what it says";
  const std::vector<std::function<void(NewDecision&)>> changes = {
      [](NewDecision& n) { n.state = TransactionState::suspense; },
      [](NewDecision& n) { n.customer.reset(); },
      [](NewDecision& n) { n.rule = "other"; },
      [](NewDecision& n) { n.reason = "other"; },
      [](NewDecision& n) { n.evidence_json = "[2]"; },
      [](NewDecision& n) { n.proposals_json.clear(); },
      [](NewDecision& n) { n.runner_up_json = "{}"; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    NewDecision other = d;
    changes[i](other);
    EXPECT_FALSE(says(other)) << i;
  }
  NewDecision newer = d;
  newer.rule = "newer";
  add(book, newer);
  EXPECT_FALSE(says(d)) << "only the newest decision counts";
}

TEST(DecisionProperties, WhateverIsAllocatedOpenStaysBetweenZeroAndTheAmount) {
  std::mt19937 random(20'260'105);
  TestBook book;
  std::vector<Item> items;
  std::vector<Transaction> payments;
  std::int64_t sum = 0;
  const auto chance = [&](std::int64_t below) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(below));
  };
  for (int i = 0; i < 12; ++i)
    items.push_back(item(std::to_string(i), "100001", (i % 3 == 0 ? -1 : 1) * (1 + chance(2'000))));
  for (int i = 0; i < 150; ++i) {
    payments.push_back(transaction(chance(3'000) - 1'000, "B" + std::to_string(i)));
    sum += payments.back().amount->minor;
  }
  book.post_receivables("erp", {customer("100001")}, items);
  book.post_bank("bank", statement(0, sum), payments);
  int taken = 0, refused = 0;
  for (const Transaction& payment : payments) {
    std::vector<NewAllocation> allocations;
    std::int64_t left = payment.amount->minor;
    for (std::int64_t n = 1 + chance(3); n > 0; --n) {
      const Item& target = items[static_cast<std::size_t>(chance(12))];
      const Money paid = eur(chance(900) - (target.amount->minor < 0 ? 850 : 50));
      allocations.push_back({book.item_id(target.number), paid, eur(chance(3))});
      left -= paid.minor;
    }
    try {
      add(book, decision(book.transaction_id(payment.bank_reference), TransactionState::applied,
                         allocations, left));
      ++taken;
    } catch (const FailureException&) {
      ++refused;
    }
    ASSERT_EQ(book.count("item WHERE open_minor NOT BETWEEN MIN(0, amount_minor) AND "
                         "MAX(0, amount_minor)"),
              0);
  }
  EXPECT_GT(taken, 20);
  EXPECT_GT(refused, 20);
  const auto broken = book.read([](soci::session& sql) { return broken_invariants(sql, 10); });
  EXPECT_TRUE(broken.empty()) << broken.front().what;
}

}  // namespace
}  // namespace saldo::store
