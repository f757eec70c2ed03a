#include "fixed_lines.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

std::string record(std::initializer_list<At> fields) { return fixed_line(90, fields); }
std::string batch(const std::string& currency = "1") {
  return record({{0, "0260105194647020840699" + currency}});
}
std::string payment(std::int64_t amount, const std::string& reference,
                    const std::string& correction = "0",
                    const std::string& account = "12345600000785") {
  return record({{0, "3" + account + "26010526010402042588WWRV0212" +
                         std::string(20 - reference.size(), '0') + reference +
                         blank_padded("VIRTANEN MAT", 12) + "1 " + zero_padded(amount, 10) +
                         correction + "J"}});
}
std::string debit(std::int64_t amount, const std::string& feedback = " ") {
  std::string line = payment(amount, "13013");
  return line.replace(0, 1, "5").replace(89, 1, feedback);
}
std::string sums(int count, std::int64_t sum, int corrections = 0, std::int64_t corrected = 0,
                 int failed = 0, std::int64_t failed_sum = 0) {
  return record(
      {{0, "9" + zero_padded(count, 6) + zero_padded(sum, 11) + zero_padded(corrections, 6) +
               zero_padded(corrected, 11) + zero_padded(failed, 6) + zero_padded(failed_sum, 11)}});
}

Decoded decode_ok(const std::string& document) {
  Decoded result = decode("ktl", document);
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  return result;
}

const std::string kFile =
    batch() + payment(4900, "13013") + payment(200, "1234561", "1") + sums(1, 4900, 1, 200);

TEST(Ktl, ReadsEveryFieldOfABatch) {
  EXPECT_EQ(lines_of(decode_ok(kFile)), R"(2:91
statement=1
index=1
booking_date=2026-01-05
value_date=2026-01-04
amount=49.00 EUR
status=booked
bank_reference=02042588WWRV0212
code.proprietary=3
counterparty.name=VIRTANEN MAT
creditor_reference=13013

3:182
statement=1
index=2
booking_date=2026-01-05
value_date=2026-01-04
amount=-2.00 EUR
status=booked
reversal=true
bank_reference=02042588WWRV0212
code.proprietary=3
counterparty.name=VIRTANEN MAT
creditor_reference=1234561

1:0
index=1
kind=notification
account.number=12345600000785
account.currency=EUR
id=020840699/260105-1946
transactions=2
total_credit=49.00 EUR
total_debit=2.00 EUR
to=2026-01-05

)");
}

TEST(Ktl, GivesTheSameRecordsHoweverTheBytesArrive) { expect_same_in_pieces("ktl", kFile); }

TEST(Ktl, TakesFailedDirectDebitsAsInformation) {
  const auto result =
      decode_ok(batch() + debit(500) + debit(700, "2") + sums(1, 500, 0, 0, 1, 700));
  EXPECT_EQ(sums_of(result), "EUR 5.00 0.00\n");
  EXPECT_EQ(result.transactions()[1].status, "info");
  EXPECT_EQ(result.transactions()[1].return_code, "2");
}

TEST(Ktl, ReadsOlderSumsWithoutFailedDirectDebits) {
  std::string last = sums(1, 4900);
  last.resize(35);
  decode_ok(batch() + payment(4900, "13013") + last);
}

TEST(Ktl, KeepsAReferenceWhoseCheckDigitIsWrong) {
  TestHost host(bank_entry(), "ktl");
  const auto result = host.decode(batch() + payment(1, "13014") + sums(1, 1));
  EXPECT_EQ(result.transactions().at(0).creditor_reference, "13014");
  EXPECT_EQ(host.counters["bank_reference_check_failed"], 1);
}

TEST(Ktl, GivesEachAccountAStatement) {
  const auto result = decode_ok(batch() + payment(1, "13013") +
                                payment(2, "13013", "0", "99999900000785") + sums(2, 3));
  ASSERT_EQ(result.statements().size(), 2u);
  EXPECT_EQ(result.statements()[1].account_number, "99999900000785");
  EXPECT_EQ(result.statements()[1].total_credit->to_string(), "0.02");
  EXPECT_EQ(result.statements()[1].to, result.statements()[0].to);
}

TEST(Ktl, ReadsSeveralBatches) { EXPECT_EQ(decode_ok(kFile + kFile).statements().size(), 2u); }

TEST(Ktl, MakesNoStatementOfABatchWithoutPaymentsWhichNamesNoAccount) {
  TestHost host(bank_entry(), "ktl");
  const auto result = host.decode(batch() + sums(0, 0) + kFile);
  ASSERT_EQ(result.statements().size(), 1u);
  EXPECT_EQ(result.statements()[0].account_number, "12345600000785");
  EXPECT_THAT(host.logs,
              testing::ElementsAre("line 2: the batch '020840699/260105-1946' has no payments"));
  EXPECT_TRUE(decode_ok(batch() + sums(0, 0)).statements().empty());
}

TEST(Ktl, IsRecognisedByItsContent) {
  TestHost host(bank_entry(), "ktl");
  EXPECT_EQ(host.identify(kFile), 85);
  EXPECT_EQ(host.identify("\r\n\n" + kFile), 85);
  EXPECT_EQ(host.identify(batch()), 40);
  EXPECT_EQ(host.identify(batch() + "7"), 0);
  EXPECT_EQ(host.identify("0261305194647020840699"
                          "1\n3"),
            0);
  EXPECT_EQ(host.identify("0260105194647020840699"
                          "1 x\n3"),
            0);
  EXPECT_EQ(host.identify("0"), 0);
}

struct Case {
  std::string document;
  const char *rule, *message;
};

std::string changed(std::size_t line, std::size_t column, const std::string& with) {
  std::string document = kFile;
  return document.replace((line - 1) * 91 + column - 1, with.size(), with);
}

const Case kCases[] = {
    {changed(2, 87, "1"), "statement.total",
     "line 4, columns 8 to 18: sum of payments '00000004900' is 49.00 EUR, but the batch comes to "
     "49.01; ask the bank for a correct file"},
    {changed(4, 7, "2"), "statement.count",
     "line 4, columns 2 to 7: number of payments '000002' is not what the batch has, 1; ask the "
     "bank for a correct file"},
    {changed(3, 88, "0"), "statement.count",
     "line 4, columns 2 to 7: number of payments '000001' is not what the batch has, 2; ask the "
     "bank for a correct file"},
    {changed(4, 35, "1"), "statement.total",
     "line 4, columns 25 to 35: sum of corrections '00000000201' is 2.01 EUR, but the batch comes "
     "to 2.00; ask the bank for a correct file"},
    {changed(4, 41, "1"), "statement.count",
     "line 4, columns 36 to 41: number of failed direct debits '000001' is not what the batch has, "
     "0; ask the bank for a correct file"},
    {changed(1, 23, "2"), "amount.currency",
     "line 1, columns 23 to 23: currency code '2' is not 1, the euro; ask the bank for a correct "
     "file"},
    {changed(2, 76, "0"), "amount.currency",
     "line 2, columns 76 to 76: currency code '0' is not 1, the euro; ask the bank for a correct "
     "file"},
    {changed(2, 2, "x"), "number.invalid",
     "line 2, columns 2 to 15: receiver's account 'x2345600000785' is not a number; ask the bank "
     "for a correct file"},
    {changed(2, 88, "7"), "sign.invalid",
     "line 2, columns 88 to 88: correction code '7' is neither 0 (payment) nor 1 (correction); ask "
     "the bank for a correct file"},
    {changed(2, 16, "260231"), "date.invalid",
     "line 2, columns 16 to 21: booking date '260231' is not a day of the form YYMMDD; ask the "
     "bank for a correct file"},
    {changed(2, 78, "x"), "amount.invalid",
     "line 2, columns 78 to 87: amount 'x000004900' is not an amount; ask the bank for a correct "
     "file"},
    {changed(2, 1, "8"), "record.order",
     "line 2, columns 1 to 1: record type '8' is none of 0, 3, 5, 9; ask the bank for a correct "
     "file"},
    {changed(1, 1, "3"), "record.order",
     "line 1, columns 1 to 1: record type '3' stands where 0, a batch, must begin; ask the bank "
     "for a correct file"},
    {batch() + payment(1, "1").substr(0, 80) + "\n" + sums(1, 1), "record.length",
     "line 2: the record has 80 characters instead of 90; fetch the file again"},
    {batch() + batch(), "file.truncated",
     "line 3: the file ends before the sums (9) of its batch; fetch it again"},
    {kFile.substr(0, 3 * 91), "file.truncated",
     "line 4: the file ends before the sums (9) of its batch; fetch it again"},
    {batch() + payment(1, "1") + payment(2, "1", "0", "99999900000785") + sums(2, 4),
     "statement.total",
     "line 4, columns 8 to 18: sum of payments '00000000004' is 0.04 EUR, but the batch comes to "
     "0.03; ask the bank for a correct file"},
    {batch() + payment(1, "1") + payment(2, "1", "0", "99999900000785") + kFile, "record.order",
     "line 4: a batch begins before the sums (9) of the one before; fetch the file again"},
    {"", "document.empty", "line 1: the file is empty; fetch it again"},
};

TEST(KtlRefusals, NameRulePlaceValueAndRemedy) {
  for (const Case& c : kCases) {
    const Decoded result = decode("ktl", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.message;
    EXPECT_STREQ(result.error.rule, c.rule) << result.error.message;
    EXPECT_STREQ(result.error.message, c.message);
  }
}

TEST(KtlRefusals, CostOneBatchNotTheFile) {
  const Decoded result = decode("ktl", batch() + payment(1, "13013") + kFile + payment(3, "1") +
                                           payment(4, "1") + batch() + sums(0, 1) + kFile);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().size(), 2u);
  ASSERT_EQ(result.refusals().size(), 3u);
  EXPECT_EQ(result.refusals()[0].message,
            "line 3: a batch begins before the sums (9) of the one before; fetch the file again");
  EXPECT_EQ(result.refusals()[1].rule, "record.order");
  EXPECT_EQ(result.refusals()[2].rule, "statement.total");
}

TEST(KtlRefusals, MarkWhatIsReadLeniently) {
  const Decoded result = decode_leniently("ktl", changed(2, 87, "1"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.statements().at(0).unbalanced);
}

TEST(KtlRefusals, FindEveryCut) {
  expect_every_cut_is_found(
      "ktl", batch() + payment(4900, "13013") + debit(700, "2") + sums(1, 4900, 0, 0, 1, 700));
}

TEST(KtlRefusals, FindEveryChangeOfASum) { expect_every_change_is_found("ktl", kFile); }

}  // namespace
}  // namespace saldo
