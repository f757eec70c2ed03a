#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

struct Page {
  std::string number, opening, lines, closing;
  std::string account = "123";
};

/// One message; balances are "F:C260101EUR1," or "M:…".
std::string message(const Page& p) {
  const auto balance = [](const char* tag, const std::string& value) {
    return std::string(":") + tag + value.substr(0, 1) + value.substr(1) + "\n";
  };
  return ":20:A\n:25:" + p.account + "\n:28C:" + p.number + "\n" + balance("60", p.opening) +
         p.lines + balance("62", p.closing) + "-\n";
}

const Page kFirst{"7/1", "F:C260101EUR0,", ":61:260102C1,NTRFA\n", "M:C260102EUR1,"};
const Page kSecond{"7/2", "M:C260102EUR1,", ":61:260102C2,NTRFB\n", "M:C260102EUR3,"};
const Page kThird{"7/3", "M:C260102EUR3,", ":61:260102D5,NTRFC\n", "F:D260103EUR2,"};

TEST(Mt940Pages, BecomeOneStatementWhereTheyFollowEachOther) {
  TestHost host(bank_entry(), "mt940");
  const auto result = host.decode(message(kFirst) + message(kSecond) + message(kThird));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.statements().size(), 1u);
  const Statement s = result.statements()[0];
  EXPECT_EQ(s.sequence, "7/1");
  EXPECT_EQ(s.opening.amount->to_string(), "0.00");
  EXPECT_EQ(s.closing.amount->to_string(), "-2.00");
  EXPECT_EQ(s.closing.date.to_string(), "2026-01-03");
  EXPECT_EQ(s.transactions, 3);
  EXPECT_EQ(s.total_credit->to_string(), "3.00");
  EXPECT_EQ(s.total_debit->to_string(), "5.00");
  const auto lines = result.transactions();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2].statement, 1);
  EXPECT_EQ(lines[2].index, 3);
  EXPECT_EQ(host.counters["mt940_pages"], 2);
  EXPECT_TRUE(host.logs.empty());
}

TEST(Mt940Pages, NeedNoNumbersThatCount) {
  for (const char* number : {"0", "00000/001", "1/1", ""}) {
    Page first = kFirst, second = kSecond;
    first.number = second.number = number;
    second.closing = "F:C260102EUR3,";
    const auto result = decode("mt940", message(first) + message(second));
    ASSERT_EQ(result.status, SALDO_OK) << number << result.error.message;
    EXPECT_EQ(result.statements().size(), 1u) << number;
  }
}

TEST(Mt940Pages, AreStatementsOfTheirOwnWhereTheOthersAreInOtherFiles) {
  const auto result = decode("mt940", message(kThird));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().at(0).opening.amount->to_string(), "3.00");
}

TEST(Mt940Pages, AreNoPagesOfOtherAccountsOrNumbers) {
  Page other = kSecond;
  other.account = "456";
  EXPECT_EQ(decode("mt940", message(kFirst) + message(other)).statements().size(), 2u);
  Page next = kSecond;
  next.number = "8/1";
  EXPECT_EQ(decode("mt940", message(kFirst) + message(next)).statements().size(), 2u);
}

TEST(Mt940Pages, MayEndWithAnIntermediateBalanceInTheLastOne) {
  Page next = kSecond;  // Knab: the next statement opens with it
  next.number = "8/1";
  next.opening = "F:C260102EUR1,";
  const auto result = decode("mt940", message(kFirst) + message(next));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().size(), 2u);
}

struct Broken {
  std::string document;
  const char *message, *expected, *found;
};

TEST(Mt940Pages, CostTheStatementWhereOneIsMissingOrStandsTwice) {
  Page gap = kThird, same_money = kThird, other_money = kSecond, anew = kSecond;
  same_money.opening = "M:C260102EUR1,";
  same_money.closing = "F:D260102EUR4,";
  other_money.opening = "M:C260102EUR4,";
  other_money.closing = "F:C260102EUR6,";
  anew.opening = "F:C260102EUR9,";
  anew.closing = "F:C260102EUR11,";
  const std::string name = ":60M: statement 1 'A' of account '123' goes on with ";
  const Broken cases[] = {
      {message(kFirst) + message(gap), "page 3 behind page 1; a page is missing or stands twice",
       "page 2", "page 3"},
      {message(kFirst) + message(same_money),
       "page 3 behind page 1; a page is missing or stands twice", "page 2", "page 3"},
      {message(kFirst) + message(kSecond) + message(kSecond),
       "1.00 on page 2 but page 2 before ends with 3.00; a page is missing or stands twice", "3.00",
       "1.00"},
      {message(kFirst) + message(other_money),
       "4.00 on page 2 but page 1 before ends with 1.00; a page is missing or stands twice", "1.00",
       "4.00"},
      {message(kFirst) + message(anew),
       "9.00 on page 2 but page 1 before ends with 1.00; a page is missing or stands twice", "1.00",
       "9.00"}};
  for (const auto& c : cases) {
    const auto result = decode("mt940", c.document);
    EXPECT_EQ(rule_of(result), "statement.page") << c.document;
    EXPECT_THAT(result.error.message, ::testing::HasSubstr(c.message));
    EXPECT_STREQ(result.error.expected, c.expected);
    EXPECT_STREQ(result.error.found, c.found);
    EXPECT_THAT(c.document.substr(result.error.place.offset - 5, 4), ::testing::StartsWith(":60"));
  }
}

TEST(Mt940Pages, CostTheStatementWhereOneDoesntFoot) {
  Page wrong = kSecond;
  wrong.closing = "M:C260102EUR4,";
  Page after = kThird;
  after.opening = "M:C260102EUR4,";
  after.closing = "F:D260103EUR1,";
  const Page other{"1/1", "F:C260101EUR5,", ":61:260102C1,NTRFZ\n", "F:C260102EUR6,", "456"};
  const auto result =
      decode("mt940", message(kFirst) + message(wrong) + message(after) + message(other));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.refusals().size(), 1u) << "one statement, whatever its pages";
  EXPECT_EQ(result.refusals()[0].statement, 1);
  EXPECT_EQ(result.refusals()[0].rule, "statement.balance");
  EXPECT_EQ(result.refusals()[0].expected, "3.00");
  EXPECT_EQ(result.refusals()[0].found, "4.00");
  EXPECT_EQ(result.refusals()[0].held->to_string(), "3.00");
  ASSERT_EQ(result.statements().size(), 1u);
  EXPECT_EQ(result.statements()[0].index, 2);
}

}  // namespace
}  // namespace saldo
