#include "bank_testing.hpp"
#include "camt_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace camt_documents;

std::string remittance(const std::string& text) {
  return element("RmtInf", element("Ustrd", text));
}
std::string batch(const std::string& count) {
  return element("Btch", element("PmtInfId", "P-1") + element("NbOfTxs", count));
}
std::string charge(const std::string& amount) { return element("Rcrd", signed_amount(amount)); }

/// The statement's lines, after a check that they sum up to the entry.
std::vector<Transaction> lines_of_entry(const std::string& amount, const std::string& rest) {
  const auto result = decode("camt", one("0.00", entry(amount, rest), amount));
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  Money sum{0, Currency::parse("EUR")};
  for (const auto& t : result.transactions()) sum += *t.amount;
  EXPECT_EQ(sum.to_string(), amount) << "lines must sum up to the entry";
  return result.transactions();
}

TEST(CamtBatch, SplitsAnEntryWhoseDetailsSumUpToIt) {
  const auto lines = lines_of_entry(
      "6.00", details(batch("3") + transaction("1.00", remittance("a")) +
                      transaction("2.00", remittance("b")) + transaction("3.00", remittance("c"))));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1].amount->minor, 200);
  EXPECT_EQ(lines[1].remittance, std::vector<std::string>{"b"});
  EXPECT_EQ(lines[1].batch_id, "P-1");
  EXPECT_EQ(lines[1].batch_index, 2);
  EXPECT_EQ(lines[1].batch_count, 3);
  EXPECT_EQ(lines[2].index, 3);
}

TEST(CamtBatch, SplitsAcrossSeveralEntryDetails) {
  const auto lines =
      lines_of_entry("3.00", details(transaction("1.00")) + details(transaction("2.00")));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].batch_count, 2);
}

TEST(CamtBatch, NetsDetailsOfTheOtherSign) {
  const auto lines = lines_of_entry("6.00", details(transaction("10.00") + transaction("-4.00")));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].amount->minor, -400);
}

TEST(CamtBatch, TakesChargesOfADetailOffItsAmount) {
  const auto lines =
      lines_of_entry("29.40", details(transaction("10.00", element("Chrgs", charge("-0.20"))) +
                                      transaction("20.00", element("Chrgs", charge("-0.40")))));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].amount->minor, 980);
  ASSERT_EQ(lines[0].charges.size(), 1u);
  EXPECT_EQ(lines[0].charges[0].amount->minor, -20);
}

TEST(CamtBatch, GivesChargesOfTheWholeEntryALineOfTheirOwn) {
  const auto lines =
      lines_of_entry("29.50", element("Chrgs", charge("-0.50")) +
                                  details(transaction("10.00") + transaction("20.00")));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2].amount->minor, -50);
  EXPECT_EQ(lines[2].charges.size(), 1u);
  EXPECT_FALSE(lines[2].batch_index);
}

TEST(CamtBatch, KeepsOneLineWhenTheDetailsDontProve) {
  const auto lines = lines_of_entry(
      "429.56", details(transaction("429.56", remittance("INV-1")) +
                        transaction("429.56", element("RmtInf",
                                                      "<Strd><CdtrRefInf><Ref>RF1</Ref>"
                                                      "</CdtrRefInf></Strd>"))));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].remittance, (std::vector<std::string>{"INV-1", "RF1"}))
      << "what the payers wrote isn't lost";
  EXPECT_EQ(lines[0].batch_count, 2);
}

TEST(CamtBatch, NamesOfManyThousandPaymentsWhatARecordHolds) {
  std::string payments;
  for (int i = 0; i < 9'000; ++i)
    payments += transaction(
        "1.00", remittance("invoice " + std::to_string(900'000 + i) + " " + std::string(120, 'x')));
  const auto lines = lines_of_entry("9000.01", details(payments));
  ASSERT_EQ(lines.size(), 1u);
  std::size_t bytes = 0;
  for (const std::string& text : lines[0].remittance) bytes += text.size();
  EXPECT_LT(bytes, std::size_t{1} << 20) << "the limit of a record";
  EXPECT_EQ(lines[0].remittance[0].substr(0, 14), "invoice 900000");
  EXPECT_EQ(lines[0].remittance.back(), "and " +
                                            std::to_string(9'001 - lines[0].remittance.size()) +
                                            " more payments that the document lists");
}

TEST(CamtBatch, KeepsOneLineWhenADetailHasNoAmountInTheCurrency) {
  const std::string foreign = element("TxDtls", amt("1.00", "USD") + mark(true));
  const auto lines = lines_of_entry("2.00", details(transaction("1.00") + foreign));
  EXPECT_EQ(lines.size(), 1u);
}

TEST(CamtBatch, TakesTheAmountInTheAccountsCurrency) {
  const std::string foreign =
      element("TxDtls", amt("1.10", "USD") + mark(true) +
                            element("AmtDtls", element("TxAmt", amt("1.00", "EUR"))));
  const auto lines = lines_of_entry("3.00", details(transaction("2.00") + foreign));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].amount->to_string(), "1.00");
}

TEST(CamtBatch, GivesASingleDetailTheAmountOfItsEntry) {
  const auto charged = lines_of_entry(
      "-1526.00", element("Chrgs", charge("-26.00")) + details(transaction("-1500.00")));
  ASSERT_EQ(charged.size(), 1u);
  EXPECT_EQ(charged[0].charges.at(0).amount->minor, -2600);
  const auto marked_wrongly = lines_of_entry("-5.00", details(transaction("5.00")));
  EXPECT_EQ(marked_wrongly.at(0).amount->minor, -500);
}

TEST(CamtBatch, KeepsABatchWithoutDetailsAsOneLine) {
  const auto lines = lines_of_entry("6.00", details(batch("3")));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].batch_id, "P-1");
  EXPECT_EQ(lines[0].batch_count, 3);
}

TEST(CamtBatch, RefusesABatchThatCountsOtherwise) {
  const auto document =
      one("0.00", entry("3.00", details(batch("3") + transaction("1.00") + transaction("2.00"))),
          "3.00");
  const auto result = decode("camt", document);
  EXPECT_EQ(rule_of(result), "batch.count");
  EXPECT_THAT(result.error.message,
              ::testing::HasSubstr("the batch says 3 transactions but lists 2"));
  EXPECT_STREQ(result.error.expected, "3");
  EXPECT_STREQ(result.error.found, "2");
  EXPECT_EQ(document.substr(result.error.place.offset, 9), "<NbOfTxs>");
  const auto lenient = decode_leniently("camt", document);
  ASSERT_EQ(lenient.status, SALDO_OK);
  EXPECT_TRUE(lenient.statements()[0].unbalanced);
}

TEST(CamtBatch, ReadsChargesOfVersionTwo) {
  const std::string repeated = element("Chrgs", amt("0.10")) + element("Chrgs", amt("0.20"));
  const auto lines =
      lines_of_entry("2.70", details(transaction("1.00", repeated) + transaction("2.00")));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].amount->minor, 70);
  EXPECT_EQ(lines[0].charges.size(), 2u);
}

TEST(CamtBatch, TakesOneDetailOfManyForWhatTheyHaveInCommon) {
  const std::string common = element("TxDtls", remittance("of all"));
  const auto lines = lines_of_entry("6.00", details(batch("20") + common));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].batch_count, 20);
  EXPECT_EQ(lines[0].remittance, std::vector<std::string>{"of all"});
  EXPECT_EQ(lines_of_entry("6.00", details(batch("20") + transaction("6.00"))).size(), 1u);
  const auto own =
      decode("camt", one("0.00", entry("6.00", details(batch("2") + transaction("1.00"))), "6.00"));
  EXPECT_EQ(rule_of(own), "batch.count") << "a detail of its own, so others are missing";
}

TEST(CamtBatch, TurnsDetailsThatAllHaveTheOtherMark) {
  const auto lines = lines_of_entry(
      "-3.00", "<RvslInd>true</RvslInd>" + details(transaction("1.00") + transaction("2.00")));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].amount->minor, -200);
  const auto mixed = lines_of_entry("-3.00", details(transaction("1.00") + transaction("-2.00")));
  EXPECT_EQ(mixed.size(), 1u) << "which one is wrong, nothing says";
}

TEST(CamtBatch, TakesTheAmountsThatProveWhereBanksRepeatTheEntrysInEachDetail) {
  const auto detail = [](const std::string& amount) {
    return transaction("429.56", element("AmtDtls", element("InstdAmt", amt(amount)) +
                                                        element("TxAmt", amt("429.56"))));
  };
  const auto lines = lines_of_entry("429.56", details(detail("329.56") + detail("100.00")));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].amount->to_string(), "329.56");
  EXPECT_EQ(lines[1].amount->to_string(), "100.00");
}

TEST(CamtBatch, NamesTheBatchOfEachDetail) {
  const std::string other = element("Btch", element("MsgId", "M-2") + element("NbOfTxs", "1"));
  const auto lines = lines_of_entry(
      "3.00", details(batch("1") + transaction("1.00")) + details(other + transaction("2.00")));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].batch_id, "P-1");
  EXPECT_EQ(lines[1].batch_id, "M-2");
  const auto without = lines_of_entry(
      "3.00", "<AcctSvcrRef>B-9</AcctSvcrRef>" +
                  details(transaction("1.00", "<Refs><PmtInfId>P-7</PmtInfId></Refs>") +
                          transaction("2.00")));
  EXPECT_EQ(without.at(0).batch_id, "P-7");
  EXPECT_EQ(without.at(1).batch_id, "B-9");
}

TEST(CamtBatch, KeepsWhatAllDetailsSayWhereItStaysOneLine) {
  const auto detail = [](const std::string& name, const std::string& id) {
    return element("TxDtls", element("Refs", element("EndToEndId", id)) +
                                 element("RltdPties", element("Dbtr", element("Nm", name))));
  };
  const auto same =
      lines_of_entry("3.00", details(detail("Muster", "E-1") + detail("Muster", "E-2")));
  ASSERT_EQ(same.size(), 1u);
  EXPECT_EQ(same[0].counterparty_name, "Muster");
  EXPECT_EQ(same[0].remittance, (std::vector<std::string>{"E-1", "E-2"}));
  const auto other =
      lines_of_entry("3.00", details(detail("Muster", "E-1") + detail("Other", "E-2")));
  EXPECT_EQ(other.at(0).counterparty_name, "");
}

TEST(CamtBatch, GivesTheEntrysInformationToDetailsThatSayNothing) {
  const auto lines =
      lines_of_entry("3.00", details(transaction("1.00") + transaction("2.00", remittance("own"))) +
                                 "<AddtlNtryInf>of the entry</AddtlNtryInf>");
  EXPECT_EQ(lines.at(0).remittance, std::vector<std::string>{"of the entry"});
  EXPECT_EQ(lines.at(1).remittance, std::vector<std::string>{"own"});
}

}  // namespace
}  // namespace saldo
