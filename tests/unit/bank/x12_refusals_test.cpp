#include <random>

#include "bank_testing.hpp"
#include "x12_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

const std::string kAdvice = "BPR*I*100*C*CHK~\nTRN*1*T-1~\nRMR*IV*A**100*110*10~\n";

std::string replaced(std::string s, const std::string& what, const std::string& with) {
  const auto at = s.find(what);
  EXPECT_NE(at, s.npos) << what;
  return s.replace(at, what.size(), with);
}

struct Case {
  std::string document;
  const char *rule, *message;  // the message without the offset
  const char* at;              // what stands at the offset
};

const std::string kGood = x12_document(kAdvice);

const Case kCases[] = {
    {replaced(kGood, "BPR*I*100", "BPR*I*100.01"), "remittance.total",
     "line 4: the advice 'T-1' pays 100.01 USD (BPR02), but its lines come to 100.00; ask the "
     "sender"
     " for a correct file",
     "BPR"},
    {replaced(kGood, "100*110*10", "100*110*9"), "remittance.line",
     "line 6: RMR of document 'A' pays 100.00 (RMR04), but its amount 110.00 (RMR05) less discount "
     "9.00 (RMR06) and adjustments 0.00 (ADX) gives 101.00; ask the sender for a correct file",
     "RMR"},
    {replaced(kGood, "**100*110*10", ""), "amount.missing",
     "line 6: RMR of document 'A' says no amount (RMR04); ask the sender for a correct file",
     "RMR"},
    {replaced(kGood, "**100*", "**1,00*"), "amount.invalid",
     "line 6: RMR04 '1,00' is not an amount of USD; ask the sender for a correct file", "1,00"},
    {replaced(kGood, "**100*", "**99999999999999999999*"), "amount.range",
     "line 6: RMR04 '99999999999999999999' is beyond 64 bits; ask the sender for a correct file",
     "9999"},
    {replaced(kGood, "BPR*I*100", "BPR*I*x"), "amount.invalid",
     "line 4: BPR02 'x' is not an amount of USD; ask the sender for a correct file", "BPR"},
    {x12_document("BPR*I*1*C~\nADX*x*59~\n"), "amount.invalid",
     "line 5: ADX01 'x' is not an amount of USD; ask the sender for a correct file", "x*59"},
    {x12_document("BPR*I*1*C~\nADX**59~\n"), "amount.invalid",
     "line 5: ADX01 '' is missing; ask the sender for a correct file", "*59"},
    {x12_document("BPR*I*1*C~\nCUR*PR*EURO~\n"), "amount.currency",
     "line 5: CUR02 'EURO' is not an ISO 4217 code; ask the sender for a correct file", "EURO"},
    {x12_document("BPR*I*1*C~\nRMR*IV*A**1~\nCUR*PR*EUR~\n"), "amount.currency",
     "line 6: CUR02 'EUR' is another currency than the lines before have; ask the sender for a "
     "correct file",
     "EUR"},
    {x12_document("BPR*I*1*C*************20261301~\n"), "date.invalid",
     "line 4: BPR16 '20261301' is not a day of the form YYYYMMDD; ask the sender for a correct "
     "file",
     "20261301"},
    {x12_document("TRN*1*T-1~\n"), "x12.order",
     "line 3: the transaction set has no BPR segment; ask the sender for a correct file", "ST*820"},
    {x12_document("BPR*I*0*C~\nBPR*I*0*C~\n"), "x12.order",
     "line 5: segment 'BPR' stands twice; ask the sender for a correct file", "BPR"},
    {replaced(kGood, "SE*5", "SE*6"), "x12.count",
     "line 7: SE01 '6' is not the number of segments, which is 5; ask the sender for a correct "
     "file",
     "6*0001"},
    {replaced(kGood, "SE*5", "SE*"), "number.invalid",
     "line 7: SE01 '' is not a number; ask the sender for a correct file", "*0001"},
    {replaced(kGood, "SE*5*0001", "SE*5*0002"), "x12.control",
     "line 7: SE02 '0002' is not the control number '0001' of the header; ask the sender for a "
     "correct file",
     "0002"},
    {replaced(kGood, "SE*5*0001~\n", ""), "x12.order",
     "line 7: segment 'GE' stands where the set before has no end (SE) yet; segments are missing "
     "or "
     "out of order: fetch the file again",
     "GE"},
    {replaced(kGood, "GE*1*5", "GE*2*5"), "x12.count",
     "line 8: GE01 '2' is not the number of transaction sets, which is 1; ask the sender for a "
     "correct file",
     "2*5"},
    {replaced(kGood, "GE*1*5", "GE*1*6"), "x12.control",
     "line 8: GE02 '6' is not the control number '5' of the header; ask the sender for a correct "
     "file",
     "6~"},
    {replaced(kGood, "IEA*1", "IEA*2"), "x12.count",
     "line 9: IEA01 '2' is not the number of groups, which is 1; ask the sender for a correct file",
     "2*"},
    {replaced(kGood, "IEA*1*000000007", "IEA*1*000000008"), "x12.control",
     "line 9: IEA02 '000000008' is not the control number '000000007' of the header; ask the "
     "sender "
     "for a correct file",
     "000000008"},
    {replaced(kGood, "GE*1*5~\n", ""), "x12.order",
     "line 8: segment 'IEA' ends the interchange before its group has its end (GE); segments are "
     "missing or out of order: fetch the file again",
     "IEA"},
    {replaced(kGood, "IEA*1*000000007~\n", ""), "x12.truncated",
     "line 9: the file ends before the end of its interchange (IEA); it was cut off on its way: "
     "fetch it again",
     ""},
    {kIsa + kGood, "x12.order",
     "line 2: segment 'ISA' begins an interchange before the one at hand has its end (IEA); "
     "segments are missing or out of order: fetch the file again",
     "ISA"},
    {kIsa + std::string("BPR*I*1~\n"), "x12.order",
     "line 2: segment 'BPR' stands outside a transaction set (ST to SE); segments are missing or "
     "out of order: fetch the file again",
     "BPR"},
    {kIsa + std::string("ST*820*1~\n"), "x12.order",
     "line 2: segment 'ST' stands outside a group (GS to GE); segments are missing or out of order:"
     " fetch the file again",
     "ST"},
    {kGood.substr(kGood.find("GS*")), "x12.envelope",
     "line 1: an interchange begins with ISA, not with 'GS*RA*PAYER*ACME*202'; ask the sender for "
     "the file as it was sent",
     "GS"},
    {kGood.substr(0, 60), "x12.delimiters",
     "line 1: ISA doesn't tell its separators: it must have 16 elements and a terminator; the file "
     "is cut off or damaged: fetch it again",
     "ISA"},
    {kIsa + std::string(70'000, 'x'), "text.limit",
     "line 2: the segment is longer than 64 KiB; the file is damaged", "xxx"},
    {"", "document.empty", "line 1: the file holds no segment: fetch it again", ""},
    {replaced(kGood, "ST*820", "ST*020"), "document.empty",
     "line 10: the file holds no remittance advice (820), only transaction sets of other kinds; "
     "ask the sender for one",
     ""},
};

TEST(X12Refusals, NameRulePlaceValueAndRemedy) {
  for (const auto& c : kCases) {
    const auto result = decode("x12-820", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.document;
    EXPECT_STREQ(result.error.rule, c.rule) << c.document;
    std::string message = result.error.message;
    const std::string byte = ", byte " + std::to_string(result.error.place.offset);
    const auto at = message.find(byte + ": ");
    ASSERT_NE(at, message.npos) << message;
    EXPECT_EQ(message.erase(at, byte.size()), c.message) << c.document;
    EXPECT_STREQ(decode("x12-820", c.document, 1).error.message, result.error.message);
    EXPECT_EQ(c.document.substr(result.error.place.offset, std::strlen(c.at)), c.at);
  }
}

TEST(X12Refusals, ABadSetCostsItselfOnly) {
  const std::string good = x12_set(kAdvice, "1"), last = x12_set(kAdvice, "3");
  for (const std::string& bad :
       {x12_set("BPR*I*99*C~\nRMR*IV*A**100~\n", "2"), x12_set("RMR*IV*A**100~\n", "2"),
        std::string("ST*820*2~\nBPR*I*99*C~\nSE*9*2~\n"), std::string("ST*820*2~\nBPR*I*99*C~\n"),
        x12_set("BPR*I*99999999999999999999*C~\n", "2"),
        x12_set("BPR*I*1*C~\nRMR*IV*A**92233720368547758.07~\nRMR*IV*A**92233720368547758.07~\n",
                "2")}) {
    const auto result = decode("x12-820", x12_interchange({x12_group({good, bad, last})}));
    ASSERT_EQ(result.status, SALDO_OK) << bad << result.error.message;
    EXPECT_EQ(result.of<RemittanceAdvice>().size(), 2u);
    ASSERT_EQ(result.refusals().size(), 1u);
    EXPECT_EQ(result.refusals().at(0).statement, 2);
  }
}

TEST(X12Refusals, GiveBothFigures) {
  const auto result = decode("x12-820", replaced(kGood, "BPR*I*100", "BPR*I*100.01"));
  EXPECT_STREQ(result.error.expected, "100.00");
  EXPECT_STREQ(result.error.found, "100.01");
}

TEST(X12Refusals, LenientReadingTakesWhatDoesNotFoot) {
  for (const auto& [what, with] :
       {std::pair("BPR*I*100", "BPR*I*100.01"), std::pair("100*110*10", "100*110*9"),
        std::pair("SE*5", "SE*6"), std::pair("SE*5*0001", "SE*5*0002"),
        std::pair("GE*1*5", "GE*2*6"), std::pair("IEA*1*000000007", "IEA*2*8")}) {
    TestHost host(bank_entry(), "x12-820", {{"lenient", "true"}});
    const auto result = host.decode(replaced(kGood, what, with));
    ASSERT_EQ(result.status, SALDO_OK) << with << result.error.message;
    EXPECT_EQ(result.of<RemittanceAdvice>().at(0).lines.at(0).amount->to_string(), "100.00");
    EXPECT_FALSE(host.logs.empty());
  }
  EXPECT_EQ(rule_of(decode_leniently("x12-820", replaced(kGood, "**100*", "**x*"))),
            "amount.invalid");
}

TEST(X12Property, ACutAtAnyByteIsAnError) {
  const std::string document =
      x12_interchange({x12_group({x12_set(kAdvice, "1"), x12_set(kAdvice, "2")})});
  // Without the last terminator all segments are still there.
  for (std::size_t n = 0; n < document.size() - 2; ++n) {
    const auto result = decode("x12-820", document.substr(0, n));
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << n;
    EXPECT_STRNE(result.error.rule, "");
  }
}

TEST(X12Property, AChangedByteNeverGivesOtherSumsInSilence) {
  std::mt19937 random(1);
  const auto pick = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::string document = x12_document(
      "BPR*I*300*C~\nRMR*IV*A**100*110*10~\nRMR*IV*B**150*190*20~\nADX*-20*59~\nRMR*IV*C**50~\n");
  for (int i = 0; i < 10'000; ++i) {
    std::string changed = document;
    changed[pick(changed.size())] = static_cast<char>(pick(256));
    const auto result = decode("x12-820", changed);
    if (result.status != SALDO_OK) continue;
    for (const auto& advice : result.of<RemittanceAdvice>()) {
      std::int64_t sum = 0;
      for (const auto& line : advice.lines) sum += line.amount->minor;
      EXPECT_EQ(sum, advice.amount->minor) << changed;
      EXPECT_EQ(std::abs(sum), advice.amount->currency.decimals() == 2 ? 30'000 : std::abs(sum))
          << changed;
    }
  }
}

}  // namespace
}  // namespace saldo
