#include <gtest/gtest.h>

#include "unit/cash/desk.hpp"

/// Payments that a naive rule would apply wrongly.
namespace saldo::cash {
namespace {

TEST(Contradiction, HoldsAReferenceThatIsPaidFromAnothersAccount) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const Decision d = desk.pay(1200, "RE 90000001", kIbanOfB);
  EXPECT_EQ(told(d), "proposed reference.exact rest 12.00");
  EXPECT_EQ(d.customer, desk.a);
  ASSERT_EQ(d.proposals.size(), 1u);
  EXPECT_EQ(told(d.proposals[0]), "reference.exact 0090000001=12.00 rest 0.00");
  EXPECT_NE(d.reason.find("another customer"), std::string::npos);
  EXPECT_EQ(desk.pay(1200, "RE 90000001", kIbanOfA).status, Status::applied);
}

TEST(Contradiction, HoldsAnotherCustomersNumber) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  EXPECT_EQ(desk.pay(1200, "Kd-Nr. 105822 RE 90000001", kIbanOfA).status, Status::proposed);
  EXPECT_EQ(desk.pay(1200, "Kd-Nr. 104711 RE 90000001", kIbanOfA).status, Status::applied);
}

TEST(Contradiction, HoldsItemsOfSeveralCustomers) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.b, "0090000002", 300);
  const Decision d = desk.pay(1500, "90000001 90000002");
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_EQ(d.proposals.size(), 2u);
}

TEST(Contradiction, HoldsItemsOfAnotherCompanyCode) {
  Desk desk;
  OpenItem i = Desk::make(desk.a, "0090000001", 1200);
  i.company_code = model::CompanyCode::parse("2000").value();
  desk.book.add_item(i);
  Payment p = Desk::payment(1200, "90000001", kIbanOfA);
  p.company_code = model::CompanyCode::parse("1000").value();
  EXPECT_EQ(decide(p, desk.book).status, Status::proposed);
  p.company_code = i.company_code;
  EXPECT_EQ(decide(p, desk.book).status, Status::applied);
}

TEST(Contradiction, HoldsItemsInAnotherCurrency) {
  Desk desk;
  OpenItem i = Desk::make(desk.a, "0090000001", 1200);
  i.amount = i.open = {1200, Currency::parse("GBP")};
  desk.book.add_item(i);
  const Decision d = desk.pay(1200, "90000001", kIbanOfA);
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_EQ(d.reason,
            "Item 0090000001 is in GBP, the payment in EUR; neither the message nor the configured "
            "rates of 2026-06-02 say what 1 EUR is in GBP.");
}

TEST(Duplicate, StaysOnTheAccountAndSaysSo) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const Decision first = desk.pay(1200, "RE 90000001", kIbanOfA);
  ASSERT_EQ(first.status, Status::applied);
  desk.book.post(first);
  const Decision second = desk.pay(1200, "RE 90000001", kIbanOfA);
  EXPECT_EQ(told(second), "unapplied reference.duplicate rest 12.00");
  EXPECT_EQ(second.customer, desk.a);
  EXPECT_EQ(second.reason.substr(0, 17), "DUPLICATE_SUSPECT");
}

TEST(Duplicate, IsNotAppliedToAnotherItemOfTheSameAmount) {
  Desk desk;
  desk.add_cleared(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 1200);
  const Decision d = desk.pay(1200, "RE 90000001", kIbanOfA);
  EXPECT_EQ(d.status, Status::unapplied);
  ASSERT_EQ(d.proposals.size(), 1u);
  EXPECT_EQ(told(d.proposals[0]), "payer.single_item 0090000002=12.00 rest 0.00");
}

TEST(Duplicate, OfAReferenceIsFoundToo) {
  Desk desk;
  desk.add_cleared(desk.a, "0090000001", 1200);
  const std::string rf = model::CreditorReference::make("90000001")->text();
  EXPECT_EQ(desk.pay(1200, rf).rule, "reference.duplicate");
  EXPECT_EQ(desk.pay(1300, rf).rule, "reference.cleared");
}

TEST(Duplicate, FromAnothersAccountIsNobodysYet) {
  Desk desk;
  desk.add_cleared(desk.a, "0090000001", 1200);
  EXPECT_EQ(told(desk.pay(1200, "90000001", kIbanOfB)), "proposed reference.duplicate rest 12.00");
}

TEST(Duplicate, IsSuspectedWhenOnlySomeOfTheItemsAreOpen) {
  Desk desk;
  desk.add_cleared(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 300);
  EXPECT_EQ(desk.pay(300, "90000001 90000002", kIbanOfA).status, Status::proposed);
}

TEST(Slip, IsHeldWhenItHitsAnothersItemOfTheSameAmount) {
  Desk desk;
  desk.add(desk.a, "0090000012", 1200);
  desk.add(desk.c, "0090000021", 1200);
  // Meant was …12, written …21; nobody knows who pays.
  const Decision d = desk.pay(1200, "RE 90000021");
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_NE(d.reason.find("0090000012"), std::string::npos);
  // C's own account or name settles it.
  Payment named = Desk::payment(1200, "RE 90000021");
  named.counterparty_name = "COBALTO RETAIL LDA";
  EXPECT_EQ(decide(named, desk.book).status, Status::applied);
}

TEST(Slip, IsHeldWhenThePayersNameIsThatOfADebtorOfTheSameAmount) {
  Desk desk;
  desk.add(desk.a, "0090000777", 1200);
  desk.add(desk.c, "0090000012", 1200);
  Payment p = Desk::payment(1200, "RE 90000777");
  p.counterparty_name = "COBALTO RETAIL LDA";
  EXPECT_EQ(decide(p, desk.book).status, Status::proposed);
  p.counterparty_name = "BOREAL FOODS S.A.";  // owes nothing of this amount: pays for another
  EXPECT_EQ(decide(p, desk.book).status, Status::applied);
}

TEST(Slip, IsSettledOnlyWhereThePayerIsKnown) {
  Desk desk;
  desk.add(desk.a, "0090000012", 1200);
  desk.add(desk.b, "0090009999", 7700);  // newer numbers have been given out
  for (const char* text : {"RE 90000021", "RE 90000013", "RE 9000012", "RE 900000012"}) {
    const Decision d = desk.pay(1200, text, kIbanOfA);
    EXPECT_EQ(told(d), "applied reference.corrupted 0090000012=12.00 rest 0.00") << text;
    EXPECT_EQ(d.evidence.front().kind, "corrupted_number") << text;
    const Decision unknown = desk.pay(1200, text);
    EXPECT_EQ(unknown.status, Status::proposed) << text;
    EXPECT_EQ(told(unknown.proposals.at(0)), "reference.corrupted 0090000012=12.00 rest 0.00");
  }
}

TEST(Slip, IsNoneWhereTheNumberMayBeOfAnInvoiceToCome) {
  Desk desk;
  desk.add(desk.a, "0090000012", 1200);
  const Decision d = desk.pay(1200, "RE 90000013", kIbanOfA);
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_EQ(told(d.proposals.at(0)), "reference.corrupted 0090000012=12.00 rest 0.00");
}

TEST(Slip, OfTwoDigitsNeedsThemSideBySide) {
  Desk desk;
  desk.add(desk.a, "0090001234", 1200);
  desk.add(desk.b, "0090009999", 7700);
  EXPECT_EQ(desk.pay(1200, "RE 90002734", kIbanOfA).rule, "reference.corrupted");  // 12 as 27
  EXPECT_EQ(desk.pay(1200, "RE 90007239", kIbanOfA).status, Status::proposed);
}

TEST(Slip, ThatHitsAnItemSettledBeforeStillMeansTheOpenOneOfTheAmount) {
  Desk desk;
  desk.add_cleared(desk.b, "0090000021", 555);
  desk.add(desk.a, "0090000012", 1200);
  EXPECT_EQ(told(desk.pay(1200, "RE 90000021", kIbanOfA)),
            "applied reference.corrupted 0090000012=12.00 rest 0.00");
}

TEST(Numbers, ThatMeanSomethingElseAreNoEvidence) {
  Desk desk;
  OpenItem i = Desk::make(desk.a, "0045000017", 1200);
  desk.book.add_item(i);
  i = Desk::make(desk.b, "0090000001", 88);
  desk.book.add_item(i, {"45000017"});
  EXPECT_EQ(desk.pay(1200, "BEST 45000017").status, Status::suspense);
  EXPECT_EQ(desk.pay(1200, "45000017").status, Status::suspense);  // an order's number, too
  EXPECT_EQ(desk.pay(1200, "Tel. 45000017").status, Status::suspense);
  EXPECT_EQ(desk.pay(1200, "KTO 45000017").status, Status::suspense);
  EXPECT_EQ(desk.pay(1200, "RE 45000017").status, Status::applied);
}

TEST(Numbers, ThatAreOurCustomersAreNoEvidence) {
  Desk desk;
  desk.add(desk.b, "0000104711", 1200);  // the number of customer A
  EXPECT_NE(desk.pay(1200, "104711").status, Status::applied);
  EXPECT_NE(desk.pay(1200, "Kundennr. 104711").status, Status::applied);
  EXPECT_EQ(desk.pay(1200, "Rechnung 104711").status, Status::applied);
}

TEST(Numbers, ThatAreAmountsDatesOrAccountsAreNoEvidence) {
  Desk desk;
  desk.add(desk.a, "0000120000", 12000000);
  EXPECT_EQ(desk.pay(12000000, "120000").status, Status::suspense);
  EXPECT_EQ(desk.pay(12000000, "EUR 120000").status, Status::suspense);
  EXPECT_EQ(desk.pay(12000000, "120.000,00").status, Status::suspense);
  desk.add(desk.a, "0000010626", 500);
  EXPECT_EQ(desk.pay(500, "vom 010626").status, Status::suspense);
  EXPECT_EQ(desk.pay(500, "01.06.26").status, Status::suspense);
  desk.add(desk.a, "0037040044", 700);
  EXPECT_EQ(desk.pay(700, "DE89 3704 0044 0532 0130 00").status, Status::suspense);
  EXPECT_EQ(desk.pay(700, "37040044", kIbanOfA).rule, "payer.single_item");
}

TEST(Numbers, ThatCouldBeDatesNeedAPayerWhoIsKnown) {
  Desk desk;
  desk.add(desk.a, "20260115", 1200);
  EXPECT_EQ(desk.pay(1200, "20260115", kIbanOfA).status, Status::applied);
  EXPECT_EQ(desk.pay(1200, "20260115").status, Status::proposed);
}

TEST(Numbers, ThatAreShortAreNoEvidence) {
  Desk desk;
  desk.add(desk.a, "1234", 1200);
  EXPECT_EQ(desk.pay(1200, "RE 1234").status, Status::suspense);
  Policy short_numbers;
  short_numbers.min_digits = 4;
  EXPECT_EQ(decide(Desk::payment(1200, "RE 1234"), desk.book, short_numbers).status,
            Status::applied);
  desk.add(desk.a, "K77", 900);
  EXPECT_EQ(desk.pay(900, "K77").status, Status::applied);
}

TEST(Numbers, OfSeveralOpenItemsDecideNothing) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000001", 1200);  // of another year
  EXPECT_EQ(desk.pay(1200, "90000001", kIbanOfA).status, Status::proposed);
}

TEST(Numbers, OfAnOlderYearThatAreClearedDoNotHide) {
  Desk desk;
  desk.add_cleared(desk.b, "0090000001", 5555);
  desk.add(desk.a, "0090000001", 1200);
  EXPECT_EQ(told(desk.pay(1200, "90000001", kIbanOfA)),
            "applied reference.exact 0090000001=12.00 rest 0.00");
}

TEST(Kinds, OfMoneyThatCustomersDoNotPay) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  EXPECT_EQ(told(desk.pay(-1200, "90000001", kIbanOfA)), "not_ar technical.money_out rest 0.00");
  EXPECT_EQ(told(desk.pay(0, "90000001", kIbanOfA)), "not_ar technical.no_money rest 0.00");
  Payment returned = Desk::payment(-1200, "90000001", kIbanOfA);
  returned.returned = true;
  EXPECT_EQ(told(decide(returned, desk.book)), "suspense technical.return rest -12.00");
}

}  // namespace
}  // namespace saldo::cash
