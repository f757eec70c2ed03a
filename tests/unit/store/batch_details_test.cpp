#include <gtest/gtest.h>

#include "store/verify.hpp"
#include "unit/store/book.hpp"

/// A bank books a batch of 300.00 as one entry and tells of its payments apart.
namespace saldo::store {
namespace {

Transaction entry(std::int64_t minor = 30'000, std::int64_t count = 3) {
  Transaction t = transaction(minor, "B1");
  t.counterparty_name.clear();
  t.remittance = {"SAMMLER"};
  t.batch_count = count;
  return t;
}

Transaction payment(std::int64_t minor, const std::string& number, std::int64_t index,
                    const std::string& batch = "B1") {
  Transaction t = transaction(minor, "D" + number);
  t.remittance = {"RE " + number};
  t.batch_id = batch;
  t.batch_index = index;
  t.batch_count = 3;
  return t;
}

std::vector<Transaction> payments(const std::string& batch = "B1") {
  return {payment(5'000, "90000001", 1, batch), payment(10'000, "90000002", 2, batch),
          payment(15'000, "90000003", 3, batch)};
}

class Batches : public testing::Test {
 protected:
  void post_entry(const Transaction& t = entry()) {
    book.post_bank("053.xml", statement(0, t.amount->minor), {t});
  }
  void post_payments(const std::vector<Transaction>& lines = payments(),
                     const std::string& kind = "notification",
                     const std::string& name = "054.xml") {
    Statement s = statement(0, 0);
    s.kind = kind;
    s.opening = s.closing = {};
    book.post_bank(name, s, lines);
  }
  /// How many lines are in a state, and what is to be applied of them.
  std::string lines(const std::string& state) {
    return book.text(
        "SELECT COUNT(*) || ' lines, ' || COALESCE(SUM(unapplied_minor), 0) FROM "
        "bank_transaction WHERE state = '" +
        state + "'");
  }
  void expect_the_payments_alone_are_to_be_applied() {
    EXPECT_EQ(lines("itemised"), "1 lines, 0");
    EXPECT_EQ(lines("new"), "3 lines, 30000");
    expect_verified();
  }
  void expect_verified() {
    EXPECT_TRUE(book.read([](soci::session& sql) { return broken_invariants(sql, 9); }).empty());
  }

  TestBook book;
};

TEST_F(Batches, ThePaymentsOfANotificationStandForTheEntryThatBooksThem) {
  post_entry();
  post_payments();
  expect_the_payments_alone_are_to_be_applied();
}

TEST_F(Batches, TheNotificationMayComeBeforeTheStatement) {
  post_payments();
  EXPECT_EQ(lines("provisional"), "3 lines, 0");
  post_entry();
  expect_the_payments_alone_are_to_be_applied();
}

TEST_F(Batches, TheBatchsOwnIdLinksThemToo) {
  Transaction t = entry();
  t.batch_id = "PMTINF-7";
  post_entry(t);
  post_payments(payments("PMTINF-7"));
  expect_the_payments_alone_are_to_be_applied();
}

TEST_F(Batches, ABatchMayBeToldOfInSeveralNotifications) {
  post_entry();
  auto all = payments();
  post_payments({all[0]}, "notification", "054a.xml");
  EXPECT_EQ(lines("provisional"), "1 lines, 0");
  post_payments({all[1], all[2]}, "notification", "054b.xml");
  expect_the_payments_alone_are_to_be_applied();
}

TEST_F(Batches, PaymentsThatDontComeToTheEntryAreNoProof) {
  post_entry(entry(30'001));
  post_payments();
  EXPECT_EQ(lines("itemised"), "0 lines, 0");
  EXPECT_EQ(lines("new"), "1 lines, 30001");
}

TEST_F(Batches, AnEntryNeedntSayThatItIsABatch) {
  Transaction t = entry();
  t.batch_count.reset();
  post_payments();
  post_entry(t);
  expect_the_payments_alone_are_to_be_applied();
}

TEST_F(Batches, AnotherNumberOfPaymentsIsNoProof) {
  post_entry(entry(30'000, 4));
  post_payments();
  EXPECT_EQ(lines("itemised"), "0 lines, 0");
}

TEST_F(Batches, PaymentsOfAnotherBatchAreNoProof) {
  post_entry();
  post_payments(payments("B2"));
  EXPECT_EQ(lines("itemised"), "0 lines, 0");
}

TEST_F(Batches, TwoEntriesThatCouldBeItStayAsTheyAre) {
  book.post_bank("053.xml", statement(0, 60'000), {entry(), entry()});
  post_payments();
  EXPECT_EQ(lines("itemised"), "0 lines, 0");
  EXPECT_EQ(lines("new"), "2 lines, 60000");
}

TEST_F(Batches, AnEntryThatWasAppliedIsntAppliedAgain) {
  post_entry();
  book.tamper("UPDATE bank_transaction SET state = 'not_ar', unapplied_minor = 0");
  post_payments();
  EXPECT_EQ(lines("new"), "0 lines, 0");
}

TEST_F(Batches, AnIntradayReportOfTheSamePaymentsMakesNoCashAgain) {
  post_entry();
  post_payments();
  post_payments(payments(), "intraday", "052.xml");
  expect_the_payments_alone_are_to_be_applied();
  // Each is the twin of the one that the notification told of.
  EXPECT_EQ(book.count("duplicate_transaction"), 3);
}

TEST_F(Batches, TheSameNotificationInOtherBytesIsKnown) {
  post_payments();
  post_entry();
  post_payments(payments(), "notification", "054-again.xml");
  expect_the_payments_alone_are_to_be_applied();
  EXPECT_EQ(book.count("duplicate_transaction"), 3);
}

TEST_F(Batches, VerifyFindsAnEntryWhosePaymentsAreMissing) {
  post_entry();
  post_payments();
  book.tamper("UPDATE bank_transaction SET itemises = NULL WHERE bank_reference = 'D90000002'");
  const auto broken = book.read([](soci::session& sql) { return broken_invariants(sql, 9); });
  ASSERT_FALSE(broken.empty());
  EXPECT_EQ(broken.front().invariant, 2);
  EXPECT_NE(broken.front().what.find("amount is 30000, its 2 payments come to 20000"),
            std::string::npos)
      << broken.front().what;
}

}  // namespace
}  // namespace saldo::store
