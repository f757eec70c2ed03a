#include "fixed_lines.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

std::string record(std::initializer_list<At> fields) { return fixed_line(80, fields); }
std::string start(const std::string& mark = "P") {
  return record({{0, "01BGMAX"}, {22, "0120260105173035010331" + mark}});
}
std::string section(const std::string& currency = "SEK") {
  return record({{0, "050009912346"}, {22, currency}});
}
std::string payment(std::int64_t amount, const std::string& reference, const std::string& serial,
                    const std::string& code = "20") {
  return record(
      {{0, code + "0003783511" + std::string(25 - reference.size(), ' ') + reference +
               zero_padded(amount, 18) + "22" + zero_padded(std::stol(serial), 12) + "0"}});
}
std::string payer() {
  return record({{0, "26Kalles Pl\xC3\xA5t AB"}}) + record({{0, "27Storgatan 2"}, {37, "12345"}}) +
         record({{0, "28Stor\xC3\xA5ker"}}) + record({{0, "29005500001234"}});
}
std::string deposit(std::int64_t amount, std::int64_t count, const std::string& currency = "SEK") {
  return record({{0, "15" + zero_padded(5841000001009823, 35) + "2026010500074" +
                         zero_padded(amount, 18) + currency + zero_padded(count, 8)}});
}
std::string end(int payments, int deductions, int extras, int deposits) {
  return record({{0, "70" + zero_padded(payments, 8) + zero_padded(deductions, 8) +
                         zero_padded(extras, 8) + zero_padded(deposits, 8)}});
}

const std::string kPayment = payment(100000, "655969", "10") + payer();
const std::string kDeduction = payment(25000, "189853", "11", "21");
const std::string kFile =
    start() + section() + kPayment + kDeduction + deposit(75000, 2) + end(1, 1, 0, 1);

Decoded decode_ok(const std::string& document) {
  Decoded result = decode("bgmax", document);
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  return result;
}

TEST(BgMax, ReadsEveryFieldOfADeposit) {
  EXPECT_EQ(lines_of(decode_ok(kFile)), R"(3:162
statement=1
index=1
booking_date=2026-01-05
amount=1000.00 SEK
status=booked
bank_reference=000000000010
code.proprietary=20-2-2
counterparty.name=Kalles Plåt AB
counterparty.account=3783511
creditor_reference=655969

8:567
statement=1
index=2
booking_date=2026-01-05
amount=-250.00 SEK
status=booked
bank_reference=000000000011
code.proprietary=21-2-2
counterparty.account=3783511
creditor_reference=189853

2:81
index=1
kind=notification
account.number=9912346
account.currency=SEK
id=5841000001009823/2026-01-05/00074
sequence=00074
transactions=2
total_credit=1000.00 SEK
total_debit=250.00 SEK
from=2026-01-05
to=2026-01-05

)");
}

TEST(BgMax, GivesTheSameRecordsHoweverTheBytesArrive) { expect_same_in_pieces("bgmax", kFile); }

TEST(BgMax, KeepsExtraReferencesWithTheirAmounts) {
  const auto t =
      decode_ok(start() + section() + payment(140000, "657866 658765", "14") +
                payment(150000, "657866", "14", "22") + payment(10000, "658765", "14", "23") +
                payment(0, "657767", "14", "22") + record({{0, "25 Faktura  657767"}}) +
                deposit(140000, 1) + end(1, 0, 3, 1))
          .transactions()
          .at(0);
  EXPECT_EQ(t.creditor_reference, "");
  EXPECT_THAT(t.remittance, testing::ElementsAre("657866 658765", "Faktura 657767"));
  ASSERT_EQ(t.remitted_documents.size(), 3u);
  EXPECT_EQ(t.remitted_documents[0].amount->to_string(), "1500.00");
  EXPECT_EQ(t.remitted_documents[1].amount->to_string(), "-100.00");
  EXPECT_FALSE(t.remitted_documents[2].amount);
}

TEST(BgMax, KeepsAReferenceWhoseCheckDigitIsWrong) {
  TestHost host(bank_entry(), "bgmax");
  const auto result = host.decode(start() + section() + payment(1, "79927398713", "1") +
                                  payment(1, "79927398714", "2") + deposit(2, 2) + end(2, 0, 0, 1));
  EXPECT_EQ(result.transactions().at(1).creditor_reference, "79927398714");
  EXPECT_EQ(host.counters["bank_reference_check_failed"], 1);
}

TEST(BgMax, ReadsTabsThatAnEditorMadeOfBlanks) {
  std::string tabs = payment(0, "657965", "14", "22");
  tabs.replace(12, 12, "\t\t");
  const auto t = decode_ok(start() + section() + payment(5, "1", "14") + tabs + deposit(5, 1) +
                           end(1, 0, 1, 1))
                     .transactions()
                     .at(0);
  EXPECT_EQ(t.remitted_documents.at(0).number, "657965");
}

TEST(BgMax, ReadsRecordsWhoseBlanksAreTrimmedAndBlankLines) {
  std::string trimmed = "\xEF\xBB\xBF";
  for (const char c : kFile) {
    if (c == '\n') trimmed.erase(trimmed.find_last_not_of(' ') + 1);
    trimmed += c;
  }
  EXPECT_EQ(sums_of(decode_ok(trimmed + "\n\n \n")), "SEK 1000.00 250.00\n");
}

TEST(BgMax, ReadsSeveralDepositsAndSectionsAndFiles) {
  const std::string document = start() + section() + payment(1, "1", "1") + deposit(1, 1) +
                               payment(2, "2", "2") + deposit(2, 1) + section("EUR") +
                               payment(3, "3", "3") + deposit(3, 1, "EUR") + end(3, 0, 0, 3);
  EXPECT_EQ(sums_of(decode_ok(document + kFile)),
            "SEK 0.01 0.00\nSEK 0.02 0.00\nEUR 0.03 0.00\nSEK 1000.00 250.00\n");
}

TEST(BgMax, ReadsTextInLatin1) {
  const auto t = decode_ok(start() + section() + payment(1, "1", "1") +
                           record({{0, "26Olles f\xE4rg AB"}, {37, "Filial 2"}}) + deposit(1, 1) +
                           end(1, 0, 0, 1))
                     .transactions()
                     .at(0);
  EXPECT_EQ(t.counterparty_name, "Olles färg AB Filial 2");
}

TEST(BgMax, LeavesTheDateToTheStatementWhereADepositIsHuge) {
  std::string payments;
  for (int i = 0; i < 20'001; ++i) payments += payment(1, "1", "1");
  TestHost host(bank_entry(), "bgmax");
  const auto result =
      host.decode(start() + section() + payments + deposit(20'001, 20'001) + end(20'001, 0, 0, 1));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.transactions().front().booking_date.empty());
  EXPECT_EQ(result.transactions().back().booking_date.to_string(), "2026-01-05");
  EXPECT_EQ(result.statements().at(0).to.to_string(), "2026-01-05");
  EXPECT_THAT(host.logs, testing::ElementsAre(testing::HasSubstr("more than 20000 payments")));
}

TEST(BgMax, IsRecognisedByItsContent) {
  TestHost host(bank_entry(), "bgmax");
  EXPECT_EQ(host.identify(kFile), 95);
  EXPECT_EQ(host.identify("\xEF\xBB\xBF"
                          "01BGMAX"),
            95);
  EXPECT_EQ(host.identify("\r\n\n" + std::string(kFile)), 95);
  EXPECT_EQ(host.identify("05BGMAX"), 0);
}

struct Case {
  std::string document;
  const char *rule, *message;
};

std::string changed(std::size_t line, std::size_t column, const std::string& with) {
  std::string document = start() + section() + payment(100000, "655969", "10") +
                         payment(0, "2", "10", "22") + kDeduction + deposit(75000, 2) +
                         end(1, 1, 1, 1);
  return document.replace((line - 1) * 81 + column - 1, with.size(), with);
}

const Case kCases[] = {
    {changed(3, 55, "1"), "statement.total",
     "line 6, columns 51 to 68: deposited amount '000000000000075000' is deposited, 750.00 SEK, "
     "but "
     "the payments less the deductions come to 750.01; ask the bank for a correct file"},
    {changed(6, 79, "3"), "statement.count",
     "line 6, columns 72 to 79: number of payments and deductions '00000003' payments and "
     "deductions are deposited, but 2 are listed; ask the bank for a correct file"},
    {changed(7, 26, "2"), "file.count",
     "line 7, columns 19 to 26: number of extra references '00000002' is not what the file has, 1; "
     "ask the bank for a correct file"},
    {changed(6, 69, "EUR"), "entry.currency",
     "line 6, columns 69 to 71: currency 'EUR' is not that of the section, SEK; ask the bank for a "
     "correct file"},
    {changed(2, 23, "XQX"), "amount.currency",
     "line 2, columns 23 to 25: currency 'XQX' is not an ISO 4217 code; ask the bank for a correct "
     "file"},
    {changed(2, 3, "x"), "number.invalid",
     "line 2, columns 3 to 12: receiver's bankgiro number 'x009912346' is not a number; ask the "
     "bank for a correct file"},
    {changed(6, 38, "20260231"), "date.invalid",
     "line 6, columns 38 to 45: payment date '20260231' is not a day of the form YYYYMMDD; ask the "
     "bank for a correct file"},
    {changed(4, 69, "1"), "record.sequence",
     "line 4, columns 58 to 69: BGC serial number '000000000011' is not that of the payment "
     "before; ask the bank for a correct file"},
    {start() + section() + payer() + deposit(0, 0) + end(0, 0, 0, 1), "record.order",
     "line 3, columns 1 to 2: transaction code '26' doesn't stand behind a payment (20 or 21); ask "
     "the bank for a correct file"},
    {changed(3, 1, "99"), "file.count",
     "line 7, columns 3 to 10: number of payments '00000001' is not what the file has, 0; ask the "
     "bank for a correct file"},
    {changed(6, 1, "99"), "file.count",
     "line 7, columns 27 to 34: number of deposits '00000001' is not what the file has, 0; ask the "
     "bank for a correct file"},
    {changed(1, 45, "T"), "file.test",
     "line 1, columns 45 to 45: test mark 'T' is not P, for production: its payments were not "
     "made; ask the bank for a correct file"},
    {changed(1, 3, "BGMIN"), "bgmax.layout",
     "line 1, columns 3 to 22: layout 'BGMIN               ' is not BGMAX; ask the bank for a "
     "correct file"},
    {changed(2, 1, "20"), "record.order",
     "line 2, columns 1 to 2: transaction code '20' stands where 05, a section, must begin; ask "
     "the bank for a correct file"},
    {changed(2, 1, "01"), "record.order",
     "line 2, columns 1 to 2: transaction code '01' begins a file before the end (70) of another; "
     "ask the bank for a correct file"},
    {kFile + section(), "record.order",
     "line 11, columns 1 to 2: transaction code '05' stands where 01, the start of a file, must "
     "stand; ask the bank for a correct file"},
    {start() + section() + kPayment.substr(0, 50) + "\n" + deposit(1, 1) + end(1, 0, 0, 1),
     "record.length", "line 3: the record has 50 characters instead of 80; fetch the file again"},
    {start() + section() + kPayment + end(1, 0, 0, 0), "record.order",
     "line 8, columns 1 to 2: transaction code '70' stands where the deposit (15) of the payments "
     "before must stand; ask the bank for a correct file"},
    {start() + section() + kPayment + deposit(100000, 1), "file.truncated",
     "line 9: the file ends before its end record (70); fetch it again"},
    {"", "document.empty", "line 1: the file is empty; fetch it again"},
};

TEST(BgMaxRefusals, NameRulePlaceValueAndRemedy) {
  for (const Case& c : kCases) {
    const Decoded result = decode("bgmax", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.message;
    EXPECT_STREQ(result.error.rule, c.rule) << result.error.message;
    EXPECT_STREQ(result.error.message, c.message);
  }
}

TEST(BgMaxRefusals, CostOneDepositNotTheFile) {
  const Decoded result = decode(
      "bgmax", start() + section() + payment(1, "1", "1") + deposit(2, 1) + payment(2, "2", "2") +
                   deposit(2, 1) + section("XQX") + payment(3, "3", "3") + deposit(3, 1) +
                   payment(4, "4", "4") + deposit(4, 1) + section() + payment(5, "5", "5") +
                   deposit(5, 1) + end(5, 0, 0, 5));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(sums_of(result), "SEK 0.02 0.00\nSEK 0.05 0.00\n");
  ASSERT_EQ(result.refusals().size(), 2u);
  EXPECT_EQ(result.refusals()[0].rule, "statement.total");
  EXPECT_EQ(result.refusals()[0].held->to_string(), "0.01");
  EXPECT_EQ(result.refusals()[1].rule, "amount.currency");
}

TEST(BgMaxRefusals, TellTheMoneyOfPaymentsThatWaitForTheirDeposit) {
  const std::string payments = start() + section() + payment(100, "1", "1") + payment(20, "2", "2");
  const std::string bad = "20" + std::string(78, 'x') + "\n";
  const Decoded one = decode("bgmax", payments + bad + deposit(120, 3) + section() +
                                          payment(5, "5", "5") + deposit(5, 1) + end(4, 0, 0, 2));
  ASSERT_EQ(one.refusals().size(), 1u) << one.error.message;
  EXPECT_EQ(one.refusals()[0].rule, "amount.invalid");
  EXPECT_EQ(one.refusals()[0].held->to_string(), "1.20");
  EXPECT_EQ(held_of(decode("bgmax", payments)), "SEK 1.20");  // cut off
}

TEST(BgMaxRefusals, MarkWhatIsReadLeniently) {
  const Decoded result = decode_leniently("bgmax", changed(3, 55, "1"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.statements().at(0).unbalanced);
  EXPECT_EQ(rule_of(decode_leniently("bgmax", changed(7, 26, "2"))), "ok");
  EXPECT_EQ(rule_of(decode_leniently("bgmax", changed(1, 45, "T"))), "ok");
}

TEST(BgMaxRefusals, PlaceAFaultBehindTabsInTheDocument) {
  const std::string document = "01BGMAX           \t\t\t\t01BGMAX\t\t\t ";  // found by fuzzing
  EXPECT_LE(decode("bgmax", document).error.place.offset, document.size());
}

TEST(BgMaxRefusals, OfASectionThatCannotBeginLeaveTheDepositBefore) {
  const std::string broken = section().insert(60, std::string(40, 'x'));
  const auto result = decode("bgmax", start() + section() + kPayment + kDeduction +
                                          deposit(75000, 2) + broken + end(1, 1, 0, 1));
  ASSERT_EQ(result.statements().size(), 1u) << result.error.message;
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].rule, "record.length");
  EXPECT_NE(result.refusals()[0].statement, result.statements()[0].index);
}

TEST(BgMaxRefusals, FindEveryCut) { expect_every_cut_is_found("bgmax", kFile); }

TEST(BgMaxRefusals, FindEveryChangeOfASum) { expect_every_change_is_found("bgmax", kFile); }

TEST(BgMax, APaymentWithMoreTextThanARecordHoldsIsRefusedWhereItStands) {
  std::string file = start() + section() + payment(100000, "655969", "10");
  for (int i = 0; i < 25'000; ++i) file += record({{0, "25" + std::string(50, 'x')}});
  const auto result = decode("bgmax", file + deposit(100000, 1) + end(1, 0, 0, 1));
  EXPECT_EQ(rule_of(result), "text.limit");
  EXPECT_EQ(result.error.place.line, 3u);
}

}  // namespace
}  // namespace saldo
