#include "bank_testing.hpp"
#include "pain_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace pain_documents;

constexpr const char* kDebits = R"(<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02">
<CstmrDrctDbtInitn>
<GrpHdr><MsgId>RUN-7</MsgId><CreDtTm>2026-01-15T10:00:00Z</CreDtTm><NbOfTxs>2</NbOfTxs><CtrlSum>130.5</CtrlSum></GrpHdr>
<PmtInf><PmtInfId>RUN-7-1</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>2</NbOfTxs><CtrlSum>130.50</CtrlSum>
 <PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm><SeqTp>FRST</SeqTp></PmtTpInf>
 <ReqdColltnDt>2026-01-20</ReqdColltnDt>
 <Cdtr><Nm>Saldo AG</Nm></Cdtr><CdtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></CdtrAcct>
 <CdtrAgt><FinInstnId><BIC>BYLADEM1001</BIC></FinInstnId></CdtrAgt>
 <CdtrSchmeId><Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>
 <DrctDbtTxInf><PmtId><InstrId>I-1</InstrId><EndToEndId>E-1</EndToEndId></PmtId><InstdAmt Ccy="EUR">100.00</InstdAmt>
  <DrctDbtTx><MndtRltdInf><MndtId>MND-1</MndtId><DtOfSgntr>2025-06-01</DtOfSgntr></MndtRltdInf></DrctDbtTx>
  <DbtrAgt><FinInstnId><BIC>BKAUATWW</BIC></FinInstnId></DbtrAgt><Dbtr><Nm>Käufer &amp; Co</Nm></Dbtr>
  <DbtrAcct><Id><IBAN>AT611904300234573201</IBAN></Id></DbtrAcct><UltmtDbtr><Nm>Enkel</Nm></UltmtDbtr>
  <RmtInf><Ustrd>Rechnung 4711</Ustrd></RmtInf></DrctDbtTxInf>
 <DrctDbtTxInf><PmtId><EndToEndId>E-2</EndToEndId></PmtId><PmtTpInf><SeqTp>RCUR</SeqTp></PmtTpInf><InstdAmt Ccy="EUR">30.50</InstdAmt>
  <DrctDbtTx><MndtRltdInf><MndtId>MND-2</MndtId></MndtRltdInf></DrctDbtTx>
  <DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><Dbtr><Nm>Zwei</Nm></Dbtr>
  <DbtrAcct><Id><Othr><Id>4711</Id></Othr></Id></DbtrAcct>
  <RmtInf><Strd><RfrdDocInf><Nb>INV-9</Nb></RfrdDocInf><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></DrctDbtTxInf>
</PmtInf>
</CstmrDrctDbtInitn>
</Document>
)";

TEST(Pain008, ReadsEveryFieldOfADirectDebit) {
  const auto result = decode("pain008", kDebits);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), R"(11:822
kind=direct_debit
message_id=RUN-7
batch_id=RUN-7-1
instruction_id=I-1
end_to_end_id=E-1
execution_date=2026-01-20
scheme=CORE
sequence=FRST
amount=100.00 EUR
own.name=Saldo AG
own.iban=DE02120300000000202051
own.bic=BYLADEM1001
counterparty.name=Käufer & Co
counterparty.iban=AT611904300234573201
counterparty.bic=BKAUATWW
ultimate_counterparty.name=Enkel
creditor_id=DE98ZZZ09999999999
mandate_id=MND-1
mandate_date=2025-06-01
remittance=Rechnung 4711

16:1318
kind=direct_debit
message_id=RUN-7
batch_id=RUN-7-1
end_to_end_id=E-2
execution_date=2026-01-20
scheme=CORE
sequence=RCUR
amount=30.50 EUR
own.name=Saldo AG
own.iban=DE02120300000000202051
own.bic=BYLADEM1001
counterparty.name=Zwei
counterparty.account=4711
creditor_id=DE98ZZZ09999999999
mandate_id=MND-2
creditor_reference=RF18539007547034
remittance=INV-9

)");
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t i = text.find(what); i != text.npos; i = text.find(what, i + by.size()))
    text.replace(i, what.size(), by);
  return text;
}

TEST(Pain008, VersionsDifferInNamesOnly) {
  const auto expected = lines_of(decode("pain008", kDebits));
  const auto without_places = [](const std::string& lines) {
    std::string out;
    for (std::size_t i = 0; i < lines.size();) {
      const std::size_t end = lines.find('\n', i) + 1;
      if (lines.substr(i, end - i).find('=') != lines.npos) out += lines.substr(i, end - i);
      i = end;
    }
    return out;
  };
  std::string newer =
      replaced(replaced(kDebits, "pain.008.001.02", "pain.008.001.11"), "BIC>", "BICFI>");
  newer = replaced(newer, "<ReqdColltnDt>2026-01-20</ReqdColltnDt>",
                   "<ReqdColltnDt><Dt>2026-01-20</Dt></ReqdColltnDt>");
  EXPECT_EQ(without_places(lines_of(decode("pain008", newer))), without_places(expected));
  std::string older = replaced(kDebits, "CstmrDrctDbtInitn", "pain.008.001.01");
  EXPECT_EQ(without_places(lines_of(decode("pain008", older))), without_places(expected));
  std::string prefixed = replaced(replaced(kDebits, "</", "</p:"), "<p:", "<p:");
  prefixed = replaced(replaced(kDebits, "</", "@@"), "<", "<p:");
  prefixed = replaced(replaced(prefixed, "@@", "</p:"), "<p:?xml", "<?xml");
  EXPECT_EQ(without_places(lines_of(decode("pain008", prefixed))), without_places(expected));
}

constexpr const char* kTransfers =
    R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
<CstmrCdtTrfInitn>
<GrpHdr><MsgId>T-1</MsgId><NbOfTxs>3</NbOfTxs><CtrlSum>1610.75</CtrlSum></GrpHdr>
<PmtInf><PmtInfId>P-1</PmtInfId><PmtMtd>TRF</PmtMtd><PmtTpInf><LclInstrm><Cd>INST</Cd></LclInstrm></PmtTpInf>
 <ReqdExctnDt><DtTm>2026-02-01T08:00:00</DtTm></ReqdExctnDt>
 <Dbtr><Nm>Saldo AG</Nm></Dbtr><DbtrAcct><Id><Othr><Id>00125574999</Id></Othr></Id></DbtrAcct>
 <DbtrAgt><FinInstnId><BICFI>BBBBUS33</BICFI></FinInstnId></DbtrAgt>
 <CdtTrfTxInf><PmtId><EndToEndId>E-1</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">100.75</InstdAmt></Amt>
  <CdtrAgt><FinInstnId><BICFI>BKAUATWW</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>Lieferant</Nm></Cdtr>
  <CdtrAcct><Id><IBAN>AT611904300234573201</IBAN></Id></CdtrAcct></CdtTrfTxInf>
 <CdtTrfTxInf><PmtId><EndToEndId>E-2</EndToEndId></PmtId><Amt><InstdAmt Ccy="JPY">1500</InstdAmt></Amt></CdtTrfTxInf>
 <CdtTrfTxInf><PmtId><EndToEndId>E-3</EndToEndId></PmtId>
  <Amt><EqvtAmt><Amt Ccy="USD">10.00</Amt><CcyOfTrf>EUR</CcyOfTrf></EqvtAmt></Amt></CdtTrfTxInf>
</PmtInf>
</CstmrCdtTrfInitn>
</Document>
)";

TEST(Pain001, ReadsCreditTransfersAsMoneyThatLeaves) {
  const auto result = decode("pain001", kTransfers);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result).substr(0, lines_of(result).find("execution_date", 200)), R"(8:503
kind=credit_transfer
message_id=T-1
batch_id=P-1
end_to_end_id=E-1
execution_date=2026-02-01
scheme=INST
amount=-100.75 EUR
own.name=Saldo AG
own.account=00125574999
own.bic=BBBBUS33
counterparty.name=Lieferant
counterparty.iban=AT611904300234573201
counterparty.bic=BKAUATWW

11:790
kind=credit_transfer
message_id=T-1
batch_id=P-1
end_to_end_id=E-2
)");
  const auto payments = result.of<PaymentInstruction>();
  EXPECT_EQ(payments.at(1).amount->to_string(), "-1500");
  EXPECT_EQ(payments.at(2).amount->to_string(), "-10.00");
}

constexpr const char* kStatuses =
    R"(<Document xmlns="http://www.six-interbank-clearing.com/de/pain.002.001.03.ch.02.xsd">
<CstmrPmtStsRpt>
<GrpHdr><MsgId>S-1</MsgId><CreDtTm>2026-01-16T10:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>RUN-7</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId>
 <OrgnlNbOfTxs>3</OrgnlNbOfTxs><OrgnlCtrlSum>140</OrgnlCtrlSum><GrpSts>PART</GrpSts>
 <StsRsnInf><Rsn><Cd>NARR</Cd></Rsn><AddtlInf>one</AddtlInf><AddtlInf>two</AddtlInf></StsRsnInf></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>RUN-7-1</OrgnlPmtInfId><OrgnlNbOfTxs>3</OrgnlNbOfTxs><PmtInfSts>PART</PmtInfSts>
 <NbOfTxsPerSts><DtldNbOfTxs>2</DtldNbOfTxs><DtldSts>ACCP</DtldSts></NbOfTxsPerSts>
 <NbOfTxsPerSts><DtldNbOfTxs>1</DtldNbOfTxs><DtldSts>RJCT</DtldSts><DtldCtrlSum>30.5</DtldCtrlSum></NbOfTxsPerSts>
 <TxInfAndSts><StsId>1</StsId><OrgnlInstrId>I-2</OrgnlInstrId><OrgnlEndToEndId>E-2</OrgnlEndToEndId><TxSts>RJCT</TxSts>
  <StsRsnInf><Orgtr><Id><OrgId><BICOrBEI>BKAUATWW</BICOrBEI></OrgId></Id></Orgtr><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>
  <StsRsnInf><Rsn><Prtry>X9</Prtry></Rsn></StsRsnInf>
  <OrgnlTxRef><Amt><InstdAmt Ccy="EUR">30.50</InstdAmt></Amt><MndtRltdInf><MndtId>MND-2</MndtId></MndtRltdInf>
   <Dbtr><Nm>Zwei</Nm></Dbtr><DbtrAcct><Id><IBAN>AT611904300234573201</IBAN></Id></DbtrAcct></OrgnlTxRef></TxInfAndSts>
</OrgnlPmtInfAndSts>
</CstmrPmtStsRpt>
</Document>
)";

TEST(Pain002, ReadsGroupBatchAndTransaction) {
  const auto result = decode("pain002", kStatuses);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), R"(4:177
level=group
message_id=S-1
original.message_id=RUN-7
original.message_kind=pain.008.001.02
status=PART
reasons.code=NARR
reasons.text=one two
payments=3

7:473
level=batch
message_id=S-1
original.message_id=RUN-7
original.message_kind=pain.008.001.02
original.batch_id=RUN-7-1
status=PART
payments=3

10:788
level=transaction
message_id=S-1
original.message_id=RUN-7
original.message_kind=pain.008.001.02
original.batch_id=RUN-7-1
original.instruction_id=I-2
original.end_to_end_id=E-2
status=RJCT
reasons.code=AC04
reasons.code=X9
amount=30.50 EUR
counterparty.name=Zwei
counterparty.iban=AT611904300234573201
mandate_id=MND-2

)");
}

TEST(Pain002, ReadsVersionTwoWhosePaymentsStandInTheMessage) {
  const std::string document =
      "<Document><pain.002.001.02><GrpHdr><MsgId>S</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>M"
      "</OrgnlMsgId><OrgnlMsgNmId>pain.001</OrgnlMsgNmId><GrpSts>RJCT</GrpSts><StsRsnInf><StsRsn>"
      "<Cd>FF01</Cd></StsRsn><AddtlStsRsnInf>bad</AddtlStsRsnInf></StsRsnInf></OrgnlGrpInfAndSts>"
      "<TxInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId><OrgnlEndToEndId>E</OrgnlEndToEndId><TxSts>RJCT"
      "</TxSts><OrgnlTxRef><Amt><InstdAmt "
      "Ccy=\"EUR\">7.00</InstdAmt></Amt><Cdtr><Nm>Ada</Nm></Cdtr>"
      "</OrgnlTxRef></TxInfAndSts></pain.002.001.02></Document>";
  const auto result = decode("pain002", document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const auto found = result.of<PaymentStatus>();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].reasons.at(0).code, "FF01");
  EXPECT_EQ(found[0].reasons.at(0).text, "bad");
  EXPECT_EQ(found[1].original_batch_id, "P");
  EXPECT_EQ(found[1].amount->to_string(), "-7.00");
  EXPECT_EQ(found[1].counterparty_name, "Ada");
}

TEST(Pain002, ReadsPartiesAndMandatesOfLaterVersions) {
  const auto result = decode(
      "pain002",
      statuses(group("") +
               "<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId><TxInfAndSts><TxSts>ACSC</TxSts>"
               "<OrgnlTxRef><MndtRltdInf><DrctDbtMndt><MndtId>MND</MndtId></DrctDbtMndt>"
               "</MndtRltdInf><Dbtr><Pty><Nm>Ada</Nm></Pty></Dbtr></OrgnlTxRef></TxInfAndSts>"
               "</OrgnlPmtInfAndSts>"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const PaymentStatus last = result.of<PaymentStatus>().at(2);
  EXPECT_EQ(last.mandate_id, "MND");
  EXPECT_EQ(last.counterparty_name, "Ada");
  EXPECT_EQ(last.status, "ACSC");
}

TEST(Pain002, LinesThatAreFullAreGluedTogether) {
  const std::string full(104, 'x');
  const auto result =
      decode("pain002", statuses(group("<StsRsnInf><AddtlInf>" + full +
                                       "y</AddtlInf><AddtlInf>z</AddtlInf><AddtlInf>w"
                                       "</AddtlInf></StsRsnInf>")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.of<PaymentStatus>().at(0).reasons.at(0).text, full + "yz w");
}

TEST(Pain002, PaymentsOfAStatusMayBeLeftOut) {
  const auto result =
      decode("pain002", statuses(group("<OrgnlNbOfTxs>9</OrgnlNbOfTxs><NbOfTxsPerSts><DtldNbOfTxs>8"
                                       "</DtldNbOfTxs><DtldSts>ACCP</DtldSts></NbOfTxsPerSts>") +
                                 "<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId>" +
                                 status("RJCT") + "</OrgnlPmtInfAndSts>"));
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
}

TEST(Pain, MessagesAreKnownByTheirContent) {
  struct Case {
    const char *decoder, *document;
    int score;
  };
  for (const Case& c :
       {Case{"pain001", kTransfers, 95}, Case{"pain001", kDebits, 0}, Case{"pain001", kStatuses, 0},
        Case{"pain002", kStatuses, 95}, Case{"pain002", kDebits, 0}, Case{"pain008", kDebits, 95},
        Case{"pain008", kStatuses, 0}, Case{"pain008", kTransfers, 0},
        Case{"pain002", "<Document><CstmrPmtStsRpt>", 95}, Case{"pain001", "pain.001.001.03", 0},
        Case{"pain001", "<Document><pain.001.001.02>", 95}})
    EXPECT_EQ(TestHost(bank_entry(), c.decoder).identify(c.document), c.score)
        << c.decoder << " of " << c.document;
  EXPECT_EQ(TestHost(bank_entry(), "camt").identify(kStatuses), 0);
}

}  // namespace
}  // namespace saldo
