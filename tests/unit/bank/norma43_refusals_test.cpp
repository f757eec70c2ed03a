#include "norma43_files.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

/// Seven records, of which each case breaks one.
const std::string kGood =
    Norma43File().begin(1000).entry(500).say("01", "UNO").entry(-200).close().finish();

/// kGood with what stands at `column` (from 0) of line `number` (from 1) replaced.
std::string with(int number, std::size_t column, const std::string& text) {
  std::string document = kGood;
  std::size_t at = 0;
  for (; number > 1; --number) at = document.find('\n', at) + 1;
  return document.replace(at + column, text.size(), text);
}
std::string without(int number) {
  std::string document = kGood;
  std::size_t at = 0;
  for (; number > 1; --number) at = document.find('\n', at) + 1;
  return document.erase(at, document.find('\n', at) + 1 - at);
}

struct Case {
  std::string document;
  const char *rule, *message;
  std::size_t offset;
};

std::size_t offset(int number, std::size_t column) {
  std::size_t at = 0;
  for (; number > 1; --number) at = kGood.find('\n', at) + 1;
  return at + column;
}

const Case kCases[] = {
    {with(1, 10, "A"), "account.invalid",
     "line 1, columns 3 to 20: entidad, oficina y cuenta '21000418A200051332' is not a number of "
     "18 "
     "digits; ask the bank for a correct file",
     offset(1, 2)},
    {with(1, 20, "261301"), "date.invalid",
     "line 1, columns 21 to 26: fecha inicial '261301' is not a day of the form YYMMDD; ask the "
     "bank for a correct file",
     offset(1, 20)},
    {with(1, 26, "260230"), "date.invalid",
     "line 1, columns 27 to 32: fecha final '260230' is not a day of the form YYMMDD; ask the bank "
     "for a correct file",
     offset(1, 26)},
    {with(1, 32, "3"), "sign.invalid",
     "line 1, columns 33 to 33: clave debe o haber '3' is neither 1 (debit) nor 2 (credit); ask "
     "the "
     "bank for a correct file",
     offset(1, 32)},
    {with(1, 33, "0000000,001000"), "amount.invalid",
     "line 1, columns 34 to 47: importe saldo inicial '0000000,001000' is not a number of 14 "
     "digits; ask the bank for a correct file",
     offset(1, 33)},
    {with(1, 47, "999"), "amount.currency",
     "line 1, columns 48 to 50: clave de divisa '999' is not a currency's number in ISO 4217; ask "
     "the bank for a correct file",
     offset(1, 47)},
    {with(2, 10, "269999"), "date.invalid",
     "line 2, columns 11 to 16: fecha operación '269999' is not a day of the form YYMMDD; ask the "
     "bank for a correct file",
     offset(2, 10)},
    {with(2, 10, "000000      "), "date.invalid",
     "line 2, columns 11 to 16: fecha operación '000000' is not a day of the form YYMMDD; ask the "
     "bank for a correct file",
     offset(2, 10)},
    {with(2, 27, " "), "sign.invalid",
     "line 2, columns 28 to 28: clave debe o haber ' ' is neither 1 (debit) nor 2 (credit); ask "
     "the "
     "bank for a correct file",
     offset(2, 27)},
    {with(2, 28, "            5-"), "amount.invalid",
     "line 2, columns 29 to 42: importe '            5-' is not a number of 14 digits; ask the "
     "bank "
     "for a correct file",
     offset(2, 28)},
    {with(2, 27, "1"), "statement.count",
     "line 5, columns 21 to 25: número de apuntes debe '00001' must be 2, as many as records 22 "
     "have that sign; ask the bank for a correct file",
     offset(5, 20)},
    {with(2, 41, "1"), "statement.total",
     "line 5, columns 45 to 58: importe total haber '00000000000500' must be 5.01 EUR, the sum of "
     "the records 22 that have that sign; ask the bank for a correct file",
     offset(5, 44)},
    {with(5, 24, "2"), "statement.count",
     "line 5, columns 21 to 25: número de apuntes debe '00002' must be 1, as many as records 22 "
     "have that sign; ask the bank for a correct file",
     offset(5, 20)},
    {with(5, 10, "1"), "statement.account",
     "line 5, columns 3 to 20: entidad, oficina y cuenta '210004181200051332' is not the account "
     "of record 11, '210004180200051332'; ask the bank for a correct file",
     offset(5, 2)},
    {with(5, 73, "840"), "statement.currency",
     "line 5, columns 74 to 76: clave de divisa '840' is not the currency of record 11, EUR; ask "
     "the bank for a correct file",
     offset(5, 73)},
    {with(5, 72, "1"), "statement.balance",
     "line 5, byte "
     "X"
     ": statement 1 of account 'ES9121000418450200051332' opens with 10.00, its "
     "booked entries sum up to 3.00, so it must close with 13.00 EUR, but says 13.01; ask the bank "
     "to send it again",
     offset(5, 0)},
    {with(5, 58, "1"), "statement.balance",
     "line 5, byte X: statement 1 of account 'ES9121000418450200051332' opens with 10.00, its "
     "booked entries sum up to 3.00, so it must close with 13.00 EUR, but says -13.00; ask the "
     "bank "
     "to send it again",
     offset(5, 0)},
    {with(5, 58, "0").replace(offset(5, 72), 1, "1"), "sign.invalid",
     "line 5, columns 59 to 59: código saldo final '0' is neither 1 (debit) nor 2 (credit); ask "
     "the "
     "bank for a correct file",
     offset(5, 58)},
    {with(3, 0, "25"), "norma43.record",
     "line 3, columns 1 to 2: clave de registro '25' is none of 11, 22, 23, 24, 33, 88; ask the "
     "bank for a correct file",
     offset(3, 0)},
    {with(2, 0, "23"), "norma43.order",
     "line 2, columns 1 to 2: clave de registro '23' stands before the first entry (22); ask the "
     "bank for a correct file",
     offset(2, 0)},
    {with(2, 0, "24"), "norma43.order",
     "line 2, columns 1 to 2: clave de registro '24' stands before the first entry (22); ask the "
     "bank for a correct file",
     offset(2, 0)},
    {without(5), "norma43.order",
     "line 5, columns 1 to 2: clave de registro '88' ends the file, but its account has no record "
     "33; ask the bank for a correct file",
     offset(5, 0)},
    {with(6, 25, "4"), "file.count",
     "line 6, columns 21 to 26: número de registros '000004' must be 5, as many as the records "
     "before it; ask the bank for a correct file",
     offset(6, 20)},
    {with(6, 25, "7"), "file.count",
     "line 6, columns 21 to 26: número de registros '000007' must be 5, as many as the records "
     "before it; ask the bank for a correct file",
     offset(6, 20)},
    {with(6, 10, "8"), "norma43.record",
     "line 6, columns 3 to 20: nueves '999999998999999999' must be 18 nines before a count of 6 "
     "digits; ask the bank for a correct file",
     offset(6, 2)},
    {kGood.substr(0, kGood.size() - 2), "norma43.record",
     "line 6, columns 3 to 20: nueves '999999999999999999' must be 18 nines before a count of 6 "
     "digits; ask the bank for a correct file",
     offset(6, 2)},
    {without(6), "norma43.truncated",
     "line 6: the file ends without record 88, so nothing shows that it is whole: fetch it again, "
     "or set option single_account if the bank never writes that record",
     offset(6, 0)},
    {kGood.substr(0, offset(5, 0)), "norma43.truncated",
     "line 5: the file ends inside an account, before its record 33; it was cut off on its way: "
     "fetch it again",
     offset(5, 0)},
    {kGood + "palabras\n", "norma43.record",
     "line 7, columns 1 to 2: clave de registro 'pa' is none of 00, 11 and 88; ask the bank for a "
     "correct file",
     kGood.size()},
    {"002100260105\n002100260105\n" + kGood, "norma43.order",
     "line 2, columns 1 to 2: clave de registro '00' begins a file, but the one before has no "
     "record 88; ask the bank for a correct file",
     13},
    {"002100260105\n", "norma43.truncated",
     "line 2: the file ends without record 88, so nothing shows that it is whole: fetch it again, "
     "or set option single_account if the bank never writes that record",
     13},
    {"", "document.empty", "line 1: the file holds no account (record 11): fetch it again", 0},
    {"88999999999999999999000000\n", "document.empty",
     "line 2: the file holds no account (record 11): fetch it again", 27},
    {padded(kGood.substr(0, 77), 80) + "X" + kGood.substr(77), "norma43.length",
     "line 1, columns 81 to 160: what stands behind the record's end 'X' is beyond its 80 "
     "characters; ask the bank for a correct file",
     80},
};

TEST(Norma43Refusals, NameRulePlaceValueAndRemedy) {
  ASSERT_EQ(rule_of(decode("norma43", kGood)), "ok");
  for (const auto& c : kCases) {
    const auto result = decode("norma43", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.document;
    EXPECT_STREQ(result.error.rule, c.rule) << c.document << result.error.message;
    std::string message = result.error.message;
    const std::string byte = ", byte " + std::to_string(result.error.place.offset);
    if (const auto at = message.find(byte); at != message.npos)
      message.replace(at, byte.size(), ", byte X");
    EXPECT_EQ(message, c.message) << c.document;
    EXPECT_EQ(result.error.place.offset, c.offset) << message;
    EXPECT_STREQ(decode("norma43", c.document, 1).error.message, result.error.message);
  }
}

TEST(Norma43Refusals, GiveBothFiguresAndTheMoneyHeld) {
  const auto result = decode("norma43", with(5, 72, "1"));
  EXPECT_STREQ(result.error.expected, "13.00");
  EXPECT_STREQ(result.error.found, "13.01");
  EXPECT_EQ(held_of(result), "EUR 5.00");
}

TEST(Norma43Refusals, CostTheirAccountOnly) {
  Norma43File file;
  file.begin(100).entry(50).record(file.totals_with("1"));
  file.account = "004915001234567892";
  file.begin(7).entry(5).close();
  file.record("22    0418260105");
  file.record("33");
  file.account = "210004180200051332";
  file.begin(1).entry(2);  // without its record 33
  file.begin(3).entry(4).close();
  const auto result = decode("norma43", file.finish());
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.statements().size(), 2u);
  EXPECT_EQ(result.statements().at(0).index, 2);
  EXPECT_EQ(result.statements().at(1).index, 5);
  ASSERT_EQ(result.refusals().size(), 3u);
  EXPECT_EQ(result.refusals().at(0).rule, "statement.balance");
  EXPECT_EQ(result.refusals().at(0).statement, 1);
  EXPECT_EQ(result.refusals().at(0).held->minor, 50);
  EXPECT_EQ(result.refusals().at(1).rule, "norma43.order");
  EXPECT_EQ(result.refusals().at(1).statement, 3);
  EXPECT_EQ(
      result.refusals().at(1).message,
      "line 7, columns 1 to 2: clave de registro '22' stands outside an account: no record 11 "
      "is before; ask the bank for a correct file");
  EXPECT_EQ(result.refusals().at(2).statement, 4);
  EXPECT_EQ(result.refusals().at(2).message,
            "line 11, columns 1 to 2: clave de registro '11' begins an account, but the one before "
            "has no record 33; ask the bank for a correct file");
}

TEST(Norma43Refusals, AnAccountThatTheFilesEndCutsOffIsSetAside) {
  Norma43File file;
  file.begin(1).close().begin(2).entry(3);
  const auto result = decode("norma43", file.finish());
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals().at(0).message,
            "line 5, columns 1 to 2: clave de registro '88' ends the file, but its account has no "
            "record 33; ask the bank for a correct file");
}

TEST(Norma43Refusals, AnEntryHasNoHundredTexts) {
  Norma43File file;
  file.begin(0).entry(1);
  for (int i = 0; i < 100; ++i) file.say("01", "X");
  EXPECT_EQ(rule_of(decode("norma43", file.close().finish())), "text.limit");
}

TEST(Norma43Refusals, SumsBeyond64BitsAreRefused) {
  Norma43File file;
  file.currency = "990";  // four decimals, of which the file has two
  file.begin(0);
  for (int i = 0; i < 2000; ++i) file.entry(99'999'999'999'999);
  EXPECT_EQ(rule_of(decode("norma43", file.record("33").finish())), "amount.range");
}

TEST(Norma43Refusals, MarkWhatIsReadLeniently) {
  for (const auto& document : {with(2, 27, "1"), with(2, 41, "1"), with(5, 10, "1"),
                               with(5, 73, "840"), with(5, 72, "1")}) {
    const auto result = decode_leniently("norma43", document);
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_TRUE(result.statements().at(0).unbalanced) << document;
  }
  TestHost host(bank_entry(), "norma43", {{"lenient", "true"}});
  const auto result = host.decode(with(6, 25, "1"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_FALSE(result.statements().at(0).unbalanced);
  EXPECT_EQ(host.logs.size(), 1u);
  EXPECT_EQ(rule_of(decode_leniently("norma43", without(6))), "norma43.truncated");
}

}  // namespace
}  // namespace saldo
