#include "bank_testing.hpp"
#include "x12_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

const std::string kSegments =
    "BPR*I*1530.5*C*CHK************20260105*VEN~\n"
    "TRN*1*4529952~\n"
    "CUR*PR*CAD~\n"
    "REF*IA*446963~\n"
    "DTM*097*20260101~\n"
    "N1*PR*MART INC.*UL*1238742000008~\n"
    "N1*PE*ACME CORP~\n"
    "ENT*1~\n"
    "RMR*IV*26801*PO*900*1000*20~\n"
    "REF*PO*1016071221~\n"
    "DTM*097*20251204~\n"
    "ADX*-80*59*CM*26801~\n"
    "RMR*IV*26927**680.5~\n"
    "RMR*CM*C-1*PO*-50*-50~\n";

std::vector<RemittanceAdvice> advices(const Decoded& d) { return d.of<RemittanceAdvice>(); }

TEST(X12, ReadsEveryFieldOfAnAdvice) {
  const auto result = decode("x12-820", x12_document(kSegments));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), R"(3:150
number=4529952
customer=1238742000008
payment_date=2026-01-05
amount=1530.50 CAD
lines.document=26801
lines.amount=900.00 CAD
lines.discount=20.00 CAD
lines.deduction.amount=80.00 CAD
lines.deduction.reason=59
lines.document=26927
lines.amount=680.50 CAD
lines.document=C-1
lines.amount=-50.00 CAD

)");
  EXPECT_EQ(lines_of(decode("x12-820", x12_document(kSegments), 1)), lines_of(result));
}

TEST(X12, TakesItsSeparatorsFromTheInterchange) {
  const std::string document = x12_document(kSegments);
  const auto expected = decode("x12-820", document);
  TestHost host(bank_entry(), "x12-820");
  const auto with = [&](char element, const std::string& end) {
    std::string out;
    for (const char c : document)
      if (c == '~')
        out += end;
      else if (c != '\n')
        out += c == '*' ? element : c;
    return out;
  };
  for (const char element : {'*', '|', '\x1D', '+'})
    for (const char* end : {"~", "~\r\n", "\n", "\r\n", "\x1C", "'\n", "~\n\n  "}) {
      const auto changed = with(element, end);
      EXPECT_EQ(host.identify(changed), 95);
      const auto result = host.decode(changed);
      ASSERT_EQ(result.status, SALDO_OK) << result.error.message << changed;
      EXPECT_EQ(FieldLines::of(advices(result).at(0)), FieldLines::of(advices(expected).at(0)));
    }
  const auto both = decode("x12-820", with('|', "\n") + "\xEF\xBB\xBF" + document);
  EXPECT_EQ(rule_of(both), "x12.envelope");
  EXPECT_EQ(advices(decode("x12-820", with('|', "'") + document)).size(), 2u);
  const std::string filling = "\x1A\r\n" + std::string(40, '\0');
  EXPECT_EQ(rule_of(decode("x12-820", "\xEF\xBB\xBF" + document + filling)), "ok");
}

TEST(X12, ReadsAnInterchangeHeaderWithoutItsPadding) {
  std::string document = x12_document(kSegments);
  document.replace(0, document.find("GS*"),
                   "ISA*00**00**08*PAYER*ZZ*ACME*260105*1900*^*00501*7*0*P*>~");
  EXPECT_EQ(rule_of(decode("x12-820", document)), "ok");
}

TEST(X12, ReadsSeveralSetsGroupsAndInterchanges) {
  const std::string set = "BPR*I*5*C~\nRMR*IV*A**5~\n";
  const std::string other = "ST*997*0002~\nAK1*RA*5~\nSE*3*0002~\n";
  const std::string document = x12_interchange(
      {x12_group({x12_set(set), other, x12_set(set, "0003")}, "5"),
       x12_group({"ST*997*0001~\nSE*2*0001~\n"}, "6", "FA"), x12_group({x12_set(set)}, "7")});
  TestHost host(bank_entry(), "x12-820");
  const auto result = host.decode(document + document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(advices(result).size(), 6u);
  ASSERT_EQ(host.logs.size(), 1u);
  EXPECT_THAT(host.logs.at(0), testing::HasSubstr("a transaction set '997' is passed over"));
}

/// Amount, discount, deduction and reason of the lines, or the rule.
std::string lines_as_text(const std::string& total, const std::string& segments) {
  const auto result = decode("x12-820", x12_document("BPR*C*" + total + "*C~\n" + segments));
  if (result.status != SALDO_OK) return result.error.rule;
  std::string out;
  const auto advice = advices(result).at(0);
  for (const auto& line : advice.lines) {
    out += line.document + " " + line.amount->to_string();
    if (line.discount) out += " -" + line.discount->to_string();
    if (line.deduction) out += " -" + line.deduction->to_string() + " " + line.deduction_reason;
    out += "; ";
  }
  return out;
}

TEST(X12, FindsWhereTheSenderCountsAdjustments) {
  // In RMR04, and on top of it.
  EXPECT_EQ(lines_as_text("70", "RMR*IV*A**70*100*20~\nADX*-10*59~\n"),
            "A 70.00 -20.00 -10.00 59; ");
  EXPECT_EQ(lines_as_text("70", "RMR*IV*A**80*100*20~\nADX*-10*59~\n"),
            "A 70.00 -20.00 -10.00 59; ");
  // Without RMR05 the total tells.
  EXPECT_EQ(lines_as_text("80", "RMR*IV*A**80~\nADX*-10*59~\n"), "A 80.00 -10.00 59; ");
  EXPECT_EQ(lines_as_text("70", "RMR*IV*A**80~\nADX*-10*59~\n"), "A 70.00 -10.00 59; ");
  EXPECT_EQ(lines_as_text("75", "RMR*IV*A**80~\nADX*-10*59~\n"), "remittance.total");
  EXPECT_EQ(lines_as_text("90", "RMR*IV*A***100~\nADX*-10*59~\n"), "A 90.00 -10.00 59; ");
  // RMR07 and RMR08 are an adjustment too.
  EXPECT_EQ(lines_as_text("70", "RMR*IV*A**70*100*20*01*-10~\n"), "A 70.00 -20.00 -10.00 01; ");
  EXPECT_EQ(lines_as_text("60", "RMR*IV*A**60*100*20*01*-10~\nADX*-10.5*59~\nADX*0.50*06~\n"),
            "A 60.00 -20.00 -20.00 01 -10.00; 59 -10.50; 06 0.50; ");
}

TEST(X12, AnAdjustmentOutsideOfLinesIsALine) {
  EXPECT_EQ(lines_as_text("85", "ENT*1~\nADX*-15*L7*CM*D-9~\nRMR*IV*A**100~\n"),
            "D-9 -15.00 -15.00 L7; A 100.00; ");
  EXPECT_EQ(lines_as_text("85", "RMR*IV*A**100~\nENT*2~\nADX*-15*L7~\n"),
            "A 100.00;  -15.00 -15.00 L7; ");
}

TEST(X12, ReadsLinesWithoutAPaymentCode) {
  EXPECT_EQ(lines_as_text("70", "RMR*IV*A*70*100*30~\n"), "A 70.00 -30.00; ");
  EXPECT_EQ(lines_as_text("70", "RMR*IV*A*70~\n"), "A 70.00; ");
}

TEST(X12, ReadsAPaymentWithoutLines) {
  const auto result = decode("x12-820", x12_document("BPR*C*70*D~\nTRN*1*X~\nN1*PR*MART INC~\n"
                                                     "DTM*007*20260104~\n"));
  const auto advice = advices(result).at(0);
  EXPECT_EQ(advice.amount->to_string(), "-70.00");
  EXPECT_EQ(advice.customer, "MART INC");
  EXPECT_EQ(advice.payment_date.to_string(), "2026-01-04");
  EXPECT_TRUE(advice.lines.empty());
}

TEST(X12, TurnsTheSignsOfADebit) {
  const auto result =
      decode("x12-820", x12_document("BPR*C*60*D~\nRMR*IV*A**60*100*30~\nADX*-10*59~\n"));
  const auto advice = advices(result).at(0);
  EXPECT_EQ(advice.lines.at(0).amount->to_string() + advice.lines.at(0).discount->to_string() +
                advice.lines.at(0).deduction->to_string(),
            "-60.00-30.00-10.00");
}

TEST(X12, GivesALongAdviceInSeveralRecordsThatAddUpEachWithAPlaceOfItsOwn) {
  std::string segments = "BPR*C*5001*C~\nTRN*1*X~\n";
  for (int i = 0; i < 5001; ++i) segments += "RMR*IV*INV" + std::to_string(i) + "**1~\n";
  const auto records = advices(decode("x12-820", x12_document(segments)));
  ASSERT_EQ(records.size(), 3u);
  std::size_t lines = 0;
  for (const auto& record : records) {
    EXPECT_EQ(record.amount->minor, static_cast<std::int64_t>(record.lines.size()) * 100);
    EXPECT_EQ(record.number, "X");
    EXPECT_EQ(record.at.line, lines == 0 ? 3 : 6 + lines);  // of ST, and of RMR
    lines += record.lines.size();
  }
  EXPECT_EQ(lines, 5001u);
  EXPECT_EQ(records.back().lines.back().document, "INV5000");
}

TEST(X12, ReadsAnyCharset) {
  const auto name = [](const std::string& n) {
    return advices(decode("x12-820", x12_document("BPR*C*0*C~\nN1*PR*" + n + "~\n")))
        .at(0)
        .customer;
  };
  EXPECT_EQ(name("CAF\xC9  A\tB"), "CAF\xC3\x89 A B");
  EXPECT_EQ(name("CAF\xC3\x89"), "CAF\xC3\x89");
}

TEST(X12, IsRecognisedByItsContent) {
  TestHost host(bank_entry(), "x12-820");
  const std::string document = x12_document(kSegments);
  EXPECT_EQ(host.identify(document), 95);
  EXPECT_EQ(host.identify(document.substr(0, document.find("ST*"))), 90);
  EXPECT_EQ(host.identify(document.substr(document.find("GS*"))), 85);
  EXPECT_EQ(host.identify(document.substr(document.find("ST*"))), 85);
  EXPECT_EQ(host.identify("GS*RA*A*B~"), 80);
  EXPECT_EQ(host.identify("ISA*00~\nGS*RA*A*B~"), 80);
  for (const std::string& other : {std::string(), std::string("ISA"), std::string("STATEMENT"),
                                   x12_interchange({x12_group({}, "5", "IN")}),
                                   std::string("UNA:+.? 'UNB+UNOA:1'"), std::string("ST")})
    EXPECT_EQ(host.identify(other), 0) << other;
}

}  // namespace
}  // namespace saldo
