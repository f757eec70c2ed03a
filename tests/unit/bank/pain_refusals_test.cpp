#include "bank_testing.hpp"
#include "pain_documents.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace pain_documents;

struct Case {
  const char* decoder;
  std::string document;
  const char *rule, *message;  // the message without the place
  const char* at;              // what stands at the offset
};

std::string with(std::string document, const std::string& what, const std::string& by) {
  return document.replace(document.find(what), what.size(), by);
}

const std::string kBatch = batch("2", "7.50", debit("5.00") + debit("2.50", "E-2"));
const std::string kGood = debits(header("2", "7.50") + kBatch);
const std::string kReport = statuses(
    group("<OrgnlNbOfTxs>2</OrgnlNbOfTxs>") +
    "<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId><NbOfTxsPerSts><DtldNbOfTxs>2"
    "</DtldNbOfTxs><DtldSts>RJCT</DtldSts><DtldCtrlSum>7.50</DtldCtrlSum></NbOfTxsPerSts>" +
    status("RJCT") + status("RJCT", "2.50") + "</OrgnlPmtInfAndSts>");

const Case kCases[] = {
    {"pain008", debits(header("3", "7.50") + kBatch), "file.count",
     "<NbOfTxs>: the message 'M-1' says 3 payments but lists 2; have the program that wrote it "
     "write it again",
     "<NbOfTxs>3"},
    {"pain008", debits(header("2", "7.51") + kBatch), "file.total",
     "<CtrlSum>: the message 'M-1' says '7.51' but its payments sum up to 7.50; have the program "
     "that wrote it write it again",
     "<CtrlSum>7.51"},
    {"pain008", debits(header("2", "7.50") + with(kBatch, "<NbOfTxs>2", "<NbOfTxs>1")),
     "batch.count",
     "<NbOfTxs>: batch 'B-1' says 1 payments but lists 2; have the program that wrote it write it "
     "again",
     "<NbOfTxs>1"},
    {"pain008", debits(header("2", "7.50") + with(kBatch, "<CtrlSum>7.50", "<CtrlSum>7,50")),
     "batch.total",
     "<CtrlSum>: batch 'B-1' says '7,50' but its payments sum up to 7.50; have the program that "
     "wrote it write it again",
     "<CtrlSum>7,50"},
    {"pain008", debits("<GrpHdr><MsgId>M</MsgId></GrpHdr>\n" + kBatch), "file.count",
     "the message 'M' has no <NbOfTxs> in its <GrpHdr>, so nothing proves its payments; have the "
     "program that wrote it write it again",
     "</CstmrDrctDbtInitn>"},
    {"pain008", debits(header("0", "0")), "document.empty", "the message 'M-1' holds no payment",
     "</CstmrDrctDbtInitn>"},
    {"pain008", with(kGood, "<InstdAmt Ccy=\"EUR\">5.00</InstdAmt>", ""), "entry.incomplete",
     "<DrctDbtTxInf>: the payment has no <InstdAmt>; have the program that wrote it write it again",
     "<DrctDbtTxInf>"},
    {"pain008", with(kGood, ">5.00<", ">5,00<"), "amount.invalid",
     "<InstdAmt>: amount '5,00' is not a decimal number (EUR); have the program that wrote it "
     "write "
     "it again",
     "<InstdAmt"},
    {"pain008", with(kGood, "</PmtInf>", "<ReqdColltnDt>2026-01-20</ReqdColltnDt></PmtInf>"),
     "pain.order",
     "<ReqdColltnDt>: the element stands behind payments of its batch, which need it; have the "
     "program that wrote it write it again",
     "<ReqdColltnDt>"},
    {"pain008", "<Document><PmtInf></PmtInf></Document>", "xml.root",
     "<PmtInf> doesn't stand directly in a CstmrDrctDbtInitn", "<PmtInf>"},
    {"pain008", "<Document><BkToCstmrStmt></BkToCstmrStmt></Document>", "xml.root",
     "'BkToCstmrStmt' is no message CstmrDrctDbtInitn, which this decoder reads",
     "<BkToCstmrStmt>"},
    {"pain008", "<Document></Document>", "document.empty",
     "the file holds no message CstmrDrctDbtInitn", ""},
    {"pain002", with(kReport, "<DtldNbOfTxs>2", "<DtldNbOfTxs>3"), "status.count",
     "<NbOfTxsPerSts>: batch 'B' says of status 'RJCT' 3 payments but lists 2; ask the bank for a "
     "correct file",
     "<NbOfTxsPerSts>"},
    {"pain002", with(kReport, "<DtldCtrlSum>7.50", "<DtldCtrlSum>7.40"), "status.total",
     "<NbOfTxsPerSts>: batch 'B' says of status 'RJCT' a sum of '7.40' but its payments sum up to "
     "7.50; ask the bank for a correct file",
     "<NbOfTxsPerSts>"},
    {"pain002", with(kReport, "<OrgnlNbOfTxs>2", "<OrgnlNbOfTxs>1"), "status.count",
     "<OrgnlNbOfTxs>: the message 'S-1' says that it had 1 payments but lists 2; ask the bank for "
     "a "
     "correct file",
     "<OrgnlNbOfTxs>"},
    {"pain002",
     with(kReport, "</OrgnlPmtInfAndSts>", "<PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts>"),
     "pain.order",
     "<PmtInfSts>: the element stands behind payments of its batch, which need it; ask the bank "
     "for "
     "a correct file",
     "<PmtInfSts>"},
    {"pain002", with(kReport, "<OrgnlNbOfTxs>2", "<OrgnlNbOfTxs>x"), "count.invalid",
     "<OrgnlNbOfTxs>: 'x' is not a count; ask the bank for a correct file", "<OrgnlNbOfTxs>"},
    {"pain002", "<Document><X></X></Document>", "xml.root",
     "'X' is no status report (CstmrPmtStsRpt), which this decoder reads", "<X>"},
    {"pain002", "<Document></Document>", "document.empty",
     "the file holds no status report (CstmrPmtStsRpt)", ""},
};

TEST(PainRefusals, NameRulePlaceValueAndRemedy) {
  for (const Case& c : kCases) {
    const auto result = decode(c.decoder, c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.document;
    EXPECT_STREQ(result.error.rule, c.rule) << c.document;
    const auto at = result.error.place;
    EXPECT_EQ(result.error.message, xml::where({at.line, at.offset}) + c.message);
    EXPECT_STREQ(decode(c.decoder, c.document, 1).error.message, result.error.message);
    EXPECT_EQ(c.document.substr(at.offset, std::strlen(c.at)), c.at);
  }
}

TEST(PainRefusals, GiveBothFiguresAndTheMoneyHeld) {
  const auto result = decode("pain008", debits(header("2", "7.51") + kBatch));
  EXPECT_STREQ(result.error.expected, "7.51");
  EXPECT_STREQ(result.error.found, "7.50");
  EXPECT_EQ(held_of(result), "EUR 7.50");
}

TEST(PainRefusals, ReadLenientlyWhatDoesntFootAndSaySo) {
  TestHost host(bank_entry(), "pain008", {{"lenient", "true"}});
  const auto result = host.decode(debits(header("3", "7.51") + kBatch));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.of<PaymentInstruction>().size(), 2u);
  EXPECT_EQ(host.logs.size(), 2u);
}

TEST(PainRefusals, ACutAtEveryByteIsRefused) {
  for (const auto& [decoder, document] : {std::pair{"pain008", kGood}, {"pain002", kReport}}) {
    ASSERT_EQ(rule_of(decode(decoder, document)), "ok");
    for (std::size_t n = 0; n + 1 < document.size(); ++n)
      EXPECT_EQ(decode(decoder, document.substr(0, n)).status, SALDO_E_REJECTED) << n;
  }
}

TEST(PainRefusals, OneByteAtATimeGivesTheSame) {
  for (const auto& [decoder, document] : {std::pair{"pain008", kGood}, {"pain002", kReport}})
    EXPECT_EQ(lines_of(decode(decoder, document, 1)), lines_of(decode(decoder, document)));
}

TEST(PainRefusals, AChangedByteNeverChangesTheSumInSilence) {
  for (std::size_t i = kGood.find("<GrpHdr>"); i < kGood.size(); ++i)
    for (const char c : {'<', '>', '/', '0', '9', 'X', ' ', '\0'}) {
      std::string changed = kGood;
      changed[i] = c;
      const auto result = decode("pain008", changed);
      if (result.status != SALDO_OK) continue;
      std::int64_t sum = 0;
      for (const auto& p : result.of<PaymentInstruction>()) sum += p.amount->minor;
      EXPECT_EQ(sum, 750) << changed;
    }
}

TEST(PainRefusals, ManyStatusesTakeNoMemoryWithoutEnd) {
  std::string many;
  for (int i = 0; i < 300; ++i) many += status("S" + std::to_string(i));
  EXPECT_EQ(rule_of(decode("pain002", statuses(group("") + many))), "xml.limit");
}

}  // namespace
}  // namespace saldo
