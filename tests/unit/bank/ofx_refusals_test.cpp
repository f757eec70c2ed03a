#include "bank_testing.hpp"
#include "ofx_documents.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace ofx_documents;

struct Case {
  std::string document;
  const char *rule, *message;  // the message without the place
  const char* at;              // what stands at the offset
};

std::string with(std::string document, const std::string& what, const std::string& by) {
  return document.replace(document.find(what), what.size(), by);
}

const std::string kGood = transactions(transaction("5.00"));

const Case kStatements[] = {
    {with(kGood, "<TRNAMT>5.00", ""), "entry.incomplete",
     "<STMTTRN>: the transaction has no amount (TRNAMT); ask the bank for a correct file",
     "<STMTTRN>"},
    {with(kGood, "<TRNAMT>5.00", "<TRNAMT>"), "entry.incomplete",
     "<TRNAMT>: the transaction has no amount (TRNAMT); ask the bank for a correct file",
     "<TRNAMT>"},
    {with(kGood, "<TRNAMT>5.00", "<TRNAMT>$120"), "amount.invalid",
     "<TRNAMT>: amount '$120' is not a decimal number (EUR); ask the bank for a correct file",
     "<TRNAMT>"},
    {with(kGood, "<TRNAMT>5.00", "<TRNAMT>1.2345"), "amount.invalid",
     "<TRNAMT>: amount '1.2345' has more decimals than its currency (EUR); ask the bank for a "
     "correct file",
     "<TRNAMT>"},
    {with(kGood, "<TRNAMT>5.00", "<TRNAMT>-1,000"), "amount.invalid",
     "<TRNAMT>: the mark in amount '-1,000' may stand before decimals or before the last three "
     "digits of thousands; ask the bank for a correct file",
     "<TRNAMT>"},
    {with(kGood, "<TRNAMT>5.00", "<TRNAMT>1.000"), "amount.invalid",
     "<TRNAMT>: the mark in amount '1.000' may stand before decimals or before the last three "
     "digits of thousands; ask the bank for a correct file",
     "<TRNAMT>"},
    {with(kGood, "<TRNAMT>5.00", "<TRNAMT>1,23.456,00"), "amount.invalid",
     "<TRNAMT>: amount '1,23.456,00' is not a decimal number (EUR); ask the bank for a correct "
     "file",
     "<TRNAMT>"},
    {with(kGood, "<TRNAMT>5.00", "<TRNAMT>99999999999999999999"), "amount.range",
     "<TRNAMT>: amount '99999999999999999999' is beyond 64 bits (EUR); ask the bank for a correct "
     "file",
     "<TRNAMT>"},
    {with(kGood, "<TRNAMT>5.00", "<TRNAMT>5.00<TRNAMT>6.00"), "ofx.structure",
     "<TRNAMT>: the transaction has more than one amount; ask the bank for a correct file",
     "<TRNAMT>"},
    {with(kGood, "<DTPOSTED>20260115", ""), "entry.incomplete",
     "<STMTTRN>: the transaction has no date (DTPOSTED); ask the bank for a correct file",
     "<STMTTRN>"},
    {with(kGood, "20260115", "20260231"), "date.invalid",
     "<DTPOSTED>: '20260231' is not a day of the form YYYYMMDD; ask the bank for a correct file",
     "<DTPOSTED>"},
    {with(kGood, "20260115", "2026-01-15"), "date.invalid",
     "<DTPOSTED>: '2026-01-15' is not a day of the form YYYYMMDD; ask the bank for a correct file",
     "<DTPOSTED>"},
    {with(kGood, "<DTSTART>20260101", "<DTSTART>2026010"), "date.invalid",
     "<DTSTART>: '2026010' is not a day of the form YYYYMMDD; ask the bank for a correct file",
     "<DTSTART>"},
    {with(kGood, "<CURDEF>EUR", "<CURDEF>EURO"), "amount.currency",
     "<CURDEF>: currency 'EURO' is not an ISO 4217 code; ask the bank for a correct file",
     "<CURDEF>"},
    {with(kGood, "<CURDEF>EUR", ""), "amount.currency",
     "<TRNAMT>: neither the statement (CURDEF) nor the transaction (CURRENCY) names a currency; "
     "ask the bank for a correct file",
     "<TRNAMT>"},
    {transactions(transaction("5.00", "<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>")),
     "entry.currency",
     "<CURSYM>: the amount is in USD but the account is in EUR, so what was booked isn't said; ask "
     "the bank for a correct file",
     "<CURSYM>"},
    {transactions(transaction("5.00", "<CORRECTFITID>F0<CORRECTACTION>REPLACE")), "ofx.correction",
     "<CORRECTFITID>: the transaction corrects transaction 'F0', which may be booked already; ask "
     "the bank for a correct file",
     "<CORRECTFITID>"},
    {with(kGood, "<TRNTYPE>OTHER", "<TRNTYPE>DEBIT"), "entry.sign",
     "<TRNAMT>: the amount 5.00 contradicts TRNTYPE DEBIT; ask the bank for a correct file",
     "<TRNAMT>"},
    {with(kGood, "<ACCTID>0500013M026", ""), "statement.account",
     "the statement names no account (ACCTID); ask the bank for a correct file", "</STMTRS>"},
    {with(file_of(response("")), "<CURDEF>EUR", ""), "amount.currency",
     "the statement names no currency (CURDEF); ask the bank for a correct file", "</STMTRS>"},
    {file_of(response("<LEDGERBAL><BALAMT>x<DTASOF>20260131</LEDGERBAL>")), "amount.invalid",
     "<BALAMT>: amount 'x' is not a decimal number (EUR); ask the bank for a correct file",
     "<BALAMT>"},
    {file_of("<STMTTRNRS><TRNUID>1<STATUS><CODE>2000<SEVERITY>ERROR<MESSAGE>General Server Error"
             "</STATUS></STMTTRNRS>"),
     "ofx.status",
     "the bank answers with an error: <CODE> '2000', 'General Server Error'; ask the bank about it",
     "<STATUS>"},
    {std::string(kHeader) +
         "<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>USD<INVACCTFROM><ACCTID>9"
         "</INVACCTFROM><INVTRANLIST></INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1>"
         "</OFX>",
     "ofx.investment",
     "the statement is of an investment account and holds no bank transaction (INVBANKTRAN); saldo "
     "reads bank money only, so take it out of the connector",
     "<INVSTMTRS>"},
};

const Case kDocuments[] = {
    {"", "document.empty", "the file holds nothing: fetch it again", ""},
    {" \r\n", "document.empty", "the file holds nothing: fetch it again", ""},
    {std::string(kHeader) + "<OFX></OFX>", "document.empty",
     "the file holds no statement; ask the bank for one of the account", ""},
    {file_of("") + "\n", "document.empty",
     "the file holds no statement, only SIGNONMSGSRSV1; ask the bank for one of the account", ""},
    {with(file_of(""), "<CODE>0<SEVERITY>INFO",
          "<CODE>15500<SEVERITY>ERROR<MESSAGE>Wrong password"),
     "ofx.status",
     "the sign-on failed: <CODE> '15500', 'Wrong password'; check the user and password of the "
     "download",
     "<STATUS>"},
    {"this is no OFX file", "ofx.header", "the file has no <OFX>; it is no OFX file or was cut off",
     "this"},
    {"<OFC><DTD>2</OFC>", "ofx.header",
     "the file is OFC, the predecessor of OFX, which isn't read; have the bank send OFX", "<OFC>"},
    {"OFXHEADER:100\n<STMTTRN><OFX>", "ofx.header", "a transaction stands outside of <OFX>",
     "<STMTTRN>"},
    {"<OFX>\n<!DOCTYPE x [<!ENTITY a \"b\">]>\n</OFX>", "xml.doctype",
     "a DOCTYPE or ENTITY declaration; saldo reads no document that declares entities, and no bank "
     "or ERP system needs them",
     "<!DOCTYPE"},
    {with(kGood, "<TRNAMT>5.00", "<TRNAMT 5.00"), "ofx.tag",
     "the tag '<TRNAMT 5.00' has no '>'; ask the bank for a correct file", "<TRNAMT 5.00"},
    {with(kGood, "<TRNAMT>", "<TRN*AMT>"), "ofx.tag",
     "'<TRN*AMT>' is no tag; ask the bank for a correct file", "<TRN*AMT>"},
    {with(kGood, "</STMTTRN>", "</STMTTRM>"), "ofx.structure",
     "</STMTTRM> stands inside <STMTTRN>, where it closes nothing; ask the bank for a correct file",
     "</STMTTRM>"},
    {transactions(transaction("1.00") + with(transaction("2.00"), "</STMTTRN>", "") +
                  transaction("3.00")),
     "ofx.structure",
     "<STMTTRN> begins before the one before it has ended; ask the bank for a correct file",
     "<STMTTRN>"},
    {with(kGood, "<BANKTRANLIST>", "<BANKTRANLISD>"), "ofx.structure",
     "<STMTTRN> stands inside <STMTRS>; ask the bank for a correct file", "<STMTTRN>"},
    {with(kGood, "<STMTTRN>", "STMTTRN>"), "ofx.structure",
     "</STMTTRN> stands inside <BANKTRANLIST>, where it closes nothing; ask the bank for a correct "
     "file",
     "</STMTTRN>"},
    {with(kGood, "<DTEND>20260131", "<DTEND>20260131</DTEND>x"), "ofx.structure",
     "the text 'x' stands behind </DTEND>, where no text can be; ask the bank for a correct file",
     "x"},
    {with(kGood, "<STMTTRN>", "<XTMTTRN>"), "ofx.structure",
     "</STMTTRN> stands inside <BANKTRANLIST>, where it closes nothing; ask the bank for a correct "
     "file",
     "</STMTTRN>"},
    {with(kGood, "</STMTTRN>", "</STMTTRN>x"), "ofx.structure",
     "the text 'x' stands behind </STMTTRN>, where no text can be; ask the bank for a correct file",
     "x"},
    {with(kGood, "<STMTTRN>", "<STMTTRN>x"), "ofx.structure",
     "<STMTTRN> holds the text 'x' and not elements; ask the bank for a correct file",
     "<STMTTRN>x"},
    {with(kGood, "<FITID>F1", "<FITID>F1</FITID>x<MEMO>y"), "ofx.structure",
     "the text 'x' stands behind </FITID>, where no text can be; ask the bank for a correct file",
     "x"},
    {with(kGood, "</BANKTRANLIST>", "</BANKTRANLISD>"), "ofx.structure",
     "</BANKTRANLISD> stands inside <BANKTRANLIST>, where it closes nothing; ask the bank for a "
     "correct file",
     "</BANKTRANLISD>"},
    {kGood + "<STMTTRN>", "ofx.header", "a transaction stands outside of <OFX>", "<STMTTRN>"},
    {kGood + "rest", "ofx.trailing",
     "behind the end of the document stands 'rest', which is no other document; fetch the file "
     "again",
     "rest"},
    {with(kGood, "</OFX>\n", ""), "ofx.truncated",
     "the file ends inside 'OFX'; it was cut off on its way: fetch it again", ""},
};

void expect_refused(const Case& c) {
  const auto result = decode("ofx", c.document);
  EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.document;
  EXPECT_STREQ(result.error.rule, c.rule) << c.document;
  const auto at = result.error.place;
  EXPECT_EQ(result.error.message, xml::where({at.line, at.offset}) + c.message) << c.document;
  EXPECT_STREQ(decode("ofx", c.document, 1).error.message, result.error.message);
  EXPECT_EQ(c.document.substr(at.offset, std::strlen(c.at)), c.at) << result.error.message;
  const auto line = std::count(c.document.begin(), c.document.begin() + at.offset, '\n') + 1;
  EXPECT_EQ(at.line, line);
}

TEST(OfxRefusals, NameRulePlaceValueAndRemedy) {
  for (const Case& c : kStatements) expect_refused(c);
  for (const Case& c : kDocuments) expect_refused(c);
}

TEST(OfxRefusals, CostOnlyTheStatementThatIsWrong) {
  for (const Case& c : kStatements) {
    const std::size_t begin = c.document.find("<STMTTRNRS>");
    if (begin == c.document.npos) continue;
    const std::size_t end = c.document.find("</BANKMSGSRSV1>");
    const std::string bad = c.document.substr(begin, end - begin);
    const std::string good = response(list(transaction("2.50")));
    std::string responses = good + bad;
    responses += good;
    const auto result = decode("ofx", file_of(responses));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.statements().size(), 2u);
    ASSERT_EQ(result.refusals().size(), 1u) << bad;
    EXPECT_EQ(result.refusals()[0].rule, c.rule);
    EXPECT_EQ(result.refusals()[0].statement, 2);
    EXPECT_EQ(result.statements()[1].index, 3);
    EXPECT_EQ(result.statements()[1].total_credit->to_string(), "2.50");
  }
}

TEST(OfxRefusals, TellTheMoneyThatIsHeldUp) {
  const std::string bad = list(transaction("2.00") + transaction("3.00") + transaction("x"));
  EXPECT_EQ(held_of(decode("ofx", file_of(response(bad)))), "EUR 5.00");
  const auto result = decode("ofx", file_of(response(bad) + response(list(transaction("1.00")))));
  EXPECT_EQ(result.refusals().at(0).held->to_string(), "5.00");
  const auto cut = transactions(transaction("2.00") + transaction("3.00"));
  EXPECT_EQ(held_of(decode("ofx", cut.substr(0, cut.size() - 10))), "EUR 5.00");
}

TEST(OfxRefusals, AContradictorySignIsReadLenientlyAsItIsWritten) {
  const auto result = decode_leniently("ofx", with(kGood, "<TRNTYPE>OTHER", "<TRNTYPE>DEBIT"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.statements().at(0).unbalanced);
  EXPECT_EQ(result.transactions().at(0).amount->to_string(), "5.00");
}

TEST(OfxRefusals, StopEarlyInAFileOfTwoGigabytesOfOneByte) {
  for (const char byte : {'\0', 'x', '<', '\n'}) {
    TestHost host(bank_entry(), "ofx");
    for (const std::string start :
         {"", "<OFX>", "<OFX><BANKMSGSRSV1>", "<OFX><!--", "<OFX></OFX>"}) {
      std::uint64_t given = 0;
      const auto result = host.decode_stream(
          [&](char* buffer, std::size_t capacity) {
            std::memset(buffer, byte, capacity);
            if (given < start.size()) start.copy(buffer, capacity, given);
            given += capacity;
            return capacity;
          },
          std::uint64_t{2} << 30);
      EXPECT_EQ(result.status, SALDO_E_REJECTED) << start << byte;
      EXPECT_LT(given, std::uint64_t{4} << 20);
    }
  }
}

}  // namespace
}  // namespace saldo
