#include "cfonb120_files.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

/// Four records, of which each case breaks one.
const std::string kGood =
    CfonbFile().begin(-1000).entry(500).say("LIB", "TEXTE").entry(-200).close().text();

std::size_t offset(std::size_t line, std::size_t column) { return (line - 1) * 121 + column; }

/// kGood with what stands at `column` (from 0) of line `line` (from 1) replaced.
std::string with(std::size_t line, std::size_t column, const std::string& text) {
  return std::string(kGood).replace(offset(line, column), text.size(), text);
}
std::string without(std::size_t line) { return std::string(kGood).erase(offset(line, 0), 121); }

struct Case {
  std::string document;
  const char *rule, *message;
  std::size_t offset;
};

const Case kCases[] = {
    {with(1, 21, fill({}, 11)), "account.invalid",
     "line 1, columns 22 to 32: numéro de compte '           ' is blank; ask the bank for a "
     "correct "
     "file",
     offset(1, 21)},
    {with(1, 34, "310226"), "date.invalid",
     "line 1, columns 35 to 40: date '310226' is not a day of the form DDMMYY; ask the bank for a "
     "correct file",
     offset(1, 34)},
    {with(1, 16, "EUX"), "amount.currency",
     "line 1, columns 17 to 19: code devise 'EUX' is not an ISO 4217 code; ask the bank for a "
     "correct file",
     offset(1, 16)},
    {with(1, 19, "X"), "number.invalid",
     "line 1, columns 20 to 20: nombre de décimales 'X' is not a number; ask the bank for a "
     "correct "
     "file",
     offset(1, 19)},
    {with(1, 103, "0"), "amount.invalid",
     "line 1, columns 91 to 104: montant '00000000001000' is not 13 digits and one of { A to I "
     "(credit) or } J to R (debit); ask the bank for a correct file",
     offset(1, 90)},
    {with(2, 90, "0000000,00050{"), "amount.invalid",
     "line 2, columns 91 to 104: montant '0000000,00050{' is not 13 digits and one of { A to I "
     "(credit) or } J to R (debit); ask the bank for a correct file",
     offset(2, 90)},
    {with(2, 19, "3").replace(offset(2, 103), 1, "A"), "amount.invalid",
     "line 2, columns 91 to 104: montant '0000000000050A' has more decimals than its currency; ask "
     "the bank for a correct file",
     offset(2, 90)},
    {with(2, 34, "069926"), "date.invalid",
     "line 2, columns 35 to 40: date '069926' is not a day of the form DDMMYY; ask the bank for a "
     "correct file",
     offset(2, 34)},
    {with(2, 34, "              "), "date.invalid",
     "line 2, columns 35 to 40: date '      ' is not a day of the form DDMMYY; ask the bank for a "
     "correct file",
     offset(2, 34)},
    {with(2, 16, "USD"), "entry.currency",
     "line 2, columns 17 to 19: code devise 'USD' is not the currency of the statement, EUR; ask "
     "the bank for a correct file",
     offset(2, 16)},
    {with(5, 16, "USD"), "entry.currency",
     "line 5, columns 17 to 19: code devise 'USD' is not the currency of the statement, EUR; ask "
     "the bank for a correct file",
     offset(5, 16)},
    {with(3, 21, "1"), "statement.account",
     "line 3, columns 22 to 32: numéro de compte '1500013M026' is not the account of record 01, "
     "'0500013M026'; ask the bank for a correct file",
     offset(3, 21)},
    {with(2, 0, "05"), "cfonb120.order",
     "line 2, columns 1 to 2: code enregistrement '05' stands before the first entry (04); ask the "
     "bank for a correct file",
     offset(2, 0)},
    {with(3, 0, "06"), "cfonb120.record",
     "line 3, columns 1 to 2: code enregistrement '06' is none of 01, 04, 05, 07; ask the bank for "
     "a correct file",
     offset(3, 0)},
    {with(2, 102, "1"), "statement.balance",
     "line 5, byte X: statement 1 of account 'FR1420041010050500013M02606' opens with -10.00, its "
     "booked entries sum up to 3.10, so it must close with -6.90 EUR, but says -7.00; ask the bank "
     "to send it again",
     offset(5, 0)},
    {without(2), "cfonb120.order",
     "line 2, columns 1 to 2: code enregistrement '05' stands before the first entry (04); ask the "
     "bank for a correct file",
     offset(2, 0)},
    {without(4), "statement.balance",
     "line 4, byte X: statement 1 of account 'FR1420041010050500013M02606' opens with -10.00, its "
     "booked entries sum up to 5.00, so it must close with -5.00 EUR, but says -7.00; ask the bank "
     "to send it again",
     offset(4, 0)},
    {without(5), "cfonb120.truncated",
     "line 5: the file ends inside a statement, before its record 07; it was cut off on its way: "
     "fetch it again",
     offset(5, 0)},
    {kGood.substr(0, offset(5, 110)), "cfonb120.truncated",
     "line 6: the last record has only 110 of 120 characters, while all before it are whole; the "
     "file was cut off on its way: fetch it again",
     offset(5, 110)},
    {without(1), "cfonb120.order",
     "line 1, columns 1 to 2: code enregistrement '04' stands outside a statement: no record 01 is "
     "before; ask the bank for a correct file",
     0},
    {kGood.substr(0, offset(5, 120)) + "X" + kGood.substr(offset(5, 120)), "cfonb120.length",
     "line 5, columns 121 to 240: what stands behind the record's end 'X' is beyond its 120 "
     "characters; ask the bank for a correct file",
     offset(5, 120)},
    {kGood + "des mots\n", "cfonb120.record",
     "line 6, columns 1 to 2: code enregistrement 'de' is none of 01, 04, 05, 07; ask the bank for "
     "a correct file",
     kGood.size()},
    {"", "document.empty", "line 1: the file holds no statement: fetch it again", 0},
};

TEST(Cfonb120Refusals, NameRulePlaceValueAndRemedy) {
  ASSERT_EQ(rule_of(decode("cfonb120", kGood)), "ok");
  for (const auto& c : kCases) {
    const auto result = decode("cfonb120", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.document;
    EXPECT_STREQ(result.error.rule, c.rule) << c.document << result.error.message;
    std::string message = result.error.message;
    const std::string byte = ", byte " + std::to_string(result.error.place.offset);
    if (const auto at = message.find(byte); at != message.npos)
      message.replace(at, byte.size(), ", byte X");
    EXPECT_EQ(message, c.message) << c.document;
    EXPECT_EQ(result.error.place.offset, c.offset) << message;
    EXPECT_STREQ(decode("cfonb120", c.document, 1).error.message, result.error.message);
  }
}

TEST(Cfonb120Refusals, GiveBothFiguresAndTheMoneyHeld) {
  const auto result = decode("cfonb120", with(2, 102, "1"));
  EXPECT_STREQ(result.error.expected, "-6.90");
  EXPECT_STREQ(result.error.found, "-7.00");
  EXPECT_EQ(held_of(result), "EUR 5.10");
}

TEST(Cfonb120Refusals, CostTheirStatementOnly) {
  CfonbFile file;
  file.begin(100).entry(50);
  file.begin(7, "060126").entry(5).close();
  file.record(file.balance("07", "060126"));
  file.record(file.balance("04", "060126")).record(file.balance("07", "060126"));
  file.begin(12, "060126").entry(5).close("070126");
  const auto result = decode("cfonb120", file.text());
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.statements().size(), 2u);
  EXPECT_EQ(result.statements().at(0).index, 2);
  EXPECT_EQ(result.statements().at(1).index, 5);
  ASSERT_EQ(result.refusals().size(), 3u);
  EXPECT_EQ(result.refusals().at(0).message,
            "line 3, columns 1 to 2: code enregistrement '01' begins a statement, but the one "
            "before has no record 07; ask the bank for a correct file");
  EXPECT_EQ(
      result.refusals().at(1).message,
      "line 6, columns 1 to 2: code enregistrement '07' stands outside a statement: no record "
      "01 is before; ask the bank for a correct file");
  EXPECT_EQ(result.refusals().at(2).statement, 4);
}

TEST(Cfonb120Refusals, AStatementThatContradictsTheOneBeforeIsSetAside) {
  CfonbFile file;
  file.begin(100, "050126").close("060126").begin(101, "060126").close("070126");
  file.begin(101, "070126").close("080126");
  const auto result = decode("cfonb120", file.text());
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().size(), 2u);
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals().at(0).rule, "statement.chain");
  EXPECT_EQ(result.refusals().at(0).message,
            "line 3, columns 91 to 104: montant '0000000000010A' must be 1.00, with which the "
            "account's statement before has closed that day; ask the bank for a correct file");
  EXPECT_EQ(result.refusals().at(0).expected, "1.00");
  EXPECT_EQ(result.refusals().at(0).found, "1.01");
}

TEST(Cfonb120Refusals, MarkWhatIsReadLeniently) {
  const auto balance = decode_leniently("cfonb120", with(2, 102, "1"));
  ASSERT_EQ(balance.status, SALDO_OK) << balance.error.message;
  EXPECT_TRUE(balance.statements().at(0).unbalanced);
  CfonbFile file;
  file.begin(100, "050126").close("060126").begin(101, "060126").close("070126");
  const auto chain = decode_leniently("cfonb120", file.text());
  ASSERT_EQ(chain.status, SALDO_OK) << chain.error.message;
  EXPECT_FALSE(chain.statements().at(0).unbalanced);
  EXPECT_TRUE(chain.statements().at(1).unbalanced);
}

TEST(Cfonb120Refusals, AnEntryHasNoThousandDetails) {
  CfonbFile file;
  file.begin(0).entry(1);
  for (int i = 0; i < 1000; ++i) file.say("LIB", "X");
  EXPECT_EQ(rule_of(decode("cfonb120", file.close().text())), "text.limit");
}

TEST(Cfonb120Refusals, AmountsBeyond64BitsAreRefused) {
  CfonbFile file;
  file.currency = "CLF";
  file.decimals = "0";
  file.begin(0);
  for (int i = 0; i < 11; ++i) file.entry(99'999'999'999'999);
  EXPECT_EQ(rule_of(decode("cfonb120", file.text())), "amount.range");
}

/// The field at fault may be behind the end of a record that is too short for it.
TEST(Cfonb120Refusals, PlacesAreWithinTheDocument) {
  const std::string document = "0120041  \xF0";
  const auto result = decode("cfonb120", document);
  EXPECT_STREQ(result.error.rule, "account.invalid");
  EXPECT_EQ(result.error.place.offset, document.size());
}

TEST(Cfonb120Refusals, TheFilesEndMayBeTrimmed) {
  const std::string trimmed = kGood.substr(0, offset(5, 104));
  EXPECT_EQ(rule_of(decode("cfonb120", trimmed)), "ok");
  EXPECT_EQ(rule_of(decode("cfonb120", trimmed + "\n")), "ok");
  EXPECT_EQ(rule_of(decode("cfonb120", trimmed + " \n")), "cfonb120.truncated");
}

TEST(Cfonb120Refusals, RecordsMayBeTrimmedWhereSomeAre) {
  std::string trimmed;
  for (std::size_t line = 1; line <= 5; ++line) {
    std::string record = kGood.substr(offset(line, 0), 120);
    record.erase(record.find_last_not_of(' ') + 1);
    trimmed += record + "\n";
  }
  EXPECT_EQ(rule_of(decode("cfonb120", trimmed)), "ok");
}

}  // namespace
}  // namespace saldo
