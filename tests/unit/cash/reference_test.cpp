#include <gtest/gtest.h>

#include "unit/cash/desk.hpp"

/// Payments that name what they pay.
namespace saldo::cash {
namespace {

TEST(CreditorReferenceStage, AppliesWhatTheReferenceNames) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  Payment p = Desk::payment(1200, "", kIbanOfA);
  p.creditor_reference = model::CreditorReference::make("90000001")->text();
  const Decision d = decide(p, desk.book);
  EXPECT_EQ(told(d), "applied reference.creditor 0090000001=12.00 rest 0.00");
  EXPECT_EQ(d.customer, desk.a);
  EXPECT_EQ(d.evidence.front().kind, "creditor_reference");
  p.counterparty_iban = kIbanOfNobody;
  EXPECT_EQ(decide(p, desk.book).status, Status::applied);
}

TEST(CreditorReferenceStage, ReadsTheReferenceInTheText) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const std::string rf = model::CreditorReference::make("90000001")->text();
  EXPECT_EQ(told(desk.pay(1200, "Zahlung " + rf)),
            "applied reference.creditor 0090000001=12.00 rest 0.00");
  const std::string printed = rf.substr(0, 4) + ' ' + rf.substr(4, 4) + ' ' + rf.substr(8);
  const Decision d = desk.pay(1200, "Zahlung " + printed + " danke");
  EXPECT_EQ(told(d), "applied reference.creditor 0090000001=12.00 rest 0.00");
  EXPECT_EQ(d.evidence.front().value, printed);
  EXPECT_EQ(d.evidence.front().begin, 8u);
}

TEST(CreditorReferenceStage, TakesARegisteredReference) {
  Desk desk;
  const auto item = desk.add(desk.a, "0090000001", 1200);
  const std::string rf = model::CreditorReference::make("CONTRACT77")->text();
  desk.book.register_reference(rf, item.id);
  EXPECT_EQ(desk.pay(1200, rf).status, Status::applied);
  desk.book.register_reference("210000000003139471430009017", item.id);
  Payment p = Desk::payment(1200, "");
  p.creditor_reference = "21 00000 00003 13947 14300 09017";
  EXPECT_EQ(told(decide(p, desk.book)), "applied reference.creditor 0090000001=12.00 rest 0.00");
}

TEST(CreditorReferenceStage, DoesNotCountWithWrongCheckDigits) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  Payment p = Desk::payment(1200, "", kIbanOfA);
  std::string rf = model::CreditorReference::make("90000001")->text();
  rf[3] = rf[3] == '9' ? '8' : static_cast<char>(rf[3] + 1);
  p.creditor_reference = rf;
  const Decision d = decide(p, desk.book);
  EXPECT_EQ(d.status, Status::proposed);  // the amount alone would have been applied
  EXPECT_NE(d.reason.find(rf), std::string::npos);
}

TEST(CreditorReferenceStage, HoldsAReferenceThatIsNotInTheBook) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const std::string rf = model::CreditorReference::make("90000009")->text();
  EXPECT_EQ(desk.pay(1200, rf, kIbanOfA).status, Status::proposed);
}

TEST(NumberStage, FindsTheNumberHoweverItIsWritten) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  for (const char* text :
       {"0090000001", "90000001", "RE 90000001", "Rg.-Nr. 90000001", "INV90000001", "Fra. 90000001",
        "FT 90000001", "/INV/90000001", "inv90000001", "Invoice 90000001 01.05.2026", "9000 0001",
        "SVWZ+RE 9000 0001 VOM 010526", "re:90000001/danke", "FT90000001", "RE-90000001",
        "Nº 90000001", "90.000.001"})
    EXPECT_EQ(told(desk.pay(1200, text)), "applied reference.exact 0090000001=12.00 rest 0.00")
        << text;
}

TEST(NumberStage, FindsNumbersWithLetters) {
  Desk desk;
  desk.add(desk.a, "RE-2026/0012", 1200);
  for (const char* text : {"RE-2026/0012", "re20260012", "RE 2026 0012", "RE 20260012",
                           "INVRE2026-0012", "INVRE2026 0012", "invoiceRE20260012"})
    EXPECT_EQ(desk.pay(1200, text).status, Status::applied) << text;
}

TEST(NumberStage, ReadsANumberThatTheBankWrapped) {
  Desk desk;
  desk.add(desk.a, "FV/0017/04/2026", 1200);
  for (const char* text : {"FV/0017/04/ 2026", "FV/0017 /04/2026", "F V/0017/04/2026",
                           "FV/0017/0 4/2026", "faktura FV/0017/04/20 26"})
    EXPECT_EQ(told(desk.pay(1200, text)), "applied reference.exact FV/0017/04/2026=12.00 rest 0.00")
        << text;
}

TEST(NumberStage, ReadsANumberWithoutTheLettersThatItBeginsWith) {
  Desk desk;
  desk.add(desk.a, "FV/0017/04/2026", 1200);
  desk.add(desk.b, "FV/0018/04/2026", 1300);
  EXPECT_EQ(told(desk.pay(1200, "faktura 0017/04/2026")),
            "applied reference.exact FV/0017/04/2026=12.00 rest 0.00");
  desk.add(desk.c, "FK/0017/04/2026", 1200);
  EXPECT_NE(desk.pay(1200, "faktura 0017/04/2026").status, Status::applied)
      << "two items end with it";
}

struct PayersReference {
  std::string Payment::*field;
  const char* kind;
};
class NumberStageTakes : public testing::TestWithParam<PayersReference> {};

TEST_P(NumberStageTakes, ThePayersReferenceWhereNothingElseIsSaid) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 1200);
  Payment p = Desk::payment(1200, "thank you", kIbanOfNobody);
  p.counterparty_name = "Bäckerei Alvarez GmbH";
  p.*GetParam().field = "0090000001";
  const Decision d = decide(p, desk.book);
  EXPECT_EQ(told(d), "applied reference.exact 0090000001=12.00 rest 0.00");
  EXPECT_EQ(d.evidence.front().kind, GetParam().kind);
  p.remittance = {"90000002"};
  EXPECT_EQ(told(decide(p, desk.book)), "applied reference.exact 0090000002=12.00 rest 0.00");
  p.remittance = {};
  p.amount = cents(1199);
  EXPECT_NE(decide(p, desk.book).status, Status::applied) << "it may be a number of the payer's";
}
INSTANTIATE_TEST_SUITE_P(EndToEndId, NumberStageTakes,
                         testing::Values(PayersReference{&Payment::end_to_end_id,
                                                         "end_to_end_id"}));
INSTANTIATE_TEST_SUITE_P(OfBanksThatGiveItAsTheCustomers, NumberStageTakes,
                         testing::Values(PayersReference{&Payment::instruction_id,
                                                         "customer_reference"}));

TEST(NumberStage, ReadsLettersThatLookLikeDigits) {
  Desk desk;
  desk.add(desk.a, "RE-2026/0012", 1200);
  desk.add(desk.b, "0090000001", 1200);
  const Decision d = desk.pay(1200, "RE-2O26/OO12");
  EXPECT_EQ(told(d), "applied reference.exact RE-2026/0012=12.00 rest 0.00");
  EXPECT_EQ(d.evidence.front(), (Evidence{"invoice_number", "RE-2O26/OO12", 0, 12}));
  EXPECT_EQ(told(desk.pay(1200, "9OOOOOO1")), "suspense payer.unknown rest 12.00")
      << "more of it looks alike than agrees";
  EXPECT_EQ(told(desk.pay(1200, "90000O0l")), "applied reference.exact 0090000001=12.00 rest 0.00");
}

TEST(NumberStage, ReadsANumberThatIsSplitOverTwoLines) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  Payment p = Desk::payment(1200, "");
  p.remittance = {"Rechnung 9000", "0001"};
  const Decision d = decide(p, desk.book);
  EXPECT_EQ(d.status, Status::applied);
  EXPECT_EQ(d.evidence.front(), (Evidence{"invoice_number", "9000 0001", 9, 18}));
}

TEST(NumberStage, AppliesListsWhoseSumIsExact) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 300);
  desk.add(desk.a, "0090000003", 5);
  for (const char* text :
       {"90000001, 90000002", "90000001 90000002", "90000001+90000002", "90000001/90000002",
        "RE 90000001;90000002", "Rechnungen 90000001 und 90000002", "90000001 90000002 90000001"})
    EXPECT_EQ(told(desk.pay(1500, text)),
              "applied reference.exact 0090000001=12.00 0090000002=3.00 rest 0.00")
        << text;
}

TEST(NumberStage, CountsCreditMemosThatAreNamed) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", -300);
  EXPECT_EQ(told(desk.pay(900, "90000001 90000002")),
            "applied reference.exact 0090000001=12.00 0090000002=-3.00 rest 0.00");
  EXPECT_EQ(desk.pay(1500, "90000001 90000002").status, Status::proposed);
}

TEST(NumberStage, CompletesShortForms) {
  Desk desk;
  desk.add(desk.a, "0090009998", 1200);
  desk.add(desk.a, "0090009999", 300);
  desk.add(desk.a, "0090010003", 50);
  EXPECT_EQ(desk.pay(1500, "RE 90009998 + 9999").status, Status::applied);
  EXPECT_EQ(desk.pay(1500, "90009998/99").status, Status::applied);
  EXPECT_EQ(told(desk.pay(1550, "RE 90009998 + 9999 + 0003")),
            "applied reference.exact 0090009998=12.00 0090009999=3.00 0090010003=0.50 rest 0.00");
}

TEST(NumberStage, HoldsAListWithAShortFormThatLeadsNowhere) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 300);
  EXPECT_EQ(desk.pay(1500, "RE 90000001 + 0002").status, Status::applied);
  EXPECT_EQ(desk.pay(1500, "RE 90000001 + 0002 + 0007").status, Status::proposed);
}

TEST(NumberStage, ExpandsRangesToTheCustomersOwnItems) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.b, "0090000002", 7777);
  desk.add(desk.a, "0090000003", 300);
  desk.add(desk.a, "0090000004", 50);
  EXPECT_EQ(told(desk.pay(1550, "90000001-90000004")),
            "applied reference.exact 0090000001=12.00 0090000004=0.50 0090000003=3.00 rest 0.00");
  EXPECT_EQ(desk.pay(1550, "90000001-04").status, Status::applied);
}

TEST(NumberStage, IgnoresAShortFormThatTheSumDoesNotNeed) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  EXPECT_EQ(desk.pay(1200, "90000001/26").status, Status::applied);
}

TEST(NumberStage, TakesNumbersOfStructuredDocuments) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  Payment p = Desk::payment(1200, "");
  p.remitted_documents = {"90000001"};
  EXPECT_EQ(told(decide(p, desk.book)), "applied reference.exact 0090000001=12.00 rest 0.00");
  p.remitted_documents = {"90000009"};
  p.counterparty_iban = kIbanOfA;
  EXPECT_EQ(decide(p, desk.book).status, Status::proposed);
}

TEST(NumberStage, PointsAtItsEvidence) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const Decision d = desk.pay(1200, "RE 90000001", kIbanOfA);
  EXPECT_EQ(d.evidence[0], (Evidence{"invoice_number", "90000001", 3, 11}));
  EXPECT_EQ(d.evidence[1].kind, "payer_iban");
  EXPECT_EQ(d.evidence[2], (Evidence{"amount", "12.00 EUR", 0, 0}));
}

TEST(NumberStage, NamesTheItemThatTheAmountWouldAlsoFit) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 1200);
  const Decision d = desk.pay(1200, "90000002", kIbanOfA);
  EXPECT_EQ(told(d), "applied reference.exact 0090000002=12.00 rest 0.00");
  ASSERT_TRUE(d.runner_up);
  EXPECT_EQ(told(*d.runner_up), "payer.single_item 0090000001=12.00 rest 0.00");
}

}  // namespace
}  // namespace saldo::cash
