#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

constexpr const char* kReport =
    ":20:FNB501\r\n"
    ":25:123011050612305\r\n"
    ":28C:18/1\r\n"
    ":34F:NZDD0,\r\n"
    ":34F:NZDC0,\r\n"
    ":13D:2005211316+1200\r\n"
    ":61:2005210521D5000,NTRFNONREF\r\n"
    "Transfer\r\n"
    ":86:/BAI/469/MISCELLANEOUS ACH DEBIT\r\n"
    ":61:2005210521D20,NTRFNONREF\r\n"
    ":61:2005210521C5020,5NBKTINV-1\r\n"
    ":90D:2NZD5020,\r\n"
    ":90C:1NZD5020,5\r\n"
    ":86:to the report\r\n";

TEST(Mt942, IsAnIntradayStatementWithoutBalances) {
  for (const std::string& document : {std::string(kReport), kReport + std::string("-\r\n"),
                                      "{1:F01ASBBNZ2AAXXX0000000001}{2:I942ASBBNZ2AXXXXN}{4:\r\n" +
                                          std::string(kReport) + "-}"}) {
    const auto result = decode("mt940", document);
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    ASSERT_EQ(result.statements().size(), 1u);
    EXPECT_EQ(FieldLines::of(result.statements()[0]), R"(index=1
kind=intraday
account.number=123011050612305
account.currency=NZD
id=FNB501
sequence=18/1
transactions=3
total_credit=5020.50 NZD
total_debit=5020.00 NZD
to=2020-05-21
)");
    ASSERT_EQ(result.transactions().size(), 3u);
    EXPECT_EQ(result.transactions()[2].customer_reference, "INV-1");
    EXPECT_EQ(result.transactions()[0].code_proprietary, "NTRF+469");
  }
}

std::string report(const std::string& lines, const std::string& sums,
                   const std::string& floor = ":34F:EURD0,\n") {
  return ":20:R\n:25:DE02120300000000202051\n:28C:1/1\n" + floor + lines + sums;
}

const std::string kLines = ":61:260102C1,NTRFA\n:61:260102C2,NTRFB\n:61:260102D4,NTRFC\n";

TEST(Mt942, RefusesCountsAndSumsThatDontAgree) {
  struct Case {
    const char *sums, *says, *lists, *message;
  };
  const Case cases[] = {
      {":90D:1EUR4,\n:90C:1EUR3,\n", "1 of 3.00", "2 of 3.00",
       ":90C: statement 1 'R' of account 'DE02120300000000202051' says credit entries 1 of 3.00 "
       "but lists 2 of 3.00"},
      {":90D:1EUR4,\n:90C:2EUR3,01\n", "2 of 3.01", "2 of 3.00", "says credit entries 2 of 3.01"},
      {":90D:0EUR0,\n:90C:2EUR3,\n", "0 of 0.00", "1 of 4.00", "says debit entries 0 of 0.00"}};
  for (const auto& c : cases) {
    const auto result = decode("mt940", report(kLines, c.sums));
    EXPECT_EQ(rule_of(result), "statement.summary") << c.sums;
    EXPECT_THAT(result.error.message, ::testing::HasSubstr(c.message));
    EXPECT_STREQ(result.error.expected, c.says);
    EXPECT_STREQ(result.error.found, c.lists);
    const auto lenient = decode_leniently("mt940", report(kLines, c.sums));
    ASSERT_EQ(lenient.status, SALDO_OK);
    EXPECT_TRUE(lenient.statements().at(0).unbalanced);
  }
}

TEST(Mt942, ReadsAFloorLimitWithABlankForItsMark) {
  const std::string sums = ":90D:1EUR4,\n:90C:2EUR3,\n";
  EXPECT_EQ(rule_of(decode("mt940", report(kLines, sums, ":34F:EUR 999999999999,99\n"))), "ok");
  EXPECT_EQ(rule_of(decode("mt940", report(kLines, sums, ":34F:EUR X9,\n"))), "amount.invalid");
}

TEST(Mt942, CountsEntriesBelowTheFloorLimitThatArentListed) {
  const std::string floor = ":34F:EURD1,\n:34F:EURC0,\n";
  EXPECT_EQ(rule_of(decode("mt940", report(kLines, ":90D:3EUR4,90\n:90C:2EUR3,\n", floor))), "ok");
  EXPECT_EQ(rule_of(decode("mt940", report(kLines, ":90D:3EUR3,90\n:90C:2EUR3,\n", floor))),
            "statement.summary")
      << "less than what is listed";
  EXPECT_EQ(rule_of(decode("mt940", report(kLines, ":90D:1EUR4,\n:90C:3EUR3,50\n", floor))),
            "statement.summary")
      << "credits have no floor";
  EXPECT_EQ(rule_of(decode("mt940", report(kLines, ":90D:1EUR4,\n:90C:3EUR3,50\n", ":34F:EUR1\n"))),
            "ok")
      << "one limit for both";
}

TEST(Mt942, TakesExpectedEntriesForPending) {
  const std::string lines = ":61:260102EC1,NTRFA\n:61:260102C2,NTRFB\n:61:260102ED4,NTRFC\n";
  for (const char* sums : {":90D:1EUR4,\n:90C:2EUR3,\n", ":90D:0EUR0,\n:90C:1EUR2,\n"}) {
    const auto result = decode("mt940", report(lines, sums));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.transactions()[0].status, "pending");
    EXPECT_EQ(result.transactions()[1].status, "booked");
    EXPECT_EQ(result.transactions()[2].amount->to_string(), "-4.00");
    EXPECT_EQ(result.statements()[0].total_credit->to_string(), "2.00");
  }
}

TEST(Mt942, NeedsAnEndThatProvesItWhole) {
  EXPECT_EQ(rule_of(decode("mt940", report(kLines, "-\n"))), "ok");
  EXPECT_EQ(rule_of(decode("mt940", report("", ":90D:0EUR0,\n:90C:0EUR0,\n"))), "ok");
  const auto cut = decode("mt940", report(kLines, ""));
  EXPECT_EQ(rule_of(cut), "mt940.truncated");
  EXPECT_STREQ(cut.error.expected, "the sums of its entries (:90D:, :90C:)");
}

TEST(Mt942, NeverLosesLinesWhereverItIsCut) {
  const std::string document = report(kLines, ":90D:1EUR4,\n:90C:2EUR3,\n");
  const auto last = document.find(":90C:");
  for (std::size_t n = 0; n < last; ++n) {
    const auto result = decode("mt940", document.substr(0, n));
    if (result.status != SALDO_OK) continue;
    EXPECT_EQ(result.transactions().size(), 3u) << document.substr(0, n);
  }
}

TEST(Mt942, StandsBesideStatementsInOneFile) {
  const std::string statement =
      ":20:S\n:25:1\n:28C:1\n:60F:C260101EUR1,\n:61:260102C1,NTRFA\n:62F:C260102EUR2,\n";
  const auto result =
      decode("mt940", statement + report(kLines, ":90D:1EUR4,\n:90C:2EUR3,\n-\n") + statement);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.statements().size(), 3u);
  EXPECT_EQ(result.statements()[0].kind, "booked");
  EXPECT_EQ(result.statements()[1].kind, "intraday");
  EXPECT_EQ(result.statements()[2].kind, "booked");
}

TEST(Mt942, RefusesFieldsThatAreNone) {
  struct Case {
    std::string document;
    const char *rule, *message;
  };
  const Case cases[] = {
      {report("", ":90D:0EUR0,\n", ":34F:EUD0,\n"), "amount.currency",
       ":34F: currency 'EUD' is not an ISO 4217 code"},
      {report("", ":90D:0EUR0,\n", ":34F:EURX0,\n"), "sign.invalid",
       ":34F: 'X' is neither C nor D"},
      {report("", ":90D:EUR0,\n"), "count.invalid",
       ":90D: 'EUR0,' begins with no number of entries"},
      {report("", ":90D:0USD0,\n"), "entry.currency",
       ":90D: the sum is in USD but the statement is in EUR"},
      {report("", ":90D:0EUR0,\n:90D:0EUR0,\n"), "mt940.order", ":90D: the field stands twice"},
      {report(":13D:26\n", ":90D:0EUR0,\n"), "date.invalid",
       ":13D: date '26' is not a day of the form YYMMDD"},
      {":20:R\n:28C:1\n:34F:EURD0,\n:90D:0EUR0,\n", "mt940.order",
       ":34F: the statement names no account (:25:) before"}};
  for (const auto& c : cases) {
    const auto result = decode("mt940", c.document);
    EXPECT_EQ(rule_of(result), c.rule) << result.error.message;
    EXPECT_THAT(result.error.message, ::testing::HasSubstr(c.message));
  }
}

TEST(Mt942, SumsProveAStatementWithBalancesToo) {
  const auto with = [](const char* sums) {
    return rule_of(decode("mt940", ":20:S\n:25:1\n:28C:1\n:60F:C260101EUR1,\n:61:260102C1,NTRFA\n" +
                                       std::string(sums) + ":62F:C260102EUR2,\n"));
  };
  EXPECT_EQ(with(":90D:0EUR0,\n:90C:1EUR1,\n"), "ok");
  EXPECT_EQ(with(":90D:0EUR0,\n:90C:2EUR1,\n"), "statement.summary");
}

}  // namespace
}  // namespace saldo
