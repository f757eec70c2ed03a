#include "bank_testing.hpp"

/// What one statement costs the others, and how they follow each other.
namespace saldo {
namespace {

using namespace bank_testing;

std::string statement(const std::string& id, const std::string& opening, const std::string& lines,
                      const std::string& closing, const std::string& account = "123/456") {
  return ":20:" + id + "\n:25:" + account + "\n:28C:1\n:60F:" + opening + "\n" + lines +
         ":62F:" + closing + "\n";
}

const std::string kFirst = statement("A", "C260101EUR0,", ":61:260102C1,NTRFA\n", "C260102EUR1,");
const std::string kLast = statement("Z", "C260102EUR1,", ":61:260103D3,NTRFZ\n", "D260103EUR2,");

struct Bad {
  std::string statement;
  const char* rule;
  const char* held;  // nothing where no money was read before the fault
};

TEST(Mt940Statements, OneThatCantBeProvedCostsItselfOnly) {
  const Bad cases[] = {
      {statement("B", "C260102EUR1,", ":61:260102C7,NTRFB\n", "C260102EUR1,"), "statement.balance",
       "7.00"},
      {statement("B", "C260102EUR1,", ":61:260102C7,NTRFB\n:61:260231C1,NTRFB\n:86:x\n",
                 "C260102EUR9,"),
       "date.invalid", "7.00"},
      {statement("B", "C260102EUR1,", ":61:260102C7,005NTRFB\n", "C260102EUR8,"), "amount.invalid",
       nullptr},
      {statement("B", "C260102EURO1,", ":61:260102C7,NTRFB\n", "C260102EUR8,"), "amount.currency",
       nullptr},
      {statement("B", "C260102EUR1,", ":61:260102C7,NTRFB\n", "C021131EUR8,"), "date.invalid",
       "7.00"},
      {statement("B", "C260102EUR1,", ":61:260102C7,NTRFB\n", "C260102USD8,"), "entry.currency",
       "7.00"},
      {":20:B\n:25:123\n:28C:1\n:60F:C260102EUR1,\n:61:260102C7,NTRFB\n:86:text\n",
       "statement.balance_missing", "7.00"},
      {":20:B\n:28C:1\n:60F:C260102EUR1,\n:61:260102C7,NTRFB\n:62F:C260102EUR8,\n", "mt940.order",
       nullptr},
      {":20:B\n:25:123\n", "statement.balance_missing", nullptr}};
  for (const auto& bad : cases) {
    const std::string document = kFirst + bad.statement + kLast;
    const auto result = decode("mt940", document);
    ASSERT_EQ(result.status, SALDO_OK) << bad.statement << result.error.message;
    ASSERT_EQ(result.refusals().size(), 1u) << bad.statement;
    const Refusal r = result.refusals()[0];
    EXPECT_EQ(r.statement, 2);
    EXPECT_EQ(r.rule, bad.rule) << r.message;
    EXPECT_GE(r.at.line, 7u);
    EXPECT_EQ(r.held.has_value(), bad.held != nullptr) << r.message;
    if (bad.held != nullptr) {
      EXPECT_EQ(r.held->to_string(), bad.held);
    }
    ASSERT_EQ(result.statements().size(), 2u) << bad.statement;
    EXPECT_EQ(result.statements()[0].id, "A");
    EXPECT_EQ(result.statements()[1].id, "Z");
    EXPECT_EQ(result.statements()[1].index, 3);
    EXPECT_EQ(result.transactions().back().statement, 3);
    EXPECT_EQ(lines_of(decode("mt940", document, 1)), lines_of(result));
  }
}

TEST(Mt940Statements, AreAllRefusedWithTheFirstFaultAndTheMoneyOfAll) {
  const std::string bad = statement("B", "C260102EUR1,", ":61:260102C7,NTRFB\n", "C260102EUR1,");
  const std::string worse = statement("C", "C260102EUR1,", ":61:260102C2,NTRFB\n", "C260102EUR1,");
  const auto result = decode("mt940", bad + worse);
  EXPECT_EQ(rule_of(result), "statement.balance");
  EXPECT_THAT(result.error.message, ::testing::HasSubstr("statement 1 'B'"));
  EXPECT_EQ(held_of(result), "EUR 9.00");
}

TEST(Mt940Statements, ABrokenFileCostsTheDocument) {
  const auto cut = decode("mt940", kFirst + kLast.substr(0, kLast.size() - 20));
  EXPECT_EQ(rule_of(cut), "mt940.truncated");
  EXPECT_EQ(held_of(cut), "EUR 1.00") << "what good statements hold is held up too";
  const auto stray = decode("mt940", kFirst + "-\n:61:260102C5,NTRFX\n");
  EXPECT_EQ(rule_of(stray), "mt940.order");
  EXPECT_THAT(stray.error.message, ::testing::HasSubstr("the field stands outside a statement"));
}

TEST(Mt940Statements, DontSwallowTheNextOneWhereTheClosingBalanceIsMissing) {
  // What opens next is what the first one would have closed with: the sums alone would prove.
  const std::string open =
      ":20:A\n:25:123/456\n:28C:1\n:60F:C260101EUR0,\n:61:260102C1,NTRFA\n:86:at 13:20\n:20:11\n";
  const auto result = decode("mt940", open + kLast);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].rule, "statement.balance_missing");
  ASSERT_EQ(result.statements().size(), 1u);
  EXPECT_EQ(result.statements()[0].id, "Z");
  EXPECT_EQ(result.transactions().at(0).remittance,
            (std::vector<std::string>{"at 13:20", ":20:11"}))
      << "of the refused one; a wrapped time is no field";
}

TEST(Mt940Statements, AreReportedWhereOneDoesntOpenWithWhatTheOneBeforeClosedWith) {
  TestHost host(bank_entry(), "mt940");
  const std::string gap = statement("Z", "C260102EUR5,", ":61:260103D3,NTRFZ\n", "C260103EUR2,");
  const std::string other =
      statement("Y", "C260102EUR9,", ":61:260103D3,NTRFZ\n", "C260103EUR6,", "789");
  ASSERT_EQ(host.decode(kFirst + other + kLast).status, SALDO_OK);
  EXPECT_TRUE(host.logs.empty()) << host.logs[0];
  ASSERT_EQ(host.decode(kFirst + other + gap).status, SALDO_OK) << "a report, no refusal";
  ASSERT_EQ(host.logs.size(), 1u);
  EXPECT_EQ(
      host.logs[0],
      "line 13, byte 156: statement 3 'Z' of account '456' (number '1') opens with 5.00 but "
      "statement 1 'A' of account '456' (number '1') closes with 1.00; a statement is missing "
      "between them, out of order or repeated");
}

TEST(Mt940Statements, ProveWhatTheBankSumsUpBehindTheClosingBalance) {
  const std::string lines = ":61:260102C1,NTRFA\n:61:260102C2,50NTRFB\n:61:260102D4,NTRFC\n";
  const auto with = [&](const std::string& summary) {
    return decode("mt940",
                  statement("A", "C260101EUR1,", lines, "C260102EUR0,5") + ":86:" + summary + "\n");
  };
  for (const char* good : {"/SUM/1/2/4,00/3,50/", "D000001C000002D4,00C3,50", "any other text",
                           "D000001 is text", "/SUM/text/", ""})
    EXPECT_EQ(rule_of(with(good)), "ok") << good;
  for (const char* bad : {"/SUM/1/3/4,00/3,50/", "/SUM/1/2/4,00/3,51/", "D000002C000002D4,00C3,50",
                          "D000001C000002D4,01C3,50\nING", "D000001C000002D4,01C3,50\r\nING"}) {
    const auto result = with(bad);
    EXPECT_EQ(rule_of(result), "statement.summary") << bad;
    EXPECT_THAT(result.error.message,
                ::testing::HasSubstr("lists debits 1 of 4.00 and credits 2 of 3.50, which isn't "
                                     "what '" +
                                     std::string(bad, std::strcspn(bad, "\r\n")) + "' says"));
  }
}

TEST(Mt940Statements, SayTheSameInLogsOnlyABoundedNumberOfTimes) {
  std::string lines;
  for (int i = 0; i < 50; ++i) lines += ":61:1602300301C1,N024NONREF\n";
  TestHost host(bank_entry(), "mt940");
  ASSERT_EQ(host.decode(statement("A", "C160229EUR0,", lines, "C160301EUR50,")).status, SALDO_OK);
  ASSERT_EQ(host.logs.size(), 21u);
  EXPECT_EQ(host.logs.back(), "30 further remarks on the document are not shown");
}

}  // namespace
}  // namespace saldo
