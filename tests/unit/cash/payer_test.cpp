#include <gtest/gtest.h>

#include <algorithm>

#include "unit/cash/desk.hpp"

/// Payments that don't name what they pay.
namespace saldo::cash {
namespace {

TEST(PayerStage, AppliesToTheOnlyItemOfExactlyTheAmount) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 1300);
  for (const char* text :
       {"", "Danke", "Kd-Nr. 104711", "VIELEN DANK 06/2026", "BEST 4500012345"}) {
    const Decision d = desk.pay(1200, text, kIbanOfA);
    EXPECT_EQ(told(d), "applied payer.single_item 0090000001=12.00 rest 0.00") << text;
    EXPECT_EQ(d.customer, desk.a);
  }
}

TEST(PayerStage, TakesTheEndOfTheItemsNumberAsAgreement) {
  Desk desk;
  desk.add(desk.a, "0090012345", 1200);
  EXPECT_EQ(desk.pay(1200, "Invoice 12345 thank you", kIbanOfA).status, Status::applied);
  EXPECT_EQ(desk.pay(1200, "Invoice 12346 thank you", kIbanOfA).status, Status::proposed);
  EXPECT_EQ(desk.pay(1200, "Invoice 345", kIbanOfA).status, Status::proposed);
}

TEST(PayerStage, TakesTheEndOfANumberToChooseBetweenEqualItems) {
  Desk desk;
  for (const char* number : {"0090000669", "0090000670", "0090000671"})
    desk.add(desk.a, number, 1200);
  EXPECT_EQ(told(desk.pay(1200, "inv ...0670", kIbanOfA)),
            "applied reference.corrupted 0090000670=12.00 rest 0.00");
  EXPECT_EQ(desk.pay(1200, "inv ...0672", kIbanOfA).status, Status::proposed);
}

TEST(PayerStage, AppliesToAllOpenInvoicesOfOneMonth) {
  Desk desk;
  std::int64_t may = 0;
  for (int i = 1; i <= 7; ++i) {
    OpenItem item =
        Desk::make(desk.a, ("009000000" + std::to_string(i)).c_str(), 1000 + 37 * i * i);
    item.baseline_date = on("2026-05-03").plus_days(i);
    item.due_date = item.baseline_date.plus_days(i % 2 == 0 ? 30 : 45);
    may += item.open.minor;
    desk.book.add_item(item);
  }
  desk.add(desk.a, "0090000020", 777);
  OpenItem june = Desk::make(desk.a, "0090000021", 888);
  june.baseline_date = on("2026-06-01");
  desk.book.add_item(june);
  EXPECT_EQ(desk.pay(may + 777, "Sammelzahlung 05/2026", kIbanOfA).rule, "payer.month");
  EXPECT_EQ(desk.pay(may + 778, "Sammelzahlung 05/2026", kIbanOfA).status, Status::unapplied);
}

TEST(PayerStage, HoldsARoundSumOfRoundItemsThatNothingNames) {
  Desk desk;
  desk.add(desk.a, "0090000001", 25'000);
  desk.add(desk.a, "0090000002", 25'000);
  desk.add(desk.a, "0090000003", 12'345);
  EXPECT_EQ(told(desk.pay(50'000, "as agreed", kIbanOfA)), "proposed payer.subset rest 500.00");
  Desk all;
  all.add(all.a, "0090000001", 25'000);
  all.add(all.a, "0090000002", 25'000);
  EXPECT_EQ(told(all.pay(50'000, "", kIbanOfA)), "proposed payer.due_items rest 500.00");
  EXPECT_EQ(all.pay(50'000, "90000001 90000002", kIbanOfA).status, Status::applied);
}

TEST(PayerStage, ProposesWhenTheTextNamesSomethingElse) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 1300);
  for (const char* text : {"RE 90000002", "90000099", "INV90000099", "akonto", "payment on account",
                           "AVIS 0000012 VOM 05.06.2026", "Kunde 105822"}) {
    const Decision d = desk.pay(1200, text, kIbanOfA);
    EXPECT_EQ(d.status, Status::proposed) << text;
    EXPECT_FALSE(d.reason.empty());
    const bool offered = std::any_of(d.proposals.begin(), d.proposals.end(), [](const Proposal& p) {
      return told(p) == "payer.single_item 0090000001=12.00 rest 0.00" ||
             told(p) == "reference.corrupted 0090000001=12.00 rest 0.00";
    });
    EXPECT_TRUE(offered) << text;
  }
}

TEST(PayerStage, ProposesWhenTheTextNamesAnOrderThatWasBilledWithOtherItems) {
  Desk desk;
  const auto billed = [&](model::CustomerId customer, const char* number, std::int64_t minor,
                          std::int64_t open, const char* order) {
    OpenItem item = Desk::make(customer, number, minor);
    item.open = cents(open);
    desk.book.add_item(item, {order});
  };
  billed(desk.a, "0090000002", 700, 700, "4500012345");
  billed(desk.a, "0090000003", 1200, 0, "4500012346");
  desk.add(desk.a, "0090000001", 1200);
  billed(desk.b, "0090000004", 500, 500, "4500012347");
  for (const char* text : {"PO 4500012345", "4500012345", "PO 4500012346"}) {
    const Decision d = desk.pay(1200, text, kIbanOfA);
    EXPECT_EQ(told(d), "proposed payer.single_item rest 12.00") << text;
    EXPECT_EQ(told(d.proposals.at(0)), "payer.single_item 0090000001=12.00 rest 0.00") << text;
  }
  EXPECT_EQ(desk.pay(1200, "PO 4500012346", kIbanOfA).reason,
            "The text names the order '4500012346', which was billed with other items.");
  // Customers number their orders each for themselves.
  EXPECT_EQ(told(desk.pay(1200, "PO 4500012347", kIbanOfA)),
            "applied payer.single_item 0090000001=12.00 rest 0.00");
}

TEST(PayerStage, ProposesASumThatTheOrderInTheTextWasNotBilledWith) {
  Desk desk;
  OpenItem ordered = Desk::make(desk.a, "0090000009", 700);
  ordered.due_date = on("2027-05-31");
  desk.book.add_item(ordered, {"4500012345"});
  desk.add(desk.a, "0090000001", 1213);
  desk.add(desk.a, "0090000002", 3149);
  EXPECT_EQ(desk.pay(4362, "thank you", kIbanOfA).rule, "payer.due_items");
  EXPECT_EQ(desk.pay(4362, "thank you", kIbanOfA).status, Status::applied);
  EXPECT_EQ(desk.pay(4362, "PO 4500012345", kIbanOfA).status, Status::proposed);
}

TEST(PayerStage, ProposesEachOfSeveralEqualItems) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 1200);
  const Decision d = desk.pay(1200, "", kIbanOfA);
  EXPECT_EQ(told(d), "proposed payer.equal_items rest 12.00");
  EXPECT_EQ(d.proposals.size(), 2u);
  EXPECT_TRUE(d.runner_up);
}

TEST(PayerStage, ProposesWhenOtherItemsTogetherFitToo) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 700);
  desk.add(desk.a, "0090000003", 500);
  EXPECT_EQ(desk.pay(1200, "", kIbanOfA).status, Status::proposed);
}

TEST(PayerStage, ProposesWhenTheWholeBalanceFitsToo) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 500);
  desk.add(desk.a, "0090000003", 400);
  desk.add(desk.a, "0090000004", -900);
  EXPECT_EQ(desk.pay(1200, "", kIbanOfA).status, Status::proposed);
}

TEST(PayerStage, KeepsAPaymentThatFitsNothingOnTheAccount) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const Decision d = desk.pay(50000, "Akonto", kIbanOfA);
  EXPECT_EQ(told(d), "unapplied payer.unapplied rest 500.00");
  EXPECT_EQ(d.customer, desk.a);
}

TEST(PayerStage, LooksOnlyAtTheCompanyCodeThatWasPaid) {
  Desk desk;
  OpenItem i = Desk::make(desk.a, "0090000001", 1200);
  i.company_code = model::CompanyCode::parse("2000").value();
  desk.book.add_item(i);
  Payment p = Desk::payment(1200, "", kIbanOfA);
  p.company_code = model::CompanyCode::parse("1000").value();
  EXPECT_EQ(decide(p, desk.book).status, Status::unapplied);
}

TEST(PayerStage, NeverAppliesOnANameAlone) {
  Desk desk;
  desk.add(desk.c, "0090000001", 1200);
  Payment p = Desk::payment(1200, "");
  p.counterparty_name = "COBALTO RETAIL LDA.";
  const Decision d = decide(p, desk.book);
  EXPECT_EQ(told(d), "proposed payer.presumed rest 12.00");
  EXPECT_EQ(d.customer, desk.c);
  ASSERT_FALSE(d.proposals.empty());
  EXPECT_EQ(told(d.proposals[0]), "payer.single_item 0090000001=12.00 rest 0.00");
  p.amount = cents(777);
  EXPECT_EQ(told(decide(p, desk.book).proposals.at(0)), "payer.unapplied rest 7.77");
}

TEST(PayerStage, KnowsNamesThatTheBankCut) {
  Desk desk;
  Payment p = Desk::payment(777, "");
  p.counterparty_name = "BAECKEREI ALVAR";
  EXPECT_EQ(decide(p, desk.book).customer, desk.a);
}

TEST(PayerStage, KnowsTheCompanyBehindATradingName) {
  Desk desk;
  Payment p = Desk::payment(777, "");
  for (const char* name : {"Cobalto Retail Lda. T/A The Corner Shop", "COBALTO RETAIL DBA CORNER",
                           "The Corner Shop t/a Cobalto Retail", "Cobalto Retail c/o Treuhand"}) {
    p.counterparty_name = name;
    EXPECT_EQ(decide(p, desk.book).customer, desk.c) << name;
  }
  p.counterparty_name = "The Corner Shop T/A The Baker";
  EXPECT_EQ(decide(p, desk.book).customer, std::nullopt);
}

TEST(PayerStage, NeverAppliesOnACustomerNumberAlone) {
  Desk desk;
  desk.add(desk.c, "0090000001", 1200);
  const Decision d = desk.pay(1200, "Kd-Nr. 106933");
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_EQ(d.customer, desk.c);
}

TEST(PayerStage, ShowsOnlyCustomerNumbersThatLeadToACustomer) {
  Desk desk;
  const Decision d = desk.pay(1200, "Kd-Nr. 104711 Kunde 999999");
  const auto shown = [&](const char* value) {
    return std::ranges::count_if(d.evidence, [&](const Evidence& e) {
      return e.kind == "customer_number" && e.value == value;
    });
  };
  EXPECT_EQ(shown("104711"), 1);
  EXPECT_EQ(shown("999999"), 0);
}

TEST(PayerStage, DoesNotChooseBetweenCustomersOfOneAccount) {
  Desk desk;
  const auto d1 = desk.book.add_customer({"0000107000", "Delta Nord", {kIbanOfNobody}});
  desk.book.add_customer({"0000107001", "Delta Süd", {kIbanOfNobody}});
  desk.add(d1, "0090000001", 1200);
  const Decision d = desk.pay(1200, "");
  EXPECT_EQ(told(d), "proposed payer.ambiguous rest 12.00");
  EXPECT_EQ(told(d.proposals.at(0)), "payer.single_item 0090000001=12.00 rest 0.00");
  EXPECT_EQ(desk.pay(1200, "90000001").status, Status::applied);
}

TEST(PayerStage, PutsMoneyFromNowhereIntoSuspense) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const Decision d = desk.pay(1200, "UST ERSTATTUNG 06/2026 STNR 143/215/01234");
  EXPECT_EQ(told(d), "suspense payer.unknown rest 12.00");
  EXPECT_FALSE(d.customer);
}

TEST(PayerStage, DoesNotTrustAnIbanWhoseCheckDigitsAreWrong) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  EXPECT_EQ(desk.pay(1200, "", "DE88370400440532013000").status, Status::suspense);
  EXPECT_EQ(desk.pay(1200, "", "de89 3704 0044 0532 0130 00").status, Status::applied);
}

}  // namespace
}  // namespace saldo::cash
