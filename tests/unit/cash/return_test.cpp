#include <gtest/gtest.h>

#include "unit/cash/desk.hpp"

namespace saldo::cash {
namespace {

/// A's direct debit of 120.00 that settled invoice 0090000001, and its return.
class Returns : public testing::Test {
 protected:
  void SetUp() override {
    invoice = desk.add_cleared(desk.a, "0090000001", 12'000);
    debit.id = model::TransactionId{700};
    debit.amount = cents(12'000);
    debit.booking_date = on("2026-05-20");
    debit.decided = true;
    debit.customer = desk.a;
    debit.end_to_end_id = "COLL-2026-05-0001";
    debit.instruction_id = "INS-1";
    debit.shares = {{.allocation = 31,
                     .item = invoice.id,
                     .number = invoice.number,
                     .paid = cents(12'000),
                     .discount = cents(0),
                     .write_off = cents(0),
                     .cash = cents(12'000)}};
  }
  static Payment taken_back(std::int64_t minor, const std::string& end_to_end_id = {},
                            const std::string& mandate = {}) {
    Payment p = Desk::payment(-minor, "RETURN", "");
    p.returned = true;
    p.end_to_end_id = end_to_end_id;
    p.mandate_id = mandate;
    return p;
  }
  Decision decide(const Payment& p, const Policy& policy = {}) {
    return cash::decide(p, desk.book, policy);
  }
  Desk desk;
  OpenItem invoice;
  PastPayment debit;
};

TEST_F(Returns, OurEndToEndIdNamesThePaymentThatIsTakenBack) {
  desk.book.add_past_payment(debit, "M-1");
  const Decision d = decide(taken_back(12'000, "COLL-2026-05-0001"));
  EXPECT_EQ(told(d), "returned return.end_to_end_id rest 0.00");
  ASSERT_TRUE(d.takes_back);
  EXPECT_EQ(d.takes_back->id, debit.id);
  EXPECT_EQ(d.customer, desk.a);
}

TEST_F(Returns, TheFeeStandsApartWhereTheMessageTellsTheOriginalAmount) {
  // hbci4java#103: the returned amount hides in InstdAmt, the entry includes the bank's fee.
  desk.book.add_past_payment(debit, "M-1");
  Payment p = taken_back(12'350, "COLL-2026-05-0001");
  EXPECT_EQ(decide(p).status, Status::suspense) << "nothing explains the 3.50";
  p.instructed = cents(12'000);
  const Decision d = decide(p);
  EXPECT_EQ(told(d), "returned return.end_to_end_id rest -3.50");
  EXPECT_EQ(d.evidence.back(), (Evidence{"return_fee", "3.50 EUR", 0, 0}));
}

TEST_F(Returns, ChargesOrPolicyExplainAFeeAsWell) {
  desk.book.add_past_payment(debit, "M-1");
  Payment p = taken_back(12'350, "COLL-2026-05-0001");
  p.charges = {cents(350)};
  EXPECT_EQ(decide(p).status, Status::returned);
  p.charges.clear();
  Policy policy;
  policy.return_fee_max = 500;
  EXPECT_EQ(decide(p, policy).status, Status::returned);
}

TEST_F(Returns, TheMandateAndOurReferenceNameOneOfManyDebits) {
  PastPayment earlier = debit;
  earlier.id = model::TransactionId{600};
  earlier.instruction_id = "INS-0";
  earlier.booking_date = on("2026-04-20");
  desk.book.add_past_payment(earlier, "M-1");
  desk.book.add_past_payment(debit, "M-1");
  Payment p = taken_back(12'000, "NOTPROVIDED", "M-1");
  EXPECT_EQ(decide(p).status, Status::suspense);
  EXPECT_EQ(decide(p).reason, "2 payments could be meant by what the bank takes back.");
  p.instruction_id = "INS-1";
  EXPECT_EQ(decide(p).takes_back->id, debit.id);
}

TEST_F(Returns, ATransferIsFoundByThePayersAccountAndItsOwnReference) {
  desk.book.add_past_payment(debit, "");
  Payment p = taken_back(12'000, "COLL-2026-05-0001");
  EXPECT_EQ(decide(p).status, Status::suspense) << "anybody may use this reference";
  p.counterparty_iban = kIbanOfA;
  EXPECT_EQ(decide(p).status, Status::returned);
}

TEST_F(Returns, APaymentNeverSeenIsHeldAndSaid) {
  const Decision d = decide(taken_back(12'000, "COLL-2026-05-0001", "M-1"));
  EXPECT_EQ(told(d), "suspense technical.return rest -120.00");
  EXPECT_EQ(d.reason,
            "The bank takes back a payment that the book has never seen: neither its EndToEndId "
            "nor its mandate leads to one.");
}

TEST_F(Returns, APaymentIsTakenBackOnce) {
  debit.returned = true;
  desk.book.add_past_payment(debit, "M-1");
  const Decision d = decide(taken_back(12'000, "COLL-2026-05-0001"));
  EXPECT_EQ(d.status, Status::suspense);
  EXPECT_EQ(d.reason, "The payment that the bank takes back was taken back before.");
}

TEST_F(Returns, LessThanThePaymentIsHeldAndSoIsWhatCameLater) {
  desk.book.add_past_payment(debit, "M-1");
  EXPECT_EQ(decide(taken_back(11'000, "COLL-2026-05-0001")).status, Status::suspense);
  Payment early = taken_back(12'000, "COLL-2026-05-0001");
  early.booking_date = on("2026-05-19");
  EXPECT_EQ(decide(early).status, Status::suspense);
}

TEST_F(Returns, WhatStoodOnAccountIsTakenOffTheAccountAgain) {
  debit.amount = cents(15'000);
  desk.book.add_past_payment(debit, "M-1");
  EXPECT_EQ(told(decide(taken_back(15'000, "COLL-2026-05-0001"))),
            "returned return.end_to_end_id rest -30.00");
}

TEST_F(Returns, MoneyThatWeSentAndThatComesBackWaits) {
  Payment p = taken_back(-5'000);
  EXPECT_EQ(told(decide(p)), "suspense technical.return rest 50.00");
}

TEST(Collections, AreSettledByTheNumberThatWeGaveThem) {
  Desk desk;
  desk.add(desk.a, "0090000001", 12'000);
  Payment p = Desk::payment(12'000, "", "");
  p.counterparty_name.clear();
  p.end_to_end_id = "0090000001";
  EXPECT_NE(cash::decide(p, desk.book).status, Status::applied) << "a payer may write anything";
  p.mandate_id = "M-1";
  EXPECT_EQ(told(cash::decide(p, desk.book)),
            "applied reference.collection 0090000001=120.00 rest 0.00");
}

TEST(Routing, OwnTransfersAndTheBanksOwnBusinessAreNoCustomersMoney) {
  Desk desk;
  desk.book.add_own_account(kIbanOfNobody);
  EXPECT_EQ(told(desk.pay(5'000, "sweep")), "not_ar technical.own_transfer rest 0.00");
  Payment interest = Desk::payment(5'000, "", "");
  interest.code = "ACMT/MCOP/INTR";
  EXPECT_EQ(cash::decide(interest, desk.book).rule, "technical.bank_business");
  interest.code = "PMNT/MCRD/POSP";
  EXPECT_EQ(told(cash::decide(interest, desk.book)), "suspense technical.card_payout rest 50.00");
}

TEST(Routing, WhatNamesAnItemIsACustomersPaymentWhateverTheAccount) {
  Desk desk;
  desk.book.add_own_account(kIbanOfNobody);
  desk.add(desk.a, "0090000001", 12'000);
  EXPECT_EQ(desk.pay(12'000, "Invoice 90000001").status, Status::applied);
}

}  // namespace
}  // namespace saldo::cash
