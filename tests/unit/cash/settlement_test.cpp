#include "cash/settlement.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/cash/desk.hpp"

/// Cash discount, payments in part and overpayments of what is named (RULES §2.2, §2.4, §4).
namespace saldo::cash {
namespace {

/// A desk whose customer A has 2 % for 14 days, net 30, from 25 May 2026 on; paid on 2 June.
class Terms : public testing::Test {
 protected:
  OpenItem add(const char* number, std::int64_t minor, const std::vector<Term>& terms) {
    OpenItem i = Desk::make(desk.a, number, minor);
    i.baseline_date = on("2026-05-25");
    const auto agreed = model::PaymentTerms::from(terms).value();
    i.terms = agreed;
    i.due_date = agreed.due_date(i.baseline_date);
    return desk.book.add_item(i);
  }
  OpenItem add(const char* number, std::int64_t minor) {
    return add(number, minor, {{14, "2"}, {30, ""}});
  }
  Decision pay_on(const char* day, std::int64_t minor, const std::string& text,
                  const Policy& policy = {}) const {
    Payment p = Desk::payment(minor, text, kIbanOfA);
    p.value_date = p.booking_date = on(day);
    return decide(p, desk.book, policy);
  }
  Desk desk;
};

TEST_F(Terms, ADiscountTakenInTimeSettlesTheItem) {
  add("0090000001", 20000);
  const Decision d = desk.pay(19600, "RE 90000001", kIbanOfA);
  EXPECT_EQ(told(d), "applied reference.discount 0090000001=196.00+4.00 rest 0.00");
  EXPECT_TRUE(d.runner_up);
}

TEST_F(Terms, TheLastDayOfTheDiscountCountsAndTheNextDoesNot) {
  add("0090000001", 20000);
  EXPECT_EQ(pay_on("2026-06-08", 19600, "90000001").rule, "reference.discount");
  const Decision late = pay_on("2026-06-09", 19600, "90000001");
  EXPECT_EQ(told(late), "applied reference.partial 0090000001=196.00 rest 0.00");
  EXPECT_EQ(late.reason, "200.00 EUR are open; 4.00 EUR are missing.");
}

TEST_F(Terms, GraceDaysAreGrantedByPolicy) {
  add("0090000001", 20000);
  Policy graceful;
  graceful.discount_grace_days = 3;
  EXPECT_EQ(pay_on("2026-06-11", 19600, "90000001", graceful).rule, "reference.discount");
  EXPECT_EQ(pay_on("2026-06-12", 19600, "90000001", graceful).rule, "reference.partial");
}

TEST_F(Terms, TheTierIsThatOfTheValueDate) {
  add("0090000001", 10000, {{10, "3"}, {20, "2"}, {30, ""}});
  EXPECT_EQ(told(pay_on("2026-06-04", 9700, "90000001")),
            "applied reference.discount 0090000001=97.00+3.00 rest 0.00");
  EXPECT_EQ(told(pay_on("2026-06-05", 9800, "90000001")),
            "applied reference.discount 0090000001=98.00+2.00 rest 0.00");
  EXPECT_EQ(pay_on("2026-06-05", 9700, "90000001").rule, "reference.over_discount");
}

TEST_F(Terms, HalfACentMayBeRoundedEitherWay) {
  add("0090000001", 12325);  // 2 % are 2.465
  EXPECT_EQ(told(desk.pay(12078, "90000001", kIbanOfA)),
            "applied reference.discount 0090000001=120.78+2.47 rest 0.00");
  EXPECT_EQ(told(desk.pay(12079, "90000001", kIbanOfA)),
            "applied reference.discount 0090000001=120.79+2.46 rest 0.00");
  EXPECT_EQ(desk.pay(12081, "90000001", kIbanOfA).rule, "reference.partial");
}

/// RULES §4, from odoo/odoo#20429: five invoices of 200.00 with 2 %, and the customer takes 5 %.
TEST_F(Terms, OfTooMuchDiscountTheGrantedPartIsTakenAndTheRestStaysOpen) {
  std::string text = "RE";
  for (const char* number :
       {"0090000001", "0090000002", "0090000003", "0090000004", "0090000005"}) {
    add(number, 20000);
    text += std::string(" ") + number;
  }
  const Decision d = desk.pay(95000, text, kIbanOfA);
  EXPECT_EQ(d.rule, "reference.over_discount");
  Money discount = cents(0), open = cents(100000);
  for (const Allocation& a : d.allocations) {
    discount += a.discount;
    open -= a.paid + a.discount;
  }
  EXPECT_EQ(discount, cents(2000));
  EXPECT_EQ(open, cents(3000));
  EXPECT_EQ(d.unapplied, cents(0));
}

TEST_F(Terms, AnItemThatGetsNothingOfAPaymentLessTooMuchDiscountEarnsNoneAndItsReasonSaysSo) {
  add("0090000001", 10'000);
  add("0090000002", 100);
  const Decision d = desk.pay(9'090, "90000001 90000002", kIbanOfA);  // less 10 %, not 2 %
  EXPECT_EQ(told(d), "applied reference.over_discount 0090000001=90.90+2.00 rest 0.00");
  EXPECT_EQ(d.reason,
            "10.10 EUR were deducted as cash discount, the terms grant 2.00 EUR; 8.10 EUR stay "
            "open.");
  EXPECT_TRUE(std::ranges::count(d.evidence, Evidence{"missing", "8.10 EUR", 0, 0}));
}

TEST_F(Terms, WhatTheTextCallsADeductionIsNoDiscount) {
  add("0090000001", 20000);
  for (const char* why : {" abzgl. Bruchschaden", " less shortage", " menos devolucion", " -Bonus"})
    EXPECT_EQ(told(desk.pay(19000, std::string("RE 90000001") + why, kIbanOfA)),
              "applied reference.partial 0090000001=190.00 rest 0.00")
        << why;
  EXPECT_EQ(desk.pay(19000, "RE 90000001 abzgl. 5% Skonto", kIbanOfA).rule,
            "reference.over_discount");
}

TEST_F(Terms, OnlyTheItemsThatEarnItHaveADiscount) {
  add("0090000001", 20000);
  add("0090000002", 30000, {{30, ""}});
  EXPECT_EQ(told(desk.pay(49600, "90000001 90000002", kIbanOfA)),
            "applied reference.discount 0090000001=196.00+4.00 0090000002=300.00 rest 0.00");
}

TEST_F(Terms, TheDiscountMayBeTakenOnSomeOfTheItems) {
  add("0090000001", 20000);
  add("0090000002", 30000);
  EXPECT_EQ(told(desk.pay(49400, "90000001 90000002", kIbanOfA)),
            "applied reference.discount 0090000001=200.00 0090000002=294.00+6.00 rest 0.00");
}

TEST_F(Terms, AnItemThatWasPaidShortEarnsNoDiscountAnyMore) {
  const OpenItem item = add("0090000001", 20000);
  desk.book.post(desk.pay(10000, "90000001", kIbanOfA));
  EXPECT_EQ(told(desk.pay(9800, "90000001", kIbanOfA)),
            "applied reference.partial 0090000001=98.00 rest 0.00");
}

/// OCA/account-reconcile#169 and #170: what isn't explained is never written off.
TEST_F(Terms, ADifferenceThatNothingExplainsStaysOpenAndIsNeverWrittenOff) {
  add("0090000001", 20000, {{30, ""}});
  for (const std::int64_t missing : {1, 10, 45, 455, 1000, 19999}) {
    const Decision d = desk.pay(20000 - missing, "90000001", kIbanOfA);
    ASSERT_EQ(d.rule, "reference.partial") << missing;
    EXPECT_EQ(d.allocations.at(0).discount, cents(0)) << missing;
  }
}

TEST(Differences, AreAppliedOnlyToACustomerWhoIsConfirmed) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  EXPECT_EQ(desk.pay(1000, "90000001").status, Status::proposed);
  EXPECT_EQ(desk.pay(1500, "90000001").status, Status::proposed);
  Payment p = Desk::payment(1000, "90000001");
  p.counterparty_name = "BAECKEREI ALVAREZ GMBH";
  EXPECT_EQ(decide(p, desk.book).rule, "reference.partial");
  p.counterparty_name = "BOREAL FOODS S.A.";
  EXPECT_EQ(decide(p, desk.book).status, Status::proposed);
}

TEST(Differences, LeaveWhatIsPaidTooMuchOnTheAccount) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const Decision d = desk.pay(1500, "90000001", kIbanOfA);
  EXPECT_EQ(told(d), "applied reference.overpaid 0090000001=12.00 rest 3.00");
  EXPECT_EQ(d.customer, desk.a);
}

TEST(Differences, AreHeldWhenAnotherOpenItemExplainsThem) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 300);
  desk.add(desk.a, "0090000003", 900);
  EXPECT_EQ(desk.pay(1500, "90000001", kIbanOfA).status, Status::proposed);  // both
  EXPECT_EQ(desk.pay(900, "90000001", kIbanOfA).status, Status::proposed);   // or the third
  EXPECT_EQ(desk.pay(1000, "90000001", kIbanOfA).status, Status::applied);
}

TEST(Differences, AreHeldWhenTheTextNamesMoreOrIsCutOff) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  EXPECT_EQ(desk.pay(1500, "90000001 90000007", kIbanOfA).status, Status::proposed);
  EXPECT_EQ(desk.pay(1500, "90000001 AVIS 77", kIbanOfA).status, Status::proposed);
  const std::string full = "90000001 " + std::string(131, 'X');
  EXPECT_EQ(desk.pay(1500, full, kIbanOfA).status, Status::proposed);
}

TEST(Differences, OfSeveralItemsPaidShortAreAPersonsToPlace) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 300);
  const Decision d = desk.pay(1400, "90000001 90000002", kIbanOfA);
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_EQ(told(d.proposals.at(0)),
            "reference.partial 0090000001=12.00 0090000002=2.00 rest 0.00");
}

TEST(Differences, AreAPersonsWherePolicySaysSo) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  Policy careful;
  careful.post_partial = careful.post_overpaid = false;
  for (const std::int64_t minor : {1000, 1500})
    EXPECT_EQ(decide(Desk::payment(minor, "90000001", kIbanOfA), desk.book, careful).status,
              Status::proposed);
}

}  // namespace
}  // namespace saldo::cash
