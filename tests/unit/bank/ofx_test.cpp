#include "bank_testing.hpp"
#include "ofx_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace ofx_documents;

constexpr const char* kSgml = R"(OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<SIGNONMSGSRSV1>
<SONRS>
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<DTSERVER>20260201101500.000[+1:CET]
<LANGUAGE>FRA
<INTU.BID>00002
</SONRS>
</SIGNONMSGSRSV1>
<BANKMSGSRSV1>
<STMTTRNRS>
<TRNUID>77
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<STMTRS>
<CURDEF>EUR
<BANKACCTFROM>
<BANKID>20041
<BRANCHID>01005
<ACCTID>0500013M026
<ACCTTYPE>CHECKING
</BANKACCTFROM>
<BANKTRANLIST>
<DTSTART>20260101
<DTEND>20260131235959[+1:CET]
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20260115003000.000[-8:PST]
<DTUSER>20260114
<DTAVAIL>20260116
<TRNAMT>+1234,50
<FITID>2026-0001
<CHECKNUM>0
<REFNUM>VIR-9
<NAME>Dupont & Fils
<BANKACCTTO>
<BANKID>BNPAFRPP
<ACCTID>FR7630006000011234567890189
<ACCTTYPE>CHECKING
</BANKACCTTO>
<MEMO>FACTURE 4711 &lt;janvier&gt;
</STMTTRN>
<STMTTRN>
<TRNTYPE>CHECK
<DTPOSTED>20260120
<TRNAMT>-80.00
<FITID>2026-0002
<CHECKNUM>1044
<REFNUM>R-5
<PAYEE>
<NAME>Papeterie du Port
<ADDR1>1 quai Sud
<CITY>Brest
</PAYEE>
</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL>
<BALAMT>2154.50
<DTASOF>20260131
</LEDGERBAL>
<AVAILBAL>
<BALAMT>2000.00
<DTASOF>20260131
</AVAILBAL>
</STMTRS>
</STMTTRNRS>
</BANKMSGSRSV1>
</OFX>
)";

TEST(Ofx, ReadsEveryFieldOfAStatement) {
  const auto result = decode("ofx", kSgml);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), R"(41:564
statement=1
index=1
booking_date=2026-01-15
value_date=2026-01-16
amount=1234.50 EUR
status=booked
bank_reference=2026-0001
customer_reference=VIR-9
code.proprietary=CREDIT
counterparty.name=Dupont & Fils
counterparty.iban=FR7630006000011234567890189
counterparty.bic=BNPAFRPP
remittance=FACTURE 4711 <janvier>

58:887
statement=1
index=2
booking_date=2026-01-20
amount=-80.00 EUR
status=booked
bank_reference=2026-0002
customer_reference=1044
code.proprietary=CHECK
counterparty.name=Papeterie du Port
remittance=R-5

30:380
index=1
kind=notification
account.number=0500013M026
account.bank=20041/01005
account.currency=EUR
closing.amount=2154.50 EUR
closing.date=2026-01-31
transactions=2
total_credit=1234.50 EUR
total_debit=80.00 EUR
from=2026-01-01
to=2026-01-31

)");
}

TEST(Ofx, ReadsVersionTwoAsVersionOne) {
  std::string xml = kSgml;
  xml.replace(0, xml.find("<OFX>"),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?OFX OFXHEADER=\"200\" "
              "VERSION=\"211\" SECURITY=\"NONE\" OLDFILEUID=\"NONE\" NEWFILEUID=\"NONE\"?>\n");
  for (std::size_t i = xml.find("<OFX>"); (i = xml.find('<', i)) != xml.npos; ++i) {
    const std::size_t end = xml.find('>', i), line = xml.find('\n', end);
    if (xml[i + 1] == '/' || line == end + 1) continue;
    xml.insert(line, "</" + xml.substr(i + 1, end - i));
    i = line;
  }
  xml.replace(xml.find("Dupont & Fils"), 13, "Dupont &amp; Fils");
  const auto one = decode("ofx", kSgml), two = decode("ofx", xml);
  ASSERT_EQ(two.status, SALDO_OK) << two.error.message << xml;
  ASSERT_EQ(one.transactions().size(), two.transactions().size());
  for (std::size_t i = 0; i < two.transactions().size(); ++i)
    EXPECT_EQ(FieldLines::of(one.transactions()[i]), FieldLines::of(two.transactions()[i]));
  EXPECT_EQ(FieldLines::of(one.statements().at(0)), FieldLines::of(two.statements().at(0)));
}

TEST(Ofx, IsANotificationBecauseNothingProvesItsTransactions) {
  const auto result = decode("ofx", transactions(transaction("5.00")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const Statement s = result.statements().at(0);
  EXPECT_EQ(s.kind, "notification");
  EXPECT_FALSE(s.opening.amount);
  EXPECT_FALSE(s.closing.amount);
}

TEST(Ofx, ReadsSeveralAccountsAndCreditCards) {
  const std::string card =
      "<CREDITCARDMSGSRSV1><CCSTMTTRNRS><TRNUID>0<STATUS><CODE>0<SEVERITY>INFO</STATUS><CCSTMTRS>"
      "<CURDEF>AUD<CCACCTFROM><ACCTID>4111111111111111</CCACCTFROM>" +
      list(transaction("-5.50")) +
      "<LEDGERBAL><BALAMT>-123.45<DTASOF>20260131</LEDGERBAL></CCSTMTRS></CCSTMTTRNRS>"
      "</CREDITCARDMSGSRSV1>";
  std::string document = file_of(response(list(transaction("1.00"))) + response(list(""), "USD"));
  document.insert(document.find("</OFX>"), card);
  const auto result = decode("ofx", document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.statements().size(), 3u);
  EXPECT_EQ(result.statements()[1].account_currency, "USD");
  EXPECT_EQ(result.statements()[1].transactions, 0);
  EXPECT_EQ(result.statements()[2].account_number, "4111111111111111");
  EXPECT_EQ(result.statements()[2].closing.amount->to_string(), "-123.45");
  EXPECT_EQ(result.transactions().at(1).statement, 3);
  EXPECT_EQ(result.transactions().at(1).amount->to_string(), "-5.50");
}

TEST(Ofx, ReadsPendingTransactionsAsPending) {
  const auto result =
      decode("ofx", file_of(response(list(transaction("5.00")) +
                                     "<BANKTRANLISTP><DTASOF>20260131<STMTTRNP><TRNTYPE>POS"
                                     "<DTTRAN>20260130<TRNAMT>-7.25<NAME>Kiosk</STMTTRNP>"
                                     "</BANKTRANLISTP>")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const Transaction t = result.transactions().at(1);
  EXPECT_EQ(t.status, "pending");
  EXPECT_TRUE(t.booking_date.empty());
  EXPECT_EQ(t.value_date.to_string(), "2026-01-30");
  EXPECT_EQ(result.statements().at(0).total_debit->to_string(), "0.00");
}

TEST(Ofx, ReadsOfAnInvestmentAccountItsBankTransactionsOnly) {
  const std::string document =
      std::string(kHeader) +
      "<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>"
      "<INVSTMTRS><DTASOF>20260131<CURDEF>USD<INVACCTFROM><BROKERID>broker.example<ACCTID>99"
      "</INVACCTFROM><INVTRANLIST><DTSTART>20260101<DTEND>20260131"
      "<BUYSTOCK><INVBUY><INVTRAN><FITID>1<DTTRADE>20260105<DTSETTLE>20260107</INVTRAN>"
      "<UNITS>100<TOTAL>-5025.00</INVBUY><BUYTYPE>BUY</BUYSTOCK>"
      "<INVBANKTRAN>" +
      transaction("1000.00", "<NAME>Customer deposit") +
      "<SUBACCTFUND>CASH</INVBANKTRAN></INVTRANLIST>"
      "<INVPOSLIST><POSSTOCK><INVPOS><UNITS>200<MEMO>x</INVPOS></POSSTOCK></INVPOSLIST>"
      "<INVBAL><AVAILCASH>200.00<MARGINBALANCE>0<SHORTBALANCE>0</INVBAL>"
      "</INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>";
  TestHost host(bank_entry(), "ofx");
  const auto result = host.decode(document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().size(), 1u);
  EXPECT_EQ(result.transactions().at(0).amount->to_string(), "1000.00");
  EXPECT_EQ(result.statements().at(0).account_bank, "broker.example");
  EXPECT_EQ(host.counters["ofx_securities_skipped"], 1);
}

TEST(Ofx, IsKnownByItsContent) {
  TestHost host(bank_entry(), "ofx");
  EXPECT_EQ(host.identify(kSgml), 95);
  EXPECT_EQ(host.identify("\xEF\xBB\xBF\n\nOFXHEADER:100\n<OFX>"), 95);
  EXPECT_EQ(host.identify("<?xml version=\"1.0\"?><?OFX OFXHEADER=\"200\"?>"), 95);
  EXPECT_EQ(host.identify("\n<OFX >"), 95);
  EXPECT_EQ(host.identify("<START><OFXHEADER>100</OFXHEADER></START><OFX>"), 85);
  EXPECT_EQ(host.identify("x\n<OFXUSERKEY>"), 60);
  EXPECT_EQ(host.identify("<OFC><DTD>2"), 60);
  EXPECT_EQ(host.identify(std::string("\xFF\xFE<\0O\0F\0X\0>\0", 12)), 95);
  EXPECT_EQ(host.identify("Write <OFX> in front"), 0);
  EXPECT_EQ(host.identify("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">"),
            0);
  EXPECT_EQ(host.identify("!Type:Bank\nD1/2/26\n"), 0);
  EXPECT_EQ(host.identify(""), 0);
}

}  // namespace
}  // namespace saldo
