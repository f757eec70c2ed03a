#include "store/line_identity.hpp"

#include <gtest/gtest.h>

#include "store/statements.hpp"
#include "store/verify.hpp"
#include "unit/store/book.hpp"

/// One identity for one fact, across files that repeat, overlap, or tell beforehand.
namespace saldo::store {
namespace {

Statement numbered(std::string number, std::int64_t opening, std::int64_t closing,
                   std::string_view closing_day = "2026-01-05") {
  Statement s = statement(opening, closing, closing_day);
  s.id = std::move(number);
  return s;
}

Statement report(const std::string& kind) {
  Statement s = statement(0, 0);
  s.kind = kind;
  s.id = kind;
  s.opening = s.closing = {};
  return s;
}

class Identity : public testing::Test {
 protected:
  ~Identity() override {
    book.read([](soci::session& sql) {
      for (const Broken& b : broken_invariants(sql, 9)) ADD_FAILURE() << b.what;
    });
  }
  std::int64_t money() {
    return book.number(
        "SELECT COALESCE(SUM(amount_minor), 0) FROM bank_transaction WHERE state "
        "NOT IN ('provisional', 'superseded', 'not_booked')");
  }
  std::string refusal(const Statement& s, const std::vector<Transaction>& lines) {
    try {
      book.post_bank("refused.xml", s, lines);
    } catch (const FailureException& e) {
      return e.failure.rule;
    }
    return "posted";
  }
  TestBook book;
};

TEST_F(Identity, AStatementThatFollowsBringsAPaymentThatLooksLikeAnotherOfTheDay) {
  book.post_bank("morning.xml", numbered("1", 0, 100), {transaction(100, "")});
  const auto totals =
      book.post_bank("evening.xml", numbered("2", 100, 200), {transaction(100, "")});
  EXPECT_EQ(totals.transactions, 1);
  EXPECT_EQ(money(), 200);
}

TEST_F(Identity, TheSameStatementInOtherWordsBringsNothing) {
  book.post_bank("a.xml", numbered("2026-5", 0, 350),
                 {transaction(100, "B1"), transaction(200, "B2"), transaction(50, "B3")});
  Transaction one = transaction(200, ""), two = transaction(50, ""), three = transaction(100, "");
  one.remittance = {"RE90000001DANKE"};
  const auto totals = book.post_bank("a.sta", numbered("00005/001", 0, 350), {one, two, three});
  EXPECT_EQ(totals.transactions, 0);
  EXPECT_EQ(totals.duplicates, 3);
  EXPECT_EQ(money(), 350);
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(b) FROM (SELECT t.bank_reference AS b FROM "
                      "duplicate_transaction x JOIN bank_transaction t ON t.id = x.twin_id ORDER "
                      "BY x.position)"),
            "B2,B3,B1");
}

TEST_F(Identity, ALineIsPairedByItsContentBeforeAnotherMayTakeItsAmount) {
  book.post_bank("a.xml", numbered("5", 0, 200), {transaction(100, "B1"), transaction(100, "B2")});
  Transaction worded_otherwise = transaction(100, "");
  book.post_bank("b.xml", numbered("5", 0, 200), {worded_otherwise, transaction(100, "B1")});
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(b) FROM (SELECT t.bank_reference AS b FROM "
                      "duplicate_transaction x JOIN bank_transaction t ON t.id = x.twin_id ORDER "
                      "BY x.position)"),
            "B2,B1");
}

TEST_F(Identity, ARepetitionWithAnotherAmountIsAConflict) {
  book.post_bank("a.xml", numbered("5", 0, 300), {transaction(100, "B1"), transaction(200, "B2")});
  EXPECT_EQ(refusal(numbered("5", 0, 300), {transaction(150, "B1"), transaction(150, "B2")}),
            "statement.conflict");
  EXPECT_EQ(money(), 300);
}

TEST_F(Identity, AnOverlappingFileAddsOnlyWhatIsNew) {
  book.post_bank("mon.xml", numbered("1", 0, 100), {transaction(100, "B1")});
  const auto totals =
      book.post_bank("mon-tue.xml", numbered("x", 0, 300, "2026-01-06"),
                     {transaction(100, "B1"), transaction(200, "B2", "2026-01-06")});
  EXPECT_EQ(totals.transactions, 1);
  EXPECT_EQ(totals.duplicates, 1);
  EXPECT_EQ(money(), 300);
  EXPECT_TRUE(book.read([](soci::session& sql) { return statement_gaps(sql); }).empty());
}

TEST_F(Identity, ABalanceThatGoesUpAndDownTwiceADayIsTwoStatements) {
  book.post_bank("1.xml", numbered("1", 0, 100), {transaction(100, "")});
  book.post_bank("2.xml", numbered("2", 100, 0), {transaction(-100, "")});
  const auto third = book.post_bank("3.xml", numbered("3", 0, 100), {transaction(100, "")});
  EXPECT_EQ(third.transactions, 1);
  EXPECT_EQ(money(), 100);
  const auto again = book.post_bank("1b.xml", numbered("1", 0, 100), {transaction(100, "")});
  EXPECT_EQ(again.duplicates, 1);
  EXPECT_EQ(money(), 100);
}

TEST_F(Identity, AStatementThatComesLateFitsBetweenItsNeighbours) {
  book.post_bank("1.xml", numbered("1", 0, 100), {transaction(100, "")});
  book.post_bank("3.xml", numbered("3", 200, 300, "2026-01-07"),
                 {transaction(100, "", "2026-01-07")});
  book.post_bank("2.xml", numbered("2", 100, 200, "2026-01-06"),
                 {transaction(100, "", "2026-01-06")});
  EXPECT_EQ(money(), 300);
  EXPECT_TRUE(book.read([](soci::session& sql) { return statement_gaps(sql); }).empty());
}

TEST_F(Identity, MoneyThatAStatementOnlyAnnouncedIsInTheBookOnceItIsBooked) {
  Transaction announced = transaction(100, "B1", "2026-01-06");
  announced.status = "pending";
  book.post_bank("1.xml", numbered("1", 500, 500), {announced});
  EXPECT_EQ(money(), 0);
  const auto booked = book.post_bank("2.xml", numbered("2", 500, 600, "2026-01-06"),
                                     {transaction(100, "B1", "2026-01-06")});
  EXPECT_EQ(booked.transactions, 1);
  EXPECT_EQ(money(), 100);
  const auto late = book.post_bank("1b.xml", numbered("1b", 400, 400), {announced});
  EXPECT_EQ(late.duplicates, 1) << "it was announced before";
  EXPECT_EQ(money(), 100);
}

TEST_F(Identity, WhatAReportToldBeforehandIsSupersededByTheBookedLine) {
  Transaction pending = transaction(100, "B1");
  pending.status = "pending";
  pending.remittance.clear();
  book.post_bank("052.xml", report("intraday"), {pending, transaction(50, "B2")});
  EXPECT_EQ(money(), 0);
  book.post_bank("053.xml", numbered("1", 0, 100), {transaction(100, "B1")});
  EXPECT_EQ(money(), 100);
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(s) FROM (SELECT p.bank_reference || ' ' || p.state || "
                      "' ' || COALESCE(b.bank_reference, 'none') AS s FROM bank_transaction p LEFT "
                      "JOIN bank_transaction b ON b.id = p.superseded_by WHERE p.state IN "
                      "('provisional', 'superseded') ORDER BY p.id)"),
            "B1 superseded B1,B2 provisional none");
}

TEST_F(Identity, ANotificationBehindTheBookedLineMakesNoCashAgain) {
  book.post_bank("053.xml", numbered("1", 0, 100), {transaction(100, "B1")});
  book.post_bank("054.xml", report("notification"), {transaction(100, "B1")});
  EXPECT_EQ(money(), 100);
  EXPECT_EQ(book.count("bank_transaction WHERE state = 'superseded'"), 1);
}

TEST_F(Identity, TwoEqualLinesOfAReportAreSupersededOneByOne) {
  book.post_bank("052.xml", report("intraday"), {transaction(100, ""), transaction(100, "")});
  book.post_bank("053.xml", numbered("1", 0, 100), {transaction(100, "")});
  EXPECT_EQ(book.count("bank_transaction WHERE state = 'superseded'"), 1);
  book.post_bank("053b.xml", numbered("2", 100, 200), {transaction(100, "")});
  EXPECT_EQ(book.count("bank_transaction WHERE state = 'superseded'"), 2);
}

TEST_F(Identity, OverlappingReportsOfOneDayAreTheSameLines) {
  book.post_bank("10h.xml", report("intraday"), {transaction(100, "B1")});
  const auto totals = book.post_bank("14h.xml", report("intraday"),
                                     {transaction(100, "B1"), transaction(70, "B2")});
  EXPECT_EQ(totals.transactions, 1);
  EXPECT_EQ(totals.duplicates, 1);
}

TEST_F(Identity, AnotherReferenceOfTheBankIsAnotherFact) {
  book.post_bank("052.xml", report("intraday"), {transaction(100, "B1")});
  book.post_bank("053.xml", numbered("1", 0, 100), {transaction(100, "B9")});
  EXPECT_EQ(book.count("bank_transaction WHERE state = 'superseded'"), 0);
}

}  // namespace
}  // namespace saldo::store
