#include "coda_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace coda_documents;

const Movement kIn{.cents = 25000,
                   .structured = true,
                   .text1 = "101090933755493",
                   .customer = "E2E-4711",
                   .account = "BE71096123456769                  EUR",
                   .name = "JANSSENS NV",
                   .information = {"1001JANSSENS NV LEUVEN"}};
const Movement kOut{.sequence = 2, .cents = -1210, .code = "00137000", .text1 = "costs"};

/// A statement of both movements, with text put at columns of its lines (both from 1).
struct Change {
  std::size_t line, column;
  std::string text;
};
std::string changed(const std::vector<Change>& changes) {
  std::string document = statement(100000, {kIn, kOut});
  for (const Change& c : changes)
    document.replace((c.line - 1) * 129 + c.column - 1, c.text.size(), c.text);
  return document;
}
std::string without_line(std::size_t line) {
  std::string document = statement(100000, {kIn, kOut});
  return document.erase((line - 1) * 129, 129);
}

struct Case {
  std::string document;
  const char *rule, *message, *expected, *found;
};

const Case kCases[] = {
    {changed({{3, 46, "3"}}), "statement.total",
     "line 9: the sum of credits of statement 1 '005' of account 'BE68539007547034' is 250.00 in "
     "the trailer, but its movements come to 250.03; ask the bank to send it again",
     "250.00", "250.03"},
    {changed({{7, 46, "3"}}), "statement.total",
     "line 9: the sum of debits of statement 1 '005' of account 'BE68539007547034' is 12.10 in "
     "the trailer, but its movements come to 12.13; ask the bank to send it again",
     "12.10", "12.13"},
    {changed({{8, 53, "9"}}), "statement.balance",
     "line 8, byte 903: statement 1 '005' of account 'BE68539007547034' opens with 1000.00, its "
     "booked entries sum up to 237.90, so it must close with 1237.90 EUR, but says 1297.90; ask "
     "the bank to send it again",
     "1237.90", "1297.90"},
    {changed({{9, 21, "9"}}), "statement.count",
     "line 9: the trailer says 97 records, but statement 1 '005' of account 'BE68539007547034' has "
     "7; ask the bank to send it again",
     "97", "7"},
    {changed({{8, 5, "BE71096123456769"}}), "statement.account",
     "line 8, columns 5 to 41: account number and currency "
     "'BE71096123456769                  EUR' is another account than that of the old balance, "
     "'BE68539007547034'; ask the bank for a correct file",
     "", ""},
    {changed({{8, 39, "USD"}}), "entry.currency",
     "line 8, columns 5 to 41: account number and currency "
     "'BE68539007547034                  USD' is in another currency than the old balance, EUR; "
     "ask the bank for a correct file",
     "EUR", "USD"},
    {changed({{1, 15, "06"}}), "coda.application",
     "line 1, columns 15 to 16: application code '06' is not 05, a coded statement; ask the bank "
     "for a correct file",
     "", ""},
    {changed({{1, 128, "3"}}), "coda.version",
     "line 1, columns 128 to 128: version code '3' is neither 1 nor 2, which this decoder reads; "
     "ask the bank for a correct file",
     "", ""},
    {changed({{2, 2, "7"}}), "account.structure",
     "line 2, columns 2 to 2: account structure '7' is none of 0 to 3; ask the bank for a correct "
     "file",
     "", ""},
    {changed({{2, 40, "XQX"}}), "amount.currency",
     "line 2, columns 40 to 42: currency 'XQX' is not an ISO 4217 code; ask the bank for a correct "
     "file",
     "", ""},
    {changed({{2, 43, "2"}}), "sign.invalid",
     "line 2, columns 43 to 43: old balance sign '2' is neither 0 (credit) nor 1 (debit); ask the "
     "bank for a correct file",
     "", ""},
    {changed({{2, 59, "310226"}}), "date.invalid",
     "line 2, columns 59 to 64: old balance date '310226' is not a day of the form DDMMYY; ask the "
     "bank for a correct file",
     "", ""},
    {changed({{3, 47, "5"}}), "amount.invalid",
     "line 3, columns 33 to 47: amount '000000000250005' has more decimals than its currency; ask "
     "the bank for a correct file",
     "", ""},
    {changed({{3, 33, "x"}}), "amount.invalid",
     "line 3, columns 33 to 47: amount 'x00000000250000' is not an amount; ask the bank for a "
     "correct file",
     "", ""},
    {changed({{3, 54, "A"}}), "code.invalid",
     "line 3, columns 54 to 61: transaction code 'A0150000' is not a code of eight digits; ask the "
     "bank for a correct file",
     "", ""},
    {changed({{7, 3, "0003"}}), "record.sequence",
     "line 7, columns 3 to 6: continuous sequence number '0003' doesn't follow the one before; ask "
     "the bank for a correct file",
     "2", "3"},
    {changed({{4, 3, "0002"}}), "record.sequence",
     "line 4, columns 3 to 6: continuous sequence number '0002' and its detail number are not "
     "those of the record 2.1 before; ask the bank for a correct file",
     "", ""},
    {changed({{7, 7, "0001"}}), "record.sequence",
     "line 7, columns 3 to 10: sequence and detail '00020001' do not follow those of the movement "
     "before; ask the bank for a correct file",
     "", ""},
    {changed({{6, 3, "0002"}}), "record.sequence",
     "line 6, columns 3 to 10: sequence and detail '00020001' do not follow those of the record "
     "before; ask the bank for a correct file",
     "", ""},
    {without_line(4), "statement.count",
     "line 8: the trailer says 7 records, but statement 1 '005' of account 'BE68539007547034' has "
     "6; ask the bank to send it again",
     "7", "6"},
    {without_line(5), "record.sequence",
     "line 5: a record 2.3 must follow by the codes of the record before, but here is 3.1; fetch "
     "the file again",
     "2.3", "3.1"},
    {without_line(6), "record.sequence",
     "line 6: a record 3.1 must follow by the codes of the record before, but here is 2.1; fetch "
     "the file again",
     "3.1", "2.1"},
    {changed({{6, 1, "22"}, {5, 128, "0"}}), "record.sequence",
     "line 6, columns 3 to 6: continuous sequence number '0001' and its detail number are not "
     "those of the record 2.1 before; ask the bank for a correct file",
     "", ""},
    {changed({{6, 1, "24"}, {5, 128, "0"}}), "record.order",
     "line 6: record 2.4 doesn't stand behind 2.1; fetch the file again", "", ""},
    {changed({{6, 1, "33"}, {5, 128, "0"}}), "record.order",
     "line 6: record 3.3 doesn't stand behind 3.1; fetch the file again", "", ""},
    {without_line(2), "record.order",
     "line 2: record '2' can't stand here, only 1; fetch the file again", "1", "2"},
    {without_line(8), "record.order",
     "line 8: record '9' can't stand here, only 2, 3 or 8; fetch the file again", "2, 3 or 8", "9"},
    {changed({{7, 1, "7"}}), "record.order",
     "line 7: record '7' can't stand here, only 2, 3 or 8; fetch the file again", "2, 3 or 8", "7"},
    {statement(0, {{.sequence = 0, .detail = 1, .cents = 5, .code = "80150100"}}),
     "record.sequence",
     "line 3, columns 3 to 10: sequence and detail '00000001' do not follow those of the movement "
     "before; ask the bank for a correct file",
     "", ""},
    {without_line(1), "record.order",
     "line 1: record '1' stands outside a statement, where only a header, 0, can stand; fetch the "
     "file again",
     "", ""},
    {statement(100000, {kIn, kOut}).insert(2 * 129 + 40, "\n"), "record.length",
     "line 3: record 2.1 has 40 characters instead of 128; fetch the file again", "128", "40"},
    {statement(100000, {kIn, kOut}).erase(8 * 129), "file.truncated",
     "line 9: the file ends in statement 1 '005' of account 'BE68539007547034', before its "
     "trailer; fetch it again",
     "record 9", "the end of the file"},
    {"", "document.empty", "line 1: the file holds no statement; fetch it again", "", ""},
};

TEST(CodaRefusals, NameRulePlaceValueAndRemedy) {
  for (const Case& c : kCases) {
    const Decoded result = decode("coda", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.message;
    EXPECT_STREQ(result.error.rule, c.rule) << result.error.message;
    EXPECT_STREQ(result.error.message, c.message);
    EXPECT_STREQ(result.error.expected, c.expected) << c.message;
    EXPECT_STREQ(result.error.found, c.found) << c.message;
    EXPECT_STREQ(decode("coda", c.document, 1).error.message, result.error.message);
  }
}

TEST(CodaRefusals, HoldTheMoneyThatCameIn) {
  EXPECT_EQ(held_of(decode("coda", changed({{8, 53, "9"}}))), "EUR 250.00");
}

TEST(CodaRefusals, CostOneStatementNotTheFile) {
  const std::string bad = changed({{8, 53, "9"}, {9, 128, "1"}});
  const Decoded result = decode("coda", statement(0, {kIn}, "1") + bad + statement(25000, {kIn}));
  ASSERT_EQ(result.status, SALDO_OK);
  ASSERT_EQ(result.statements().size(), 2u);
  EXPECT_EQ(result.statements()[1].index, 3);
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].statement, 2);
  EXPECT_EQ(result.refusals()[0].rule, "statement.balance");
  EXPECT_EQ(result.refusals()[0].held->to_string(), "250.00");
}

TEST(CodaRefusals, FindTheNextStatementBehindOneWithoutTrailer) {
  const std::string cut = statement(0, {kIn}).substr(0, 4 * 129);
  const Decoded result = decode("coda", cut + statement(25000, {kIn}));
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].message,
            "line 5: a new statement begins before the trailer of statement 1 '005' of account "
            "'BE68539007547034'; fetch the file again");
  EXPECT_EQ(result.statements().size(), 1u);
}

TEST(CodaRefusals, NameRecordsBetweenStatements) {
  const Decoded result = decode("coda", statement(0, {kIn}) + message("stray") + message("more"));
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].rule, "record.order");
  EXPECT_EQ(result.refusals()[0].statement, 2);
}

TEST(CodaRefusals, SayThatTheNextStatementIsMissing) {
  const Decoded result = decode("coda", statement(0, {kIn}, "1"));
  ASSERT_EQ(result.status, SALDO_OK);
  EXPECT_EQ(result.statements().size(), 1u);
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].rule, "file.next");
  EXPECT_EQ(result.refusals()[0].message,
            "line 8, column 128: the trailer says that another statement follows (multiple file "
            "code '1' instead of 2), but the file ends; fetch it again or ask the sender for the "
            "rest");
  TestHost lenient(bank_entry(), "coda", {{"lenient", "true"}});
  EXPECT_TRUE(lenient.decode(statement(0, {kIn}, "1")).refusals().empty());
  EXPECT_EQ(lenient.logs.size(), 1u);
}

TEST(CodaRefusals, ReadTheSumsOfATrailerThatIsCutShort) {
  std::string document = statement(0, {kIn});
  document.resize(document.size() - 60);
  const Decoded result = decode("coda", document);
  EXPECT_EQ(result.statements().size(), 1u);
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].rule, "file.next");
}

TEST(CodaRefusals, MarkWhatIsReadLeniently) {
  for (const auto& document : {changed({{8, 53, "9"}}), changed({{9, 21, "9"}}),
                               changed({{3, 46, "3"}}), changed({{8, 5, "BE71096123456769"}})}) {
    const Decoded result = decode_leniently("coda", document);
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_TRUE(result.statements().at(0).unbalanced);
  }
}

const std::string kTwo = statement(100000,
                                   {{.cents = 100000, .code = "10550000"},
                                    {.detail = 1, .cents = 25000, .code = "50550000"},
                                    {.detail = 2, .cents = 75000, .code = "50550000"},
                                    kOut},
                                   "1") +
                         statement(5, {kIn});

TEST(CodaRefusals, FindEveryCut) { expect_every_cut_is_found("coda", kTwo); }

TEST(CodaRefusals, FindEveryChangeOfASum) { expect_every_change_is_found("coda", kTwo); }

}  // namespace
}  // namespace saldo
