#include "ocr_giro_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace ocr_giro_documents;

Decoded decode_ok(const std::string& document) {
  Decoded result = decode("ocr-giro", document);
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  return result;
}

TEST(OcrGiro, ReadsEveryFieldOfAPayment) {
  const auto result = decode_ok(file(
      payment(1, 102000, "12345678") + payment(2, 5000, "", "21") + text_record(2, "Thank you  !"),
      2, 107000));
  EXPECT_EQ(lines_of(result), R"(3:162
statement=1
index=1
booking_date=2026-01-05
amount=1020.00 NOK
status=booked
bank_reference=099038562
customer_reference=9636827194
code.proprietary=10
counterparty.account=15035500024
creditor_reference=12345678

5:324
statement=1
index=2
booking_date=2026-01-05
amount=50.00 NOK
status=booked
bank_reference=099038562
customer_reference=9636827194
code.proprietary=21
counterparty.account=15035500024
remittance=Thank you !

2:81
index=1
kind=notification
account.number=15035500016
account.currency=NOK
id=0050001/0000007
sequence=0000007
transactions=2
total_credit=1070.00 NOK
total_debit=0.00 NOK

)");
}

TEST(OcrGiro, GivesTheSameRecordsHoweverTheBytesArrive) {
  expect_same_in_pieces("ocr-giro", file(payment(1, 100, "1") + payment(2, 200, "2"), 2, 300));
}

TEST(OcrGiro, TakesReversalsOffAndTheirSumEitherWay) {
  const std::string payments = payment(1, 1000, "1") + payment(2, 300, "2", "18", "-") +
                               payment(3, 100, "3", "20", "0") + text_record(3, "refund", "20");
  for (const std::int64_t total : {1400, 600}) {
    const auto result = decode_ok(file(payments, 3, total));
    EXPECT_EQ(sums_of(result), "NOK 10.00 4.00\n");
    EXPECT_TRUE(result.transactions()[1].reversal);
  }
}

TEST(OcrGiro, KeepsAKidThatEndsInAMinus) {
  EXPECT_EQ(decode_ok(file(payment(1, 1, "23-"), 1, 1)).transactions()[0].creditor_reference,
            "23-");
}

TEST(OcrGiro, KeepsAKidWhoseCheckDigitIsWrong) {
  TestHost host(bank_entry(), "ocr-giro");
  const auto result =
      host.decode(file(payment(1, 1, "79927398713") + payment(2, 1, "79927398714"), 2, 2));
  EXPECT_EQ(result.transactions().at(1).creditor_reference, "79927398714");
  EXPECT_EQ(host.counters["bank_reference_check_failed"], 1);
}

TEST(OcrGiro, LeavesOutWhatNetsFillsWithZeros) {
  std::string document = file(payment(1, 1, ""), 1, 1);
  document.replace(3 * 81 + 15, 43, std::string(43, '0'));
  const auto t = decode_ok(document).transactions().at(0);
  EXPECT_EQ(t.bank_reference + t.customer_reference + t.counterparty_account, "");
}

TEST(OcrGiro, ReadsSeveralAssignmentsAndTransmissions) {
  const std::string two = transmission(
      assignment(payment(1, 5, "1"), 1, 5) + assignment(payment(1, 7, "2"), 1, 7), 2, 12);
  EXPECT_EQ(decode_ok(two + file(payment(1, 9, "3"), 1, 9)).statements().size(), 3u);
}

TEST(OcrGiro, ReadsPaymentRequestsAsOrders) {
  const auto result = decode_ok(file(request(1, 19900, "12345678"), 1, 19900, "2100"));
  EXPECT_EQ(lines_of(result), R"(3:162
kind=direct_debit
message_id=0050001
batch_id=0000007
instruction_id=0000001
end_to_end_id=INVOICE 12345678
execution_date=2026-01-20
scheme=AvtaleGiro
amount=199.00 NOK
own.account=15035500016
counterparty.name=HANSEN
creditor_reference=12345678
remittance=Rent of January

)");
}

TEST(OcrGiro, RefusesAgreementsAndCancellationsByName) {
  const std::string agreement = record({{0, "NY219470" + zero_padded(1, 7) + "1"}});
  const auto result = decode("ocr-giro", file(agreement, 1, 0, "2124"));
  EXPECT_STREQ(result.error.rule, "assignment.subject");
  EXPECT_STREQ(result.error.message,
               "line 2: the assignment brings AvtaleGiro agreements, the payers' mandates (service "
               "'21', type '24'), which are no payments, so it isn't read");
  EXPECT_THAT(decode("ocr-giro", file(request(1, 1, "1"), 1, 1, "2136")).error.message,
              testing::HasSubstr("cancellations of AvtaleGiro payment requests"));
  EXPECT_THAT(decode("ocr-giro", file("", 0, 0, "0400")).error.message,
              testing::HasSubstr("records that are neither OCR giro nor AvtaleGiro"));
}

TEST(OcrGiro, ReadsPaymentsBesideAgreements) {
  const std::string agreement = record({{0, "NY219470" + zero_padded(1, 7) + "1"}});
  const auto result = decode_ok(transmission(
      assignment(agreement, 1, 0, "2124") + assignment(payment(1, 5, "1"), 1, 5), 2, 5));
  EXPECT_EQ(result.statements().size(), 1u);
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].rule, "assignment.subject");
}

TEST(OcrGiro, IsRecognisedByItsContent) {
  TestHost host(bank_entry(), "ocr-giro");
  EXPECT_EQ(host.identify(start()), 95);
  EXPECT_EQ(host.identify("\r\n" + start()), 95);
  EXPECT_EQ(host.identify("NY09213000000012001921320"), 80);
  EXPECT_EQ(host.identify("NYHETER 2026"), 0);
  EXPECT_EQ(host.identify("NY"), 0);
}

struct Case {
  std::string document;
  const char *rule, *message;
};

std::string changed(std::size_t line, std::size_t column, const std::string& with) {
  std::string document = file(payment(1, 102000, "12345678") + payment(2, 5000, "2"), 2, 107000);
  return document.replace((line - 1) * 81 + column - 1, with.size(), with);
}

const Case kCases[] = {
    {changed(3, 48, "9"), "assignment.total",
     "line 7: the total amount of the assignment is 1070.00, but it has 1070.90; fetch the file "
     "again"},
    {changed(7, 16, "3"), "assignment.count",
     "line 7: the number of transactions of the assignment is 3, but it has 2; fetch the file "
     "again"},
    {changed(7, 24, "9"), "assignment.count",
     "line 7: the number of records of the assignment is 9, but it has 6; fetch the file again"},
    {changed(8, 24, "9"), "transmission.count",
     "line 8: the number of records of the transmission is 9, but it has 8; fetch the file again"},
    {changed(8, 40, "9"), "transmission.total",
     "line 8: the total amount of the transmission is 1070.90, but it has 1070.00; fetch the file "
     "again"},
    {changed(3, 16, "310226"), "date.invalid",
     "line 3, columns 16 to 21: date '310226' is not a day of the form DDMMYY; ask the bank for a "
     "correct file"},
    {changed(3, 33, "x"), "amount.invalid",
     "line 3, columns 33 to 49: amount 'x0000000000102000' is not an amount; ask the bank for a "
     "correct file"},
    {changed(3, 32, "-"), "sign.invalid",
     "line 3, columns 32 to 32: sign '-' is not the sign of a transaction of type '10'; ask the "
     "bank for a correct file"},
    {changed(5, 9, "0000001"), "record.sequence",
     "line 5, columns 9 to 15: transaction number '0000001' doesn't follow the transaction before, "
     "1; ask the bank for a correct file"},
    {changed(4, 5, "11"), "record.sequence",
     "line 4, columns 5 to 15: transaction '11310000001' is not that of the amount item 1 before; "
     "ask the bank for a correct file"},
    {changed(4, 7, "30"), "record.sequence",
     "line 3: no amount item 2 (31) stands behind this amount item 1; fetch the file again"},
    {changed(6, 5, "2131"), "record.sequence",
     "line 6, columns 5 to 15: transaction '21310000002' is not that of the amount item 1 before; "
     "ask the bank for a correct file"},
    {changed(3, 7, "31"), "record.order",
     "line 3, columns 7 to 8: record type '31' doesn't stand behind an amount item 1 (30); ask the "
     "bank for a correct file"},
    {changed(4, 3, "21"), "record.order",
     "line 4, columns 3 to 4: service code '21' is not that of the assignment, 09; ask the bank "
     "for a correct file"},
    {changed(4, 7, "33"), "record.order",
     "line 4, columns 7 to 8: record type '33' can't stand in an assignment; ask the bank for a "
     "correct file"},
    {changed(7, 5, "24"), "record.order",
     "line 7, columns 5 to 6: assignment or transaction type '24' is not that of the assignment, "
     "00; ask the bank for a correct file"},
    {changed(7, 7, "89"), "record.order",
     "line 7, columns 7 to 8: record type '89' stands where 88, the end of the assignment, must "
     "stand; ask the bank for a correct file"},
    {changed(1, 7, "20"), "record.order",
     "line 1, columns 7 to 8: record type '20' stands where 10, the start of a transmission, must "
     "stand; ask the bank for a correct file"},
    {changed(2, 7, "30"), "record.order",
     "line 2, columns 7 to 8: record type '30' stands where 20, the start of an assignment, or 89, "
     "must stand; ask the bank for a correct file"},
    {changed(5, 1, "XX"), "record.order",
     "line 5, columns 1 to 2: format code 'XX' is not NY; ask the bank for a correct file"},
    {changed(1, 1, "").substr(0, 500), "record.length",
     "line 7: the record has 14 characters instead of 80; fetch the file again"},
    {changed(1, 1, "").substr(0, 7 * 81), "file.truncated",
     "line 8: the file ends before the end of its transmission (record 89); fetch it again"},
    {file(payment(1, 5, "1").substr(0, 81), 1, 5), "record.sequence",
     "line 3: no amount item 2 (31) stands behind this amount item 1; fetch the file again"},
    {start() + end(0, 2, 0), "document.empty",
     "line 3: the file holds no assignment; fetch it again"},
    {"", "document.empty", "line 1: the file holds no assignment; fetch it again"},
    {file(request(1, 5, "1"), 2, 5, "2100"), "assignment.count",
     "line 6: the number of transactions of the assignment is 2, but it has 1; fetch the file "
     "again"},
};

TEST(OcrGiroRefusals, NameRulePlaceValueAndRemedy) {
  for (const Case& c : kCases) {
    const Decoded result = decode("ocr-giro", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.message;
    EXPECT_STREQ(result.error.rule, c.rule) << result.error.message;
    EXPECT_STREQ(result.error.message, c.message);
  }
}

TEST(OcrGiroRefusals, CostOneAssignmentNotTheFile) {
  std::string bad = assignment(payment(1, 5, "1"), 1, 5);
  bad.replace(81 + 48, 1, "6");
  const Decoded result =
      decode("ocr-giro", transmission(bad + assignment(payment(1, 7, "2"), 1, 7), 2, 12));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(sums_of(result), "NOK 0.07 0.00\n");
  EXPECT_EQ(result.refusals().at(0).rule, "assignment.total");
}

TEST(OcrGiroRefusals, OfAnAssignmentWhoseEndIsWrongLeaveTheTransmissionProvable) {
  std::string bad = assignment(payment(1, 5, "1"), 1, 5);
  bad.replace(3 * 81 + 40, 1, "6");
  const Decoded result =
      decode("ocr-giro", transmission(bad + assignment(payment(1, 7, "2"), 1, 7), 2, 12));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(sums_of(result), "NOK 0.07 0.00\n");
}

TEST(OcrGiroRefusals, MarkWhatIsReadLeniently) {
  const Decoded result = decode_leniently("ocr-giro", changed(3, 48, "9"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.statements().at(0).unbalanced);
  EXPECT_EQ(rule_of(decode_leniently("ocr-giro", changed(8, 24, "9"))), "ok");
}

const std::string kFile = transmission(
    assignment(payment(1, 102000, "12345678") + payment(2, 300, "2", "18", "-"), 2, 101700) +
        assignment(payment(1, 7, "2"), 1, 7),
    3, 101707);

TEST(OcrGiroRefusals, FindEveryCut) {
  expect_every_cut_is_found("ocr-giro", kFile);
  expect_every_cut_is_found("ocr-giro", file(request(1, 5, "1"), 1, 5, "2100"));
}

TEST(OcrGiroRefusals, FindEveryChangeOfASum) {
  expect_every_change_is_found("ocr-giro", kFile);
  expect_every_change_is_found("ocr-giro", file(request(1, 5, "1"), 1, 5, "2100"));
}

}  // namespace
}  // namespace saldo
