#include <gtest/gtest.h>

#include "unit/cash/desk.hpp"

/// Payments whose advice travels apart from the money (RULES §2.2, stages 3 and 7).
namespace saldo::cash {
namespace {

class Advised : public testing::Test {
 protected:
  void SetUp() override {
    desk.add(desk.a, "0090000001", 1200);
    desk.add(desk.a, "0090000002", 700);
    desk.add(desk.a, "0090000003", -300);
  }
  static Advice::Line line(const char* document, std::int64_t minor, std::int64_t discount = 0,
                           std::int64_t deduction = 0) {
    return {document, cents(minor), cents(discount), cents(deduction),
            deduction != 0 ? "damage" : ""};
  }
  Advice advise(std::vector<Advice::Line> lines, std::int64_t total,
                const char* number = "0000077") {
    Advice a;
    a.number = number;
    a.customers = {desk.a};
    a.payment_date = on("2026-06-01");
    a.total = cents(total);
    a.lines = std::move(lines);
    return desk.book.add_advice(a);
  }
  Desk desk;
};

TEST_F(Advised, ThePaymentNamesItsAdvice) {
  const Advice advice = advise({line("90000001", 1200), line("90000003", -300)}, 900);
  const Decision d = desk.pay(900, "AVIS 0000077 VOM 01.06.2026");
  EXPECT_EQ(told(d), "applied advice.exact 0090000001=12.00 0090000003=-3.00 rest 0.00");
  EXPECT_EQ(d.advice, advice.id);
  EXPECT_EQ(d.customer, desk.a);
  EXPECT_EQ(d.evidence.front(), (Evidence{"advice", "0000077", 0, 0}));
}

TEST_F(Advised, AnAdviceThatIsNamedTwiceIsOne) {
  advise({line("90000001", 1200)}, 1200);
  EXPECT_EQ(told(desk.pay(1200, "AVIS 77, siehe Zahlungsavis Nr. 0000077")),
            "applied advice.exact 0090000001=12.00 rest 0.00");
}

TEST_F(Advised, ThePayerAndTheAmountFindIt) {
  advise({line("90000001", 1200), line("90000002", 700)}, 1900);
  EXPECT_EQ(desk.pay(1900, "", kIbanOfA).rule, "advice.exact");
  EXPECT_EQ(desk.pay(1900, "").status, Status::suspense);  // nobody knows who paid
  Payment late = Desk::payment(1900, "akonto", kIbanOfA);
  late.value_date = on("2026-06-20");
  EXPECT_NE(decide(late, desk.book).rule, "advice.exact");
}

TEST_F(Advised, APaymentWaitsForTheAdviceThatItNames) {
  EXPECT_EQ(desk.pay(1200, "AVIS 77", kIbanOfA).status, Status::proposed);
  advise({line("90000001", 1200)}, 1200);
  EXPECT_EQ(desk.pay(1200, "AVIS 77", kIbanOfA).rule, "advice.exact");
}

TEST_F(Advised, AnAdviceServesOnePaymentOnly) {
  advise({line("90000001", 1200)}, 1200);
  desk.book.post(desk.pay(1200, "AVIS 77", kIbanOfA));
  EXPECT_NE(desk.pay(1200, "AVIS 77", kIbanOfA).status, Status::applied);
}

TEST_F(Advised, ADeductionStaysOpen) {
  advise({line("90000001", 1000, 0, 200)}, 1000);
  const Decision d = desk.pay(1000, "AVIS 77", kIbanOfA);
  EXPECT_EQ(told(d), "applied advice.deduction 0090000001=10.00 rest 0.00");
  EXPECT_TRUE(std::any_of(d.evidence.begin(), d.evidence.end(), [](const Evidence& e) {
    return e.kind == "deduction_reason" && e.value == "damage";
  }));
}

TEST_F(Advised, TheCustomersDeductionCodeIsTranslatedIntoOurs) {
  advise({line("90000001", 1000, 0, 200)}, 1000);
  Policy policy;
  policy.deduction_reasons = {{"damage", "GOODS_DAMAGED"}};
  const Decision d = decide(Desk::payment(1000, "AVIS 77", kIbanOfA), desk.book, policy);
  EXPECT_TRUE(std::any_of(d.evidence.begin(), d.evidence.end(), [](const Evidence& e) {
    return e.kind == "deduction_code" && e.value == "GOODS_DAMAGED";
  }));
}

TEST_F(Advised, BilledAmountsAreReadLessWhatIsDeducted) {
  advise({line("90000001", 1200, 0, 200)}, 1000);
  EXPECT_EQ(told(desk.pay(1000, "AVIS 77", kIbanOfA)),
            "applied advice.deduction 0090000001=10.00 rest 0.00");
}

TEST_F(Advised, ADiscountIsGrantedOnlyWhereTheTermsDo) {
  OpenItem i = Desk::make(desk.a, "0090000010", 20000);
  i.baseline_date = on("2026-05-25");
  i.terms = model::PaymentTerms::from({{10, "2"}, {30, ""}}).value();
  desk.book.add_item(i);
  advise({line("90000010", 19600, 400)}, 19600);
  EXPECT_EQ(told(desk.pay(19600, "AVIS 77", kIbanOfA)),
            "applied advice.discount 0090000010=196.00+4.00 rest 0.00");
  Payment late = Desk::payment(19600, "AVIS 77", kIbanOfA);
  late.value_date = on("2026-06-05");
  EXPECT_EQ(told(decide(late, desk.book)), "applied advice.deduction 0090000010=196.00 rest 0.00");
}

TEST_F(Advised, LinesThatDoNotComeToThePaymentProveNothing) {
  advise({line("90000001", 1200), line("90000002", 600)}, 1900);
  EXPECT_EQ(desk.pay(1900, "AVIS 77", kIbanOfA).status, Status::proposed);
}

TEST_F(Advised, DocumentsThatAreNotOpenProveNothing) {
  advise({line("90000001", 1200), line("90000099", 700)}, 1900);
  const Decision d = desk.pay(1900, "AVIS 77", kIbanOfA);
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_NE(d.reason.find("90000099"), std::string::npos);
}

TEST_F(Advised, MoreThanIsOpenProvesNothing) {
  advise({line("90000001", 1900)}, 1900);
  EXPECT_EQ(desk.pay(1900, "AVIS 77", kIbanOfA).status, Status::proposed);
}

TEST_F(Advised, AnotherCustomersAccountContradicts) {
  advise({line("90000001", 1200)}, 1200);
  EXPECT_EQ(desk.pay(1200, "AVIS 77", kIbanOfB).status, Status::proposed);
  EXPECT_EQ(desk.pay(1200, "AVIS 77 i.A. Bäckerei Alvarez GmbH", kIbanOfB).status, Status::applied);
}

TEST_F(Advised, WhoeverBearsAnotherCustomersNameMayMeanAnAdviceOfItsOwn) {
  advise({line("90000001", 1200)}, 1200);
  Payment p = Desk::payment(1200, "AVIS 77");
  p.counterparty_name = "Cobalto Retail Lda.";
  const Decision d = decide(p, desk.book);
  EXPECT_EQ(d.status, Status::proposed) << told(d);
  EXPECT_EQ(d.reason, "The payer bears another customer's name.");
  p.remittance = {"AVIS 77 i.A. Bäckerei Alvarez GmbH"};
  EXPECT_EQ(decide(p, desk.book).status, Status::applied);
}

TEST_F(Advised, APaymentThatNamesAnItemIsNotThatOfAnAdviceItDoesNotMention) {
  desk.add(desk.a, "0090000009", 1200);
  advise({line("90000001", 1200)}, 1200);
  EXPECT_EQ(told(desk.pay(1200, "RE 90000009", kIbanOfA)),
            "applied reference.exact 0090000009=12.00 rest 0.00");
  EXPECT_NE(desk.pay(1200, "RE 90000055", kIbanOfA).rule, "advice.exact");
}

TEST_F(Advised, TwoAdvicesOfOneTotalDecideNothing) {
  advise({line("90000001", 1200)}, 1200, "1");
  advise({line("90000002", 700)}, 1200, "2");
  EXPECT_NE(desk.pay(1200, "", kIbanOfA).rule, "advice.exact");
}

}  // namespace
}  // namespace saldo::cash
