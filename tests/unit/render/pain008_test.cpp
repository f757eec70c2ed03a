#include "render/pain008.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "collection_runs.hpp"
#include "saldo/testing.hpp"

extern "C" const saldo_plugin* bank_entry();

namespace saldo::render {
namespace {

constexpr const char* kMessage = R"(<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02">
 <CstmrDrctDbtInitn>
  <GrpHdr>
   <MsgId>RUN-2026-01-15/1</MsgId>
   <CreDtTm>2026-01-15T09:05:00Z</CreDtTm>
   <NbOfTxs>3</NbOfTxs>
   <CtrlSum>1000000100.00</CtrlSum>
   <InitgPty>
    <Nm>Saldo AG (Receivables)</Nm>
   </InitgPty>
  </GrpHdr>
  <PmtInf>
   <PmtInfId>B-1</PmtInfId>
   <PmtMtd>DD</PmtMtd>
   <NbOfTxs>2</NbOfTxs>
   <CtrlSum>100.01</CtrlSum>
   <PmtTpInf>
    <SvcLvl>
     <Cd>SEPA</Cd>
    </SvcLvl>
    <LclInstrm>
     <Cd>CORE</Cd>
    </LclInstrm>
    <SeqTp>FRST</SeqTp>
   </PmtTpInf>
   <ReqdColltnDt>2026-01-20</ReqdColltnDt>
   <Cdtr>
    <Nm>Saldo AG (Receivables)</Nm>
   </Cdtr>
   <CdtrAcct>
    <Id>
     <IBAN>DE02120300000000202051</IBAN>
    </Id>
   </CdtrAcct>
   <CdtrAgt>
    <FinInstnId>
     <BIC>BYLADEM1001</BIC>
    </FinInstnId>
   </CdtrAgt>
   <ChrgBr>SLEV</ChrgBr>
   <CdtrSchmeId>
    <Id>
     <PrvtId>
      <Othr>
       <Id>DE98ZZZ09999999999</Id>
       <SchmeNm>
        <Prtry>SEPA</Prtry>
       </SchmeNm>
      </Othr>
     </PrvtId>
    </Id>
   </CdtrSchmeId>
   <DrctDbtTxInf>
    <PmtId>
     <InstrId>I-1</InstrId>
     <EndToEndId>E2E-1</EndToEndId>
    </PmtId>
    <InstdAmt Ccy="EUR">100.00</InstdAmt>
    <DrctDbtTx>
     <MndtRltdInf>
      <MndtId>MND-1</MndtId>
      <DtOfSgntr>2025-06-01</DtOfSgntr>
     </MndtRltdInf>
    </DrctDbtTx>
    <DbtrAgt>
     <FinInstnId>
      <BIC>BKAUATWW</BIC>
     </FinInstnId>
    </DbtrAgt>
    <Dbtr>
     <Nm>Debtor 1</Nm>
    </Dbtr>
    <DbtrAcct>
     <Id>
      <IBAN>AT611904300234573201</IBAN>
     </Id>
    </DbtrAcct>
    <UltmtDbtr>
     <Nm>Ultimate Debtor Ltd.</Nm>
    </UltmtDbtr>
    <RmtInf>
     <Strd>
      <CdtrRefInf>
       <Tp>
        <CdOrPrtry>
         <Cd>SCOR</Cd>
        </CdOrPrtry>
        <Issr>ISO</Issr>
       </Tp>
       <Ref>RF18539007547034</Ref>
      </CdtrRefInf>
     </Strd>
    </RmtInf>
   </DrctDbtTxInf>
   <DrctDbtTxInf>
    <PmtId>
     <EndToEndId>E2E-2</EndToEndId>
    </PmtId>
    <InstdAmt Ccy="EUR">0.01</InstdAmt>
)";

std::string written(Pain008Version version) { return write_pain008(run(), version).value(); }

TEST(Pain008Writer, WritesEveryField) {
  EXPECT_EQ(written(Pain008Version::v02).substr(0, std::strlen(kMessage)), kMessage);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t i = text.find(what); i != text.npos; i = text.find(what, i + by.size()))
    text.replace(i, what.size(), by);
  return text;
}

TEST(Pain008Writer, VersionsDifferInNamespaceAndBicOnly) {
  std::string older = replaced(written(Pain008Version::v08), "pain.008.001.08", "pain.008.001.02");
  EXPECT_EQ(replaced(older, "BICFI>", "BIC>"), written(Pain008Version::v02));
}

/// The records that a run is, as the decoder reads messages.
std::vector<PaymentInstruction> records_of(const CollectionRun& r) {
  std::vector<PaymentInstruction> out;
  for (const CollectionBatch& batch : r.batches)
    for (const Debit& d : batch.debits) {
      PaymentInstruction& p = out.emplace_back();
      p.kind = "direct_debit";
      p.message_id = r.message_id;
      p.batch_id = batch.id;
      p.instruction_id = d.instruction_id;
      p.end_to_end_id = d.end_to_end_id;
      p.execution_date = batch.collection_date;
      p.scheme = to_string(batch.scheme);
      p.sequence = to_string(batch.sequence);
      p.amount = d.amount;
      p.own_name = r.creditor_name;
      p.own_iban = r.creditor_iban;
      p.own_bic = r.creditor_bic;
      p.counterparty_name = d.debtor_name;
      p.counterparty_iban = d.debtor_iban;
      p.counterparty_bic = d.debtor_bic;
      p.ultimate_counterparty_name = d.ultimate_debtor_name;
      p.creditor_id = r.creditor_id;
      p.mandate_id = d.mandate_id;
      p.mandate_date = d.mandate_date;
      for (const char c : d.creditor_reference)
        if (c != ' ') p.creditor_reference += c;
      if (!d.remittance.empty()) p.remittance.push_back(d.remittance);
    }
  return out;
}

void expect_round_trip(const CollectionRun& r) {
  for (const auto version : {Pain008Version::v02, Pain008Version::v08}) {
    const auto message = write_pain008(r, version);
    ASSERT_TRUE(message.has_value()) << message.error().message;
    TestHost host(bank_entry(), "pain008");
    EXPECT_EQ(host.identify(message.value()), 95);
    const auto result = host.decode(message.value());
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    const auto found = result.of<PaymentInstruction>(), expected = records_of(r);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_EQ(FieldLines::of(found[i]), FieldLines::of(expected[i]));
  }
}

TEST(Pain008Writer, WhatIsWrittenIsReadBackAsTheSameRecords) { expect_round_trip(run()); }

TEST(Pain008Writer, LargeRunsAreReadBackTooAndWithoutBics) {
  CollectionRun r = run();
  r.creditor_bic.clear();
  for (int i = 10; i < 3000; ++i)
    r.batches[static_cast<std::size_t>(i % 2)].debits.push_back(
        debit(std::to_string(i) + "/(x)?:+,.'-", 100 + i));
  expect_round_trip(r);
}

TEST(Pain008Writer, MessagesAreValidAgainstTheSchema) {
  const char* corpus = std::getenv("SALDO_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "SALDO_CORPUS names no folder with schemas";
  const auto schema =
      std::filesystem::path(corpus) / "bank/xsd/metasfresh+metasfresh__pain.008.001.02.xsd";
  if (!std::filesystem::exists(schema)) GTEST_SKIP() << schema << " isn't there";
  if (std::system("xmllint --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no xmllint";
  const auto file = std::filesystem::temp_directory_path() / "saldo_pain008_test.xml";
  // Version 08 has the same elements under other names, so that one schema shows both.
  std::string newer = replaced(written(Pain008Version::v08), "pain.008.001.08", "pain.008.001.02");
  CollectionRun bare = run();
  bare.creditor_bic.clear();
  bare.batches.pop_back();
  bare.batches[0].debits.erase(bare.batches[0].debits.begin());
  bare.batches[0].debits[0].remittance.clear();
  for (const std::string& message :
       {written(Pain008Version::v02), replaced(newer, "BICFI>", "BIC>"),
        write_pain008(bare, Pain008Version::v02).value()}) {
    std::ofstream(file, std::ios::binary) << message;
    const std::string command =
        "xmllint --noout --schema '" + schema.string() + "' '" + file.string() + "' 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0);
  }
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace saldo::render
