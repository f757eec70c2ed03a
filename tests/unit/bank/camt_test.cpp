#include "bank_testing.hpp"
#include "camt_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace camt_documents;

constexpr const char* kFull = R"(<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
 <BkToCstmrStmt>
  <GrpHdr><MsgId>M1</MsgId></GrpHdr>
  <Stmt>
   <Id>STMT-7</Id><ElctrncSeqNb>7</ElctrncSeqNb><LglSeqNb>3</LglSeqNb>
   <FrToDt><FrDtTm>2026-01-02T00:00:00+01:00</FrDtTm><ToDtTm>2026-01-02T23:59:59+01:00</ToDtTm></FrToDt>
   <Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy><Nm>Giro</Nm>
    <Svcr><FinInstnId><BICFI>BYLADEM1001</BICFI></FinInstnId></Svcr></Acct>
   <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>
   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1089.70</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><DtTm>2026-01-02T20:00:00</DtTm></Dt></Bal>
   <Ntry><NtryRef>N1</NtryRef><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>false</RvslInd><Sts><Cd>BOOK</Cd></Sts>
    <BookgDt><Dt>2026-01-02</Dt></BookgDt><ValDt><DtTm>2026-01-03T10:00:00Z</DtTm></ValDt><AcctSvcrRef>BANK-1</AcctSvcrRef>
    <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>
    <NtryDtls><TxDtls>
     <Refs><InstrId>I-1</InstrId><EndToEndId>E2E-1</EndToEndId><MndtId>MND-1</MndtId></Refs>
     <Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
     <AmtDtls><InstdAmt><Amt Ccy="USD">110.00</Amt></InstdAmt></AmtDtls>
     <RltdPties><Dbtr><Pty><Nm>Müller &amp; Söhne</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>AT611904300234573201</IBAN></Id></DbtrAcct>
      <UltmtDbtr><Pty><Nm>Enkel GmbH</Nm></Pty></UltmtDbtr><Cdtr><Pty><Nm>We</Nm></Pty></Cdtr></RltdPties>
     <RltdAgts><DbtrAgt><FinInstnId><BICFI>BKAUATWW</BICFI></FinInstnId></DbtrAgt></RltdAgts>
     <RmtInf><Ustrd>Rechnung 4711</Ustrd><Ustrd> vom 1.1. </Ustrd>
      <Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>4711</Nb><RltdDt><Dt>2025-12-30</Dt></RltdDt></RfrdDocInf>
       <RfrdDocAmt><RmtdAmt Ccy="EUR">120.00</RmtdAmt></RfrdDocAmt></Strd>
      <Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CREN</Cd></CdOrPrtry></Tp><Nb>9000</Nb></RfrdDocInf>
       <RfrdDocAmt><CdtNoteAmt Ccy="EUR">20.00</CdtNoteAmt></RfrdDocAmt>
       <CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf><AddtlRmtInf>more</AddtlRmtInf></Strd></RmtInf>
    </TxDtls></NtryDtls></Ntry>
   <Ntry><Amt Ccy="EUR">10.30</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt>
    <Chrgs><Rcrd><Amt Ccy="EUR">0.30</Amt></Rcrd></Chrgs>
    <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
     <RltdPties><Cdtr><Pty><Nm>Supplier</Nm></Pty></Cdtr><CdtrAcct><Id><Othr><Id>12345</Id></Othr></Id></CdtrAcct></RltdPties>
     <RtrInf><Rsn><Cd>AM04</Cd></Rsn><AddtlInf>no</AddtlInf><AddtlInf>funds</AddtlInf></RtrInf></TxDtls></NtryDtls>
    <AddtlNtryInf>SEPA return</AddtlNtryInf></Ntry>
  </Stmt>
 </BkToCstmrStmt>
</Document>
)";

TEST(Camt, ReadsEveryFieldOfAStatement) {
  const auto result = decode("camt", kFull);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), R"(12:803
statement=1
index=1
booking_date=2026-01-02
value_date=2026-01-03
amount=100.00 EUR
status=booked
bank_reference=BANK-1
customer_reference=I-1
end_to_end_id=E2E-1
mandate_id=MND-1
code.domain=PMNT
code.family=RCDT
code.sub_family=ESCT
code.proprietary=NTRF+166
counterparty.name=Müller & Söhne
counterparty.iban=AT611904300234573201
counterparty.bic=BKAUATWW
ultimate_counterparty.name=Enkel GmbH
creditor_reference=RF18539007547034
remittance=Rechnung 4711
remittance=vom 1.1.
remittance=more
remitted_documents.number=4711
remitted_documents.date=2025-12-30
remitted_documents.amount=120.00 EUR
remitted_documents.number=9000
remitted_documents.amount=-20.00 EUR
instructed.amount=110.00 USD

29:2358
statement=1
index=2
booking_date=2026-01-02
amount=-10.30 EUR
status=booked
counterparty.name=Supplier
counterparty.account=12345
remittance=SEPA return
charges.amount=-0.30 EUR
return_reason.code=AM04
return_reason.text=no funds

5:161
index=1
kind=booked
account.iban=DE02120300000000202051
account.bank=BYLADEM1001
account.currency=EUR
account.name=Giro
id=STMT-7
sequence=7
opening.amount=1000.00 EUR
opening.date=2026-01-01
closing.amount=1089.70 EUR
closing.date=2026-01-02
transactions=2
total_credit=100.00 EUR
total_debit=10.30 EUR
from=2026-01-02
to=2026-01-02

)");
}

TEST(Camt, GivesTheSameRecordsHoweverTheBytesArrive) {
  const auto whole = lines_of(decode("camt", kFull));
  for (const std::size_t chunk : {1, 2, 3, 100}) {
    const auto result = decode("camt", kFull, chunk);
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(lines_of(result), whole) << chunk;
  }
}

TEST(Camt, NamesPlacesThatPointAtTheEntryInTheFile) {
  const auto result = decode("camt", kFull);
  for (const auto& t : result.transactions())
    EXPECT_EQ(std::string_view(kFull).substr(t.at.offset, 6), "<Ntry>");
}

TEST(Camt, DoesNotFlipTheSignOfAReversal) {
  const auto result =
      decode("camt", one("0.00", entry("-5.00", "<RvslInd>true</RvslInd>"), "-5.00"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions()[0].amount->minor, -500);
  EXPECT_TRUE(result.transactions()[0].reversal);
}

TEST(Camt, CountsOnlyBookedEntriesInTheBalance) {
  const auto result = decode(
      "camt",
      one("1.00", entry("2.00") + entry("4.00", "", "PDNG") + entry("8.00", "", "INFO"), "3.00"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const auto lines = result.transactions();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1].status, "pending");
  EXPECT_EQ(lines[2].status, "info");
  EXPECT_EQ(result.statements()[0].total_credit->minor, 200);
  EXPECT_EQ(result.statements()[0].transactions, 3);
}

TEST(Camt, ReadsSeveralStatementsAndNumbersTheirLines) {
  const auto result = decode(
      "camt",
      document(statement(account() + balance("OPBD", "0.00") + balance("CLBD", "3.00") +
                         entry("1.00") + entry("2.00")) +
               statement(account("USD") + balance("PRCD", "-1.00", "USD") +
                             balance("CLBD", "0.00", "USD") + entry("1.00", "", "BOOK", "USD"),
                         "STMT2")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.records.size(), 5u);
  EXPECT_TRUE(std::holds_alternative<Statement>(result.records[2])) << "after its lines";
  const auto lines = result.transactions();
  EXPECT_EQ(lines[1].index, 2);
  EXPECT_EQ(lines[2].statement, 2);
  EXPECT_EQ(lines[2].index, 1);
  EXPECT_EQ(result.statements()[1].account_currency, "USD");
}

TEST(Camt, TakesInterimBalancesOfAPage) {
  const auto page = decode("camt", document(statement(account() + balance("ITBD", "5.00") +
                                                      balance("ITBD", "6.00") + entry("1.00"))));
  ASSERT_EQ(page.status, SALDO_OK) << page.error.message;
  EXPECT_EQ(page.statements()[0].opening.amount->minor, 500);
  EXPECT_EQ(page.statements()[0].closing.amount->minor, 600);
}

TEST(Camt, TakesAStatementWithoutEntriesAlthoughABalanceIsMissing) {
  const auto result = decode("camt", document(statement(account() + balance("CLBD", "5.00"))));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_FALSE(result.statements()[0].opening.amount);
}

TEST(Camt, KeepsAmountsOfCurrenciesWithOtherDecimals) {
  const auto yen = decode("camt", one("0", entry("118000", "", "BOOK", "JPY"), "118000", "JPY"));
  ASSERT_EQ(yen.status, SALDO_OK) << yen.error.message;
  EXPECT_EQ(yen.transactions()[0].amount->to_string(), "118000");
  const auto dinar =
      decode("camt", one("0.001", entry("1.234", "", "BOOK", "KWD"), "1.235", "KWD"));
  ASSERT_EQ(dinar.status, SALDO_OK) << dinar.error.message;
  EXPECT_EQ(dinar.transactions()[0].amount->minor, 1234);
}

TEST(Camt, ReadsOtherCharsets) {
  const std::string utf8 = one(
      "0.00", entry("1.00", details(transaction("1.00", element("RmtInf", element("Ustrd", "@"))))),
      "1.00");
  const auto with = [&](const char* encoding, const char* text) {
    std::string document = utf8;
    document.replace(document.find("UTF-8"), 5, encoding);
    document.replace(document.find('@'), 1, text);
    const auto result = decode("camt", document);
    return result.status == SALDO_OK ? result.transactions()[0].remittance.at(0)
                                     : std::string(result.error.message);
  };
  EXPECT_EQ(with("ISO-8859-1", "B\xFCro"), "Büro");
  EXPECT_EQ(with("windows-1252", "10 \x80"), "10 €");
  EXPECT_EQ(with("UTF-16", "B\xC3\xBCro"), "Büro") << "converted on its way";
  EXPECT_THAT(with("UTF-16", "B\xFCro"), ::testing::HasSubstr("UTF-8"));
  EXPECT_THAT(with("EBCDIC", "x"), ::testing::HasSubstr("encoding 'EBCDIC' isn't read"));
}

TEST(Camt, RecognisesItsOwnDocumentsOnly) {
  TestHost host(bank_entry(), "camt");
  EXPECT_GE(host.identify(kFull), 90);
  EXPECT_GE(host.identify("\xEF\xBB\xBF\n<Document><BkToCstmrStmt>broken"), 90);
  EXPECT_GE(host.identify("<x:Document xmlns:x='y'><x:BkToCstmrDbtCdtNtfctn>"), 90);
  EXPECT_GE(host.identify("<D xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.06'>"), 90);
  std::string utf16 = "\xFF\xFE";
  for (const char c : std::string("<Document><BkToCstmrStmt>")) utf16.append(1, c).append(1, '\0');
  EXPECT_GE(host.identify(utf16), 90);
  EXPECT_EQ(host.identify(""), 0);
  EXPECT_EQ(host.identify("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.03'>"), 0);
  EXPECT_EQ(host.identify("text about <BkToCstmrStmt>"), 0);
  EXPECT_EQ(host.identify(":20:X\n:25:Y\n:60F:C260101EUR1,"), 0);
}

TEST(Camt, StopsWhenAsked) {
  TestHost host(bank_entry(), "camt");
  host.stop = true;
  EXPECT_EQ(host.decode(kFull).status, SALDO_E_CANCELLED);
}

TEST(Camt, RefusesAnOptionThatIsNeitherTrueNorFalse) {
  TestHost host(bank_entry(), "camt", {{"lenient", "yes"}});
  EXPECT_EQ(host.decode(kFull).status, SALDO_E_CONFIG);
}

}  // namespace
}  // namespace saldo
