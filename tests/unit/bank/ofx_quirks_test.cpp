#include "bank_testing.hpp"
#include "ofx_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace ofx_documents;

Transaction only(const std::string& document) {
  const auto result = decode("ofx", document);
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message << "\n" << document;
  return result.transactions().empty() ? Transaction() : result.transactions()[0];
}

TEST(OfxQuirks, EmptyElementsWithoutEndAreNoAggregates) {
  const Transaction t = only(
      transactions(transaction("5.00",
                               "<CHECKNUM>\n<REFNUM>\n<NAME>Ada\n<CURRENCY><CURRATE>1<CURSYM>EUR"
                               "</CURRENCY><MEMO>")));
  EXPECT_EQ(t.counterparty_name, "Ada");
  EXPECT_EQ(t.customer_reference, "");
  std::string document = transactions(transaction("5.00"));
  document.replace(document.find("<LANGUAGE>ENG"), 13, "<LANGUAGE>\n<DTPROFUP>20260101");
  EXPECT_EQ(only(document).amount->to_string(), "5.00");
}

TEST(OfxQuirks, EmptyElementsBeforeTheAccountAreNoAggregates) {
  std::string document = transactions(transaction("5.00"));
  document.replace(document.find("<BANKACCTFROM>"), 0, "<CLTCOOKIE>\n");
  EXPECT_EQ(only(document).amount->to_string(), "5.00");
}

TEST(OfxQuirks, ClosedAndSelfClosedElementsAreElements) {
  const Transaction t =
      only(transactions(transaction("5.00", "<NAME>Ada</NAME><CHECKNUM/><MEMO></MEMO>")));
  EXPECT_EQ(t.counterparty_name, "Ada");
  EXPECT_EQ(t.customer_reference, "");
}

TEST(OfxQuirks, VendorsElementsAndAggregatesArePassedOver) {
  std::string document =
      transactions(transaction("5.00", "<INTU.XY>7<VENDOR><NAME>no</VENDOR><NAME>Ada"));
  document.insert(document.find("<BANKTRANLIST>"), "<MKTGINFO>Buy!<X.AGG><A>1<B>2</X.AGG>");
  EXPECT_EQ(only(document).counterparty_name, "Ada");
}

TEST(OfxQuirks, OtherMessageSetsArePassedOver) {
  std::string document = transactions(transaction("5.00"));
  document.insert(document.find("<BANKMSGSRSV1>"),
                  "<SIGNUPMSGSRSV1><ACCTINFOTRNRS><STATUS><CODE>0</STATUS><ACCTINFORS><ACCTINFO>"
                  "<BANKACCTINFO><BANKACCTFROM><ACCTID>5</BANKACCTFROM></BANKACCTINFO></ACCTINFO>"
                  "</ACCTINFORS></ACCTINFOTRNRS></SIGNUPMSGSRSV1>"
                  "<BILLPAYMSGSRSV1><PMTTRNRS><PMTRS><CURDEF>USD<PMTINFO><TRNAMT>30.00</PMTINFO>"
                  "</PMTRS></PMTTRNRS></BILLPAYMSGSRSV1>");
  document.insert(document.find("<STMTTRNRS>"),
                  "<STMTENDTRNRS><STATUS><CODE>0</STATUS><STMTENDRS><CLOSING><BALOPEN>1</CLOSING>"
                  "</STMTENDRS></STMTENDTRNRS>");
  EXPECT_EQ(only(document).amount->to_string(), "5.00");
}

TEST(OfxQuirks, AStatementMayBeClosedByTheTagOfAnotherKind) {
  std::string document =
      std::string(kHeader) +
      "<OFX><CREDITCARDMSGSRSV1><CCSTMTTRNRS><TRNUID>0<CCSTMTRS><CURDEF>CAD<CCACCTFROM><ACCTID>4"
      "</CCACCTFROM>" +
      list(transaction("5.00")) + "</STMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>";
  EXPECT_EQ(only(document).amount->to_string(), "5.00");
}

TEST(OfxQuirks, SeveralListsAreOneStatement) {
  const auto result = decode(
      "ofx",
      file_of(response("<BANKTRANLIST><DTSTART>20260110<DTEND>20260120" + transaction("1.00") +
                       "</BANKTRANLIST>" + list(transaction("2.00")))));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const Statement s = result.statements().at(0);
  EXPECT_EQ(s.transactions, 2);
  EXPECT_EQ(s.total_credit->to_string(), "3.00");
  EXPECT_EQ(s.from.to_string(), "2026-01-01");
  EXPECT_EQ(s.to.to_string(), "2026-01-31");
}

TEST(OfxQuirks, EndTagsMayBeMissingUnderAnXmlHeader) {
  std::string document = transactions(transaction("5.00"));
  document.replace(0, document.find("<OFX>"),
                   "<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\"?>  \n");
  EXPECT_EQ(only(document).amount->to_string(), "5.00");
}

TEST(OfxQuirks, TheHeaderMayBeGluedOrMissingOrMarkup) {
  const std::string document = transactions(transaction("5.00", "<NAME>Jos\xE9"));
  const std::string body = document.substr(document.find("<OFX>"));
  const char* glued =
      "OFXHEADER:100DATA:OFXSGMLVERSION:102SECURITY:NONEENCODING:USASCIICHARSET:1252"
      "COMPRESSION:NONEOLDFILEUID:NONENEWFILEUID:NONE";
  for (const char* header :
       {"", "\r\n\r\n\r\n", "\xEF\xBB\xBF", glued,
        "<START><OFXHEADER>100</OFXHEADER><CHARSET>1252</CHARSET></START>\n and more\n",
        "OFXHEADER: 100\nENCODING: ISO-8859-1\nCHARSET: NONE\n"})
    EXPECT_EQ(only(header + body).counterparty_name, "José") << header;
  EXPECT_EQ(only("<OFX >" + body.substr(5)).counterparty_name, "José");
}

TEST(OfxQuirks, BytesAreReadInTheCharsetOfTheHeaderUnlessTheyAreUtf8) {
  struct Case {
    const char *charset, *bytes, *text;
  };
  for (const Case& c :
       {Case{"1252", "\x80 \xE9", "€ é"}, Case{"1252", "Jos\xC3\xA9", "José"},
        Case{"ISO-8859-1", "\xE9", "é"}, Case{"8859-2", "\xB3", "ł"}, Case{"8859-15", "\xA4", "€"},
        Case{"1250", "\xB3", "ł"}, Case{"437", "\x82", "é"}, Case{"850", "\x9B", "ø"},
        Case{"852", "\x88", "ł"}, Case{"NONE", "\xE9", "é"}}) {
    std::string document = transactions(transaction("5.00", std::string("<NAME>") + c.bytes));
    document.replace(document.find("CHARSET:1252"), 12, std::string("CHARSET:") + c.charset);
    EXPECT_EQ(only(document).counterparty_name, c.text) << c.charset;
  }
}

TEST(OfxQuirks, TextsMayHoldWhatSgmlWouldEscape) {
  struct Case {
    const char *raw, *text;
  };
  for (const Case& c :
       {Case{"AT&T < 5 & more", "AT&T < 5 & more"}, Case{"a &amp; b", "a & b"},
        Case{"&#233;t&#xE9; &nbsp;x", "été  x"}, Case{"&quot;&apos;&lt;&gt;", "\"'<>"},
        Case{"&unknown; &#xD800; &#0; &;", "&unknown; &#xD800; &#0; &;"},
        Case{"<![CDATA[A & <B>  C]]>", "A & <B>  C"}, Case{"one<!-- two --> three", "one three"},
        Case{"wrapped\r\n line\tx", "wrapped  line x"}, Case{"nul\x01here", "nul here"}})
    EXPECT_EQ(
        only(transactions(transaction("5.00", std::string("<MEMO>") + c.raw))).remittance.at(0),
        c.text);
}

TEST(OfxQuirks, CommentsMayHideElements) {
  const Transaction t =
      only(transactions("<STMTTRN>  <!-- one -->\n<TRNTYPE>OTHER <!-- type -->\n"
                        "<DTPOSTED>20260115 <!-- day --><!-- <TRNAMT>9 -->\n"
                        "<TRNAMT>5.00<FITID>1</STMTTRN> <!-- end -->\n"));
  EXPECT_EQ(t.amount->to_string(), "5.00");
}

TEST(OfxQuirks, AmountsMayHaveSignsCommasAndThousands) {
  struct Case {
    const char *written, *amount;
  };
  for (const Case& c :
       {Case{"+100.00", "100.00"}, Case{"-80", "-80.00"}, Case{"12,5", "12.50"},
        Case{"-1,234.56", "-1234.56"}, Case{"1.234.567,8", "1234567.80"}, Case{"5.", "5.00"},
        Case{".05", "0.05"}, Case{"277.5700", "277.57"}, Case{" 7.00 ", "7.00"},
        Case{"0.00", "0.00"}, Case{"0.000", "0.00"}, Case{"1234.000", "1234.00"}})
    EXPECT_EQ(only(transactions(transaction(c.written))).amount->to_string(), c.amount);
  EXPECT_EQ(only(file_of(response(list(transaction("500")), "JPY"))).amount->to_string(), "500");
  EXPECT_EQ(only(file_of(response(list(transaction("1,250")), "KWD"))).amount->to_string(),
            "1.250");
}

TEST(OfxQuirks, DatesAreCivilWhateverTimeAndZoneTheyCarry) {
  for (const char* date :
       {"20260115", "20260115235959", "20260115000000.000[-8:PST]", "20260115120000.258",
        "20260115[+5.30:IST]", "2026011500000000[-5:EST]", "20260115:014", "20260115 12:00"}) {
    std::string document = transactions(transaction("5.00"));
    document.replace(document.find("<DTPOSTED>20260115") + 10, 8, date);
    EXPECT_EQ(only(document).booking_date.to_string(), "2026-01-15") << date;
  }
}

TEST(OfxQuirks, TheTransactionMayNameTheCurrencyThatTheStatementLeavesOut) {
  const std::string line = transaction("12.34", "<CURRENCY><CURRATE>1.0<CURSYM>AUD</CURRENCY>");
  const auto result = decode(
      "ofx",
      file_of(response(list(line) + "<LEDGERBAL><BALAMT></BALAMT><DTASOF></LEDGERBAL>", "")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().at(0).account_currency, "AUD");
  EXPECT_FALSE(result.statements().at(0).closing.amount);
  EXPECT_EQ(result.transactions().at(0).amount->currency.code(), "AUD");
}

TEST(OfxQuirks, AnOriginalCurrencyDoesntChangeTheAmount) {
  const Transaction t = only(
      transactions(transaction("12.34", "<ORIGCURRENCY><CURRATE>0.9<CURSYM>USD</ORIGCURRENCY>")));
  EXPECT_EQ(t.amount->currency.code(), "EUR");
}

TEST(OfxQuirks, TheDescriptionMayStandInTheName) {
  EXPECT_EQ(only(transactions(transaction("5.00", "<NAME>INV 4711"))).remittance.at(0), "INV 4711");
  const Transaction t = only(transactions(
      transaction("5.00", "<NAME>Short<EXTDNAME>Long Name Ltd<MEMO>one<MEMO>two<MEMO>")));
  EXPECT_EQ(t.counterparty_name, "Long Name Ltd");
  EXPECT_EQ(t.remittance, (std::vector<std::string>{"one", "two"}));
}

TEST(OfxQuirks, AnIbanMayStandWhereTheNumberDoes) {
  std::string document = transactions(transaction("5.00"));
  document.replace(document.find("0500013M026"), 11, "FR1420041010050500013M02606");
  EXPECT_EQ(decode("ofx", document).statements().at(0).account_iban, "FR1420041010050500013M02606");
  document.replace(document.find("FR14"), 4, "FR15");
  EXPECT_EQ(decode("ofx", document).statements().at(0).account_number,
            "FR1520041010050500013M02606");
}

TEST(OfxQuirks, SeveralDocumentsMayStandInOneFile) {
  const std::string one = transactions(transaction("1.00")),
                    two = transactions(transaction("2.00"));
  const auto result = decode("ofx", one + two + std::string("\r\n\x1A\0\0", 5));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.statements().size(), 2u);
  EXPECT_EQ(result.transactions().at(1).statement, 2);
  EXPECT_EQ(result.transactions().at(1).at.offset, one.size() + two.find("<STMTTRN>"));
}

TEST(OfxQuirks, LineEndsAreAsTheyCome) {
  const std::string document = transactions(transaction("5.00", "\n<NAME>Ada\n"));
  for (const char* end : {"\r\n", "\r", "", "\n\n"}) {
    std::string changed;
    for (const char c : document)
      if (c == '\n')
        changed += end;
      else if (c != '\r')
        changed += c;
    EXPECT_EQ(only(changed).counterparty_name, "Ada");
  }
}

TEST(OfxQuirks, AMemoAcrossTheBordersOfTheBufferIsWhole) {
  const std::string text(200 * 1024, 'x');
  std::string document =
      transactions(transaction("1.00", "<MEMO>" + text) + transaction("2.00", "<MEMO>" + text));
  const auto result = decode("ofx", document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().at(1).remittance.at(0), text);
}

}  // namespace
}  // namespace saldo
