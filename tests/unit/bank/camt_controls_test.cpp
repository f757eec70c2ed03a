#include "bank_testing.hpp"
#include "camt_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace camt_documents;

TEST(CamtControls, RefuseAStatementWhoseBalancesAreOffByACent) {
  const std::string document = one("100.00", entry("20.00") + entry("-5.00"), "115.01");
  const auto result = decode("camt", document);
  ASSERT_EQ(result.status, SALDO_E_REJECTED);
  EXPECT_STREQ(result.error.rule, "statement.balance");
  EXPECT_STREQ(
      result.error.message,
      "line 5, byte 416: statement 1 'STMT1' of account 'DE02120300000000202051' opens with "
      "100.00, its booked entries sum up to 15.00, so it must close with 115.00 EUR, but "
      "says 115.01; ask the bank to send it again");
  EXPECT_STREQ(result.error.expected, "115.00");
  EXPECT_STREQ(result.error.found, "115.01");
  EXPECT_EQ(result.error.place.line, 5u);
  EXPECT_EQ(document.substr(result.error.place.offset, 5), "<Bal>");
  EXPECT_EQ(held_of(result), "EUR 20.00");
}

TEST(CamtControls, MarkWhatIsReadLeniently) {
  const auto result = decode_leniently("camt", one("100.00", entry("20.00"), "120.01"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.statements().at(0).unbalanced);
  EXPECT_FALSE(decode_leniently("camt", one("0.00", "", "0.00")).statements().at(0).unbalanced);
}

TEST(CamtControls, RefuseEntriesThatNoBalanceProves) {
  const auto result =
      decode("camt", document(statement(account() + balance("OPBD", "0.00") + entry("1.00"))));
  EXPECT_EQ(rule_of(result), "statement.balance_missing");
  EXPECT_THAT(result.error.message, ::testing::HasSubstr("has no booked closing (CLBD) balance"));
  EXPECT_EQ(rule_of(decode(
                "camt", document(statement(account() + balance("CLBD", "1.00") + entry("1.00"))))),
            "statement.balance_missing");
}

std::string summary(const std::string& content) { return element("TxsSummry", content); }

std::string with_summary(const std::string& content) {
  return document(statement(account() + balance("OPBD", "0.00") + balance("CLBD", "7.00") +
                            summary(content) + entry("10.00") + entry("-3.00") +
                            entry("4.00", "", "PDNG")));
}

TEST(CamtControls, AcceptSummariesOfBookedOrOfAllEntries) {
  const std::string good[] = {
      "<TtlNtries><NbOfNtries>2</NbOfNtries><Sum>13.00</Sum></TtlNtries>",
      "<TtlNtries><NbOfNtries>3</NbOfNtries><Sum>17.0</Sum></TtlNtries>",
      "<TtlNtries><TtlNetNtryAmt>7.00</TtlNetNtryAmt><CdtDbtInd>CRDT</CdtDbtInd></TtlNtries>",
      "<TtlNtries><TtlNetNtry><Amt>11.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry></TtlNtries>",
      element("TtlCdtNtries", "<NbOfNtries>1</NbOfNtries><Sum>10.00</Sum>") +
          element("TtlDbtNtries", "<NbOfNtries>1</NbOfNtries><Sum>3.00</Sum>")};
  for (const auto& content : good) {
    const auto result = decode("camt", with_summary(content));
    EXPECT_EQ(result.status, SALDO_OK) << content << result.error.message;
  }
}

TEST(CamtControls, RefuseSummariesThatDontAgree) {
  struct Case {
    const char* content;
    const char* why;
    const char *expected, *found;
  };
  const Case cases[] = {
      {"<TtlNtries><NbOfNtries>4</NbOfNtries></TtlNtries>",
       "the summary says entries 4 but the entries come to 3", "4", "3"},
      {"<TtlNtries><Sum>13.01</Sum></TtlNtries>",
       "the summary says a sum of '13.01' but the entries come to 17.00", "'13.01'", "17.00"},
      {"<TtlCdtNtries><NbOfNtries>3</NbOfNtries></TtlCdtNtries>",
       "the summary says credit entries 3 but the entries come to 2", "3", "2"},
      {"<TtlDbtNtries><Sum>2.00</Sum></TtlDbtNtries>",
       "the summary says a sum of debits of '2.00' but the entries come to 3.00", "'2.00'", "3.00"},
      {"<TtlNtries><TtlNetNtryAmt>7.00</TtlNetNtryAmt><CdtDbtInd>DBIT</CdtDbtInd></TtlNtries>",
       "the summary says a net amount of '7.00' but the entries come to -11.00", "'7.00'",
       "-11.00"},
      {"<TtlNtries><Sum>abc</Sum></TtlNtries>",
       "the summary says a sum of 'abc' but the entries come to 17.00", "'abc'", "17.00"}};
  for (const auto& c : cases) {
    const auto result = decode("camt", with_summary(c.content));
    EXPECT_EQ(rule_of(result), "statement.summary") << c.content;
    EXPECT_THAT(result.error.message, ::testing::HasSubstr(c.why));
    EXPECT_STREQ(result.error.expected, c.expected);
    EXPECT_STREQ(result.error.found, c.found);
    EXPECT_GT(result.error.place.offset, 0u);
  }
}

TEST(CamtControls, RefuseEntriesInAnotherCurrencyThanTheAccount) {
  const auto result = decode("camt", one("0.00", entry("1.00", "", "BOOK", "USD"), "1.00"));
  EXPECT_EQ(rule_of(result), "entry.currency");
  EXPECT_STREQ(result.error.expected, "EUR");
  EXPECT_STREQ(result.error.found, "USD");
}

}  // namespace
}  // namespace saldo
