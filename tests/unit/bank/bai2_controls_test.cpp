#include "bai2_documents.hpp"
#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

const Bai2Account kFirst = {"03,1,USD,010,100,,,015,105,,/\n16,165,5,Z,,,/\n", 210};
const Bai2Account kSecond = {"03,2,USD,010,100,,,015,90,,/\n16,165,5,Z,,,/\n16,475,15,Z,,,/\n",
                             210};

/// "index kind" of the statements, then "index rule" of the refusals.
std::string outcome(const Decoded& d) {
  if (d.status != SALDO_OK) return d.error.rule;
  std::string out;
  for (const auto& s : d.statements())
    out += std::to_string(s.index) + " " + s.kind + (s.unbalanced ? " unbalanced; " : "; ");
  for (const auto& r : d.refusals()) out += std::to_string(r.statement) + " " + r.rule + "; ";
  return out;
}

std::string replaced(std::string s, const std::string& what, const std::string& with) {
  const auto at = s.find(what);
  EXPECT_NE(at, s.npos) << what;
  return s.replace(at, what.size(), with);
}

TEST(Bai2Controls, AWrongAccountTrailerCostsItsAccount) {
  const std::string good = bai2_document({kFirst, kSecond});
  EXPECT_EQ(outcome(decode("bai2", good)), "1 booked; 2 booked; ");
  // The sums above were made of what is right, or of what the trailer says.
  EXPECT_EQ(outcome(decode("bai2", replaced(good, "49,210,3", "49,211,3"))),
            "2 booked; 1 statement.total; ");
  auto summed = replaced(good, "49,210,3", "49,211,3");
  summed = replaced(replaced(summed, "98,420", "98,421"), "99,420", "99,421");
  EXPECT_EQ(outcome(decode("bai2", summed)), "2 booked; 1 statement.total; ");
  EXPECT_EQ(outcome(decode("bai2", replaced(good, "49,210,3", "49,210,4"))),
            "2 booked; 1 statement.count; ");
  auto counted = replaced(good, "49,210,3", "49,210,4");
  counted = replaced(replaced(counted, ",2,9/", ",2,10/"), ",1,11/", ",1,12/");
  EXPECT_EQ(outcome(decode("bai2", counted)), "2 booked; 1 statement.count; ");
}

TEST(Bai2Controls, AnUnreadableDetailCostsItsAccount) {
  const std::string good = bai2_document({kFirst, kSecond});
  const std::pair<const char*, const char*> faults[] = {
      {"16,165,5,Z", "16,16X,5,Z"}, {"16,165,5,Z", "16,165,5x,Z"},  {"16,165,5,Z", "16,165,5,Q"},
      {"16,165,5,Z", "16,065,5,Z"}, {"16,165,5,Z", "16,165,5,V,X"}, {"03,1,USD", "03,,USD"},
      {"03,1,USD", "03,1,USX"},     {"010,100,,", "010,1O0,,"},     {"015,105,,", "15,105,,"},
      {"16,165,5,Z", "16;165,5,Z"}, {"49,210,3", "49,2!0,3"},       {"49,210,3", "49,210"}};
  for (const auto& [what, with] : faults) {
    const auto result = decode("bai2", replaced(good, what, with));
    EXPECT_EQ(result.status, SALDO_OK) << with << ": " << result.error.message;
    EXPECT_EQ(outcome(result).substr(0, 12), "2 booked; 1 ") << with;
  }
}

TEST(Bai2Controls, AMissingAccountTrailerIsFoundAndItsGroupTrailerWithIt) {
  const std::string good = bai2_document({kFirst, kSecond});
  EXPECT_EQ(outcome(decode("bai2", replaced(good, "49,210,3/\n", ""))), "statement.trailer");
  auto counted = replaced(good, "49,210,3/\n", "");
  counted = replaced(replaced(counted, ",2,9/", ",2,8/"), ",1,11/", ",1,10/");
  const auto result = decode("bai2", counted);
  EXPECT_EQ(outcome(result), "2 booked; 1 statement.trailer; ");
  EXPECT_EQ(result.refusals().at(0).held->to_string(), "0.05");
}

TEST(Bai2Controls, AWrongGroupTrailerCostsItsGroup) {
  const std::string first = bai2_group({kFirst, kSecond}), second = bai2_group({kFirst});
  const auto file = [&](const std::string& wrong) {
    return kBai2File + wrong + second + "99,630,2,16/\n";
  };
  EXPECT_EQ(outcome(decode("bai2", file(first))), "1 booked; 2 booked; 3 booked; ");
  EXPECT_EQ(outcome(decode("bai2", file(replaced(first, "98,420", "98,42")))),
            "3 booked; 1 group.total; 2 group.total; ");
  EXPECT_EQ(outcome(decode("bai2", file(replaced(first, "98,420,2", "98,420,3")))),
            "3 booked; 1 group.accounts; 2 group.accounts; ");
  EXPECT_EQ(outcome(decode("bai2", file(replaced(first, "2,9/", "2,8/")))),
            "3 booked; 1 group.count; 2 group.count; ");
  const auto held = decode("bai2", file(replaced(first, "98,420", "98,42"))).refusals();
  EXPECT_EQ(held.at(0).held->to_string() + " " + held.at(1).held->to_string(), "0.05 0.05");
}

TEST(Bai2Controls, AWrongFileTrailerCostsTheFile) {
  const std::string good = bai2_document({kFirst, kSecond});
  for (const auto& [with, rule] :
       {std::pair("99,419,1,11", "file.total"), std::pair("99,420,2,11", "file.groups"),
        std::pair("99,420,1,10", "file.count"), std::pair("99,420,1,", "number.invalid"),
        std::pair("99,420", "number.invalid")}) {
    const auto result = decode("bai2", replaced(good, "99,420,1,11", with));
    EXPECT_EQ(rule_of(result), rule);
    EXPECT_EQ(held_of(result), "USD 0.10");
  }
}

TEST(Bai2Controls, ALostRecordCostsItsAccount) {
  const std::string good = bai2_document({kFirst, kSecond});
  EXPECT_EQ(outcome(decode("bai2", replaced(good, "16,165,5,Z,,,/\n", ""))),
            "2 booked; 1 statement.total; ");
  EXPECT_EQ(outcome(decode("bai2", replaced(good, "16,165,5,Z,,,/\n", "16,165,5,Z,,,/\n88,A\n"))),
            "2 booked; 1 statement.count; ");
}

TEST(Bai2Controls, HeadersThatGoOnCountWithTheirContinuations) {
  const std::string file = "01,021000021,SALDO,260106/\n88,0600,1,,,2/\n";
  const std::string group = bai2_group({kFirst}, "02,SALDO,021000021,1/\n88,260105,2359,USD,2/\n");
  EXPECT_EQ(outcome(decode("bai2", file + group + "99,210,1,9/\n")), "1 booked; ");
}

TEST(Bai2Controls, WhereTheFileTrailerIsWrongTooTheFirstFaultIsNamed) {
  const std::string good = bai2_document({kFirst, kSecond});
  const auto result =
      decode("bai2", replaced(replaced(good, "49,210,3", "49,211,3"), "99,420", "99,7"));
  EXPECT_STREQ(result.error.rule, "statement.total");
  EXPECT_EQ(result.error.place.line, 5u);
  EXPECT_THAT(result.error.message, testing::HasSubstr("nothing of the file is taken"));
  EXPECT_EQ(held_of(result), "USD 0.10");
}

TEST(Bai2Controls, ABlankTotalIsZero) {
  const auto document = replaced(bai2_document({{"03,12345,/\n", 0}}), "49,0,", "49,,");
  EXPECT_EQ(outcome(decode("bai2", document)), "1 notification; ");
  EXPECT_EQ(rule_of(decode("bai2", replaced(bai2_document({kFirst}), "49,210,", "49,,"))),
            "statement.total");
}

/// The kind of an account whose header has these figures, with one credit of 5 and one debit of 15.
std::string kind_of(const std::string& figures, std::int64_t sum, const char* modifier = "2",
                    const char* status = "1") {
  return outcome(decode(
      "bai2",
      bai2_document({{"03,1,USD," + figures + "/\n16,165,5,Z,,,/\n16,475,15,Z,,,/\n", sum + 20}},
                    std::string("02,S,B,") + status + ",260105,,USD," + modifier + "/\n")));
}

TEST(Bai2Controls, BookedIsWhatTheLedgerBalancesProve) {
  EXPECT_EQ(kind_of("010,100,,,015,90,,", 190), "1 booked; ");
  EXPECT_EQ(kind_of("010,100,,,015,90,,", 190, ""), "1 booked; ");
  EXPECT_EQ(kind_of("010,100,,,015,90,,", 190, "4", "3"), "1 booked; ");
  EXPECT_EQ(kind_of("010,100,,,015,91,,", 191), "statement.balance");
}

TEST(Bai2Controls, InterimDataIsIntraday) {
  EXPECT_EQ(kind_of("010,100,,,015,90,,", 190, "1"), "1 intraday; ");
  EXPECT_EQ(kind_of("010,100,,,030,77,,", 177, "3"), "1 intraday; ");
}

TEST(Bai2Controls, WhatBalancesDontCoverIsANotification) {
  EXPECT_EQ(kind_of("010,100,,", 100), "1 notification; ");
  EXPECT_EQ(kind_of("015,100,,", 100), "1 notification; ");
  EXPECT_EQ(kind_of("040,100,,,045,100,,", 200), "1 notification; ");
  // The bank details a part of what its totals say.
  EXPECT_EQ(kind_of("010,100,,,015,80,,,100,10,2,,400,30,3,", 220), "1 notification; ");
  EXPECT_EQ(kind_of("010,100,,,015,80,,,100,4,2,,400,24,3,", 208), "statement.balance");
  EXPECT_EQ(kind_of("010,100,,,015,80,,,100,10,2,,400,31,3,", 221), "statement.balance");
  // Balances without details.
  EXPECT_EQ(outcome(decode("bai2", bai2_document({{"03,1,,010,1,,,015,2,,/\n", 3}}))),
            "1 notification; ");
}

TEST(Bai2Controls, ADeletionAndATestAreNoMoney) {
  EXPECT_EQ(kind_of("010,100,,,015,90,,", 190, "2", "2"), "group.status");
  EXPECT_EQ(kind_of("010,100,,,015,90,,", 190, "2", "4"), "group.status");
  EXPECT_EQ(kind_of("010,100,,,015,90,,", 190, "2", "7"), "group.status");
  EXPECT_EQ(kind_of("010,100,,,015,90,,", 190, "2", ""), "1 booked; ");
}

TEST(Bai2Controls, LenientReadingMarksWhatDoesNotFoot) {
  const std::string good = bai2_document({kFirst, kSecond});
  const auto leniently = [&](const char* what, const char* with) {
    return outcome(decode_leniently("bai2", replaced(good, what, with)));
  };
  EXPECT_EQ(leniently("49,210,3", "49,211,3"), "1 booked unbalanced; 2 booked; ");
  EXPECT_EQ(leniently("49,210,3", "49,210,1"), "1 booked unbalanced; 2 booked; ");
  EXPECT_EQ(leniently("98,420", "98,421"), "1 booked unbalanced; 2 booked unbalanced; ");
  EXPECT_EQ(leniently("99,420", "99,421"), "1 booked unbalanced; 2 booked unbalanced; ");
  EXPECT_EQ(leniently("16,165,5,", "16,165,6,"), "1 booked unbalanced; 2 booked; ");
  EXPECT_EQ(leniently("02,SALDO,021000021,1", "02,SALDO,021000021,4"), "1 intraday; 2 intraday; ");
  EXPECT_EQ(leniently("16,165,5,", "16,165,x,"), "2 booked; 1 amount.invalid; ");
}

}  // namespace
}  // namespace saldo
