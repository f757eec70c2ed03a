#include "bank_testing.hpp"
#include "camt_documents.hpp"

/// Where a bank departs from ISO 20022, as options say.
namespace saldo {
namespace {

using namespace bank_testing;
using namespace camt_documents;

Decoded decode_with(const TestHost::Options& options, const std::string& document) {
  return TestHost(bank_entry(), "camt", options).decode(document);
}

const std::string kReversal = "<RvslInd>true</RvslInd>";

TEST(CamtOptions, FlipReversalsOfBanksThatMarkThemSo) {
  const std::string entries = entry("5.00") + entry("3.00", kReversal);
  const auto standard = decode_with({}, one("0.00", entries, "8.00"));
  ASSERT_EQ(standard.status, SALDO_OK) << standard.error.message;
  const auto flipped = decode_with({{"reversals", "flipped"}}, one("0.00", entries, "2.00"));
  ASSERT_EQ(flipped.status, SALDO_OK) << flipped.error.message;
  EXPECT_EQ(flipped.transactions()[0].amount->to_string(), "5.00");
  EXPECT_EQ(flipped.transactions()[1].amount->to_string(), "-3.00");
  EXPECT_TRUE(flipped.transactions()[1].reversal);
}

TEST(CamtOptions, SplitABatchOfAFlippedReversal) {
  const std::string batch =
      entry("3.00", kReversal + details(transaction("1.00") + transaction("2.00")));
  const auto result = decode_with({{"reversals", "flipped"}}, one("0.00", batch, "-3.00"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.transactions().size(), 2u);
  EXPECT_EQ(result.transactions()[1].amount->to_string(), "-2.00");
}

TEST(CamtOptions, AreNamedWhereTheyWouldExplainTheDifference) {
  const auto message = [](const TestHost::Options& options, const std::string& document) {
    const auto result = decode_with(options, document);
    EXPECT_EQ(rule_of(result), "statement.balance");
    return std::string(result.error.message);
  };
  const std::string entries = entry("5.00") + entry("3.00", kReversal);
  EXPECT_THAT(message({}, one("0.00", entries, "2.00")),
              ::testing::EndsWith("option reversals flipped"));
  EXPECT_THAT(message({{"reversals", "flipped"}}, one("0.00", entries, "8.00")),
              ::testing::EndsWith("option reversals as-marked"));
  EXPECT_THAT(message({}, one("0.00", entries, "2.01")), ::testing::EndsWith("send it again"));
  EXPECT_THAT(message({}, one("0.00", entry("5.00"), "0.00")),
              ::testing::HasSubstr("option future_entries pending"))
      << "the entry's value date is behind the closing balance's";
}

TEST(CamtOptions, LeaveEntriesOfTheFutureOutOfTheBalance) {
  const std::string today = "<Ntry>" + signed_amount("2.00") +
                            "<Sts><Cd>BOOK</Cd></Sts><ValDt><Dt>2026-01-02</Dt></ValDt></Ntry>";
  const auto result =
      decode_with({{"future_entries", "pending"}}, one("0.00", entry("5.00") + today, "2.00"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions()[0].status, "pending");
  EXPECT_EQ(result.transactions()[1].status, "booked");
  EXPECT_EQ(result.statements()[0].total_credit->to_string(), "2.00");
}

std::string charge(const std::string& amount) {
  return element("Chrgs", element("Rcrd", signed_amount(amount)));
}

TEST(CamtOptions, SeparateChargesThatProveToBeAPartOfTheEntry) {
  struct Case {
    std::string amount, rest;
    std::vector<std::string> separate;
  };
  const Case cases[] = {
      {"-1526.00", charge("-26.00") + details(transaction("-1500.00")), {"-1500.00", "-26.00"}},
      {"990.00", details(transaction("1000.00", charge("-10.00"))), {"1000.00", "-10.00"}},
      {"990.00", details(transaction("990.00", charge("-10.00"))), {"990.00"}},
      {"990.00", charge("-10.00"), {"990.00"}},
      {"29.40",
       details(transaction("10.00", charge("-0.20")) + transaction("20.00", charge("-0.40"))),
       {"10.00", "-0.20", "20.00", "-0.40"}}};
  for (const auto& c : cases) {
    const auto document = one("0.00", entry(c.amount, c.rest), c.amount);
    const auto included = decode_with({}, document);
    ASSERT_EQ(included.status, SALDO_OK) << included.error.message;
    const auto result = decode_with({{"charges", "separate"}}, document);
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    std::vector<std::string> amounts;
    for (const auto& t : result.transactions()) amounts.push_back(t.amount->to_string());
    EXPECT_EQ(amounts, c.separate);
  }
}

TEST(CamtOptions, TakeBalancesWithoutAMarkForCreditsOrRefuseThem) {
  std::string document = one("1.00", entry("2.00"), "3.00");
  for (std::size_t i = 0; i < 2; ++i) document.erase(document.find("<CdtDbtInd>"), 27);
  TestHost host(bank_entry(), "camt");
  const auto credit = host.decode(document);
  ASSERT_EQ(credit.status, SALDO_OK) << credit.error.message;
  ASSERT_EQ(host.logs.size(), 2u);
  EXPECT_THAT(host.logs[0], ::testing::HasSubstr(
                                "the balance OPBD has no <CdtDbtInd> and is taken for a credit"));
  const auto refused = decode_with({{"missing_mark", "refuse"}}, document);
  EXPECT_EQ(rule_of(refused), "balance.incomplete");
  EXPECT_THAT(refused.error.message, ::testing::HasSubstr("the balance has no <CdtDbtInd>"));
}

TEST(CamtOptions, AreRefusedWithTheValuesThatThereAre) {
  EXPECT_EQ(decode_with({{"missing_mark", "debit"}}, one("0.00", "", "0.00")).status,
            SALDO_E_CONFIG);
  TestHost host(bank_entry(), "camt", {{"future_entries", "no"}});
  saldo_error error{};
  error.struct_size = sizeof error;
  EXPECT_EQ(host.extension<saldo_check>(SALDO_EXT_CHECK)->check(host.instance(), &error),
            SALDO_E_CONFIG);
  EXPECT_STREQ(error.message, "option future_entries is 'no'; use booked or pending");
}

}  // namespace
}  // namespace saldo
