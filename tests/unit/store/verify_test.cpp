#include "store/verify.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "store/audit.hpp"
#include "store/runs.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

/// A book with something of everything in it, all of it in order.
void fill(TestBook& book) {
  book.post_receivables(
      "erp.idoc", {customer("100001"), customer("100002", "Other AG")},
      {item("1", "100001", 10'000), item("2", "100001", -2'000), item("3", "100002", 5'000)});
  const Transaction twin = transaction(500, "B3");
  book.post_bank("monday.xml", statement(0, 9'000), {transaction(8'000, "B1"), twin, twin});
  book.post_bank("tuesday.xml", statement(8'500, 9'200, "2026-01-06"),
                 {twin, transaction(200, "B4", "2026-01-06")});
  const NewDecision decision{
      .transaction = book.transaction_id("B1"),
      .run = model::RunId{1},
      .state = model::TransactionState::applied,
      .customer = book.customer_id("100001"),
      .unapplied = eur(0),
      .rule = "test",
      .evidence_json = "[]",
      .value_date = day("2026-01-05"),
      .allocations = {{book.item_id("1"), eur(9'900), eur(100)},
                      {book.item_id("2"), eur(-1'900), eur(0)}},
  };
  book.write([&](soci::session& sql) {
    add_decision(sql, decision, at_second(3));
    for (const char* object : {"a", "b"})
      add_audit(sql, {.actor = "unix:anna", .action = "job.run", .object = object}, at_second(4));
    enqueue(sql, {.job = "cash", .kind = "reconcile", .cause = "demand", .actor = "unix:anna"},
            at_second(5));
    claim_run(sql, "me", at_second(5));
    RemittanceAdvice advice;
    advice.number = "A1";
    const std::int64_t document = TestBook::document(sql, "advice.xml");
    ReceivablesWriter(sql, document, "erp", at_second(6)).advice(advice);
    mark_posted(sql, document, {"ubl", "1"}, {.advices = 1}, at_second(6));
  });
}

std::vector<Broken> broken(TestBook& book, std::size_t limit = 100) {
  return book.read([&](soci::session& sql) { return broken_invariants(sql, limit); });
}

TEST(Verify, AnEmptyBookHolds) {
  TestBook book;
  EXPECT_TRUE(broken(book).empty());
}

TEST(Verify, ABookThatWasOnlyEverPostedToHolds) {
  TestBook book;
  fill(book);
  for (const Broken& b : broken(book)) ADD_FAILURE() << b.invariant << ": " << b.what;
}

struct Damage {
  int invariant;
  const char* statement;
  const char* told;  // what the sentence has to name
};

class VerifyDamage : public testing::TestWithParam<Damage> {};

TEST_P(VerifyDamage, IsFound) {
  TestBook book;
  fill(book);
  const std::string before = book.dump();
  book.tamper(GetParam().statement);
  ASSERT_NE(book.dump(), before) << "the statement changes nothing";
  const auto found = broken(book);
  const bool told = std::any_of(found.begin(), found.end(), [](const Broken& b) {
    return b.invariant == GetParam().invariant && b.what.find(GetParam().told) != std::string::npos;
  });
  EXPECT_TRUE(told) << GetParam().statement << " was told as "
                    << (found.empty() ? "nothing" : found.front().what);
}

constexpr Damage kDamages[] = {
    {1, "UPDATE item SET open_minor = open_minor - 1 WHERE number = '3'", "item 3"},
    {1, "UPDATE item SET amount_minor = amount_minor + 1 WHERE number = '1'", "item 1"},
    {1, "UPDATE item SET state = 'cleared' WHERE number = '3'", "item 3"},
    {1, "UPDATE item SET state = 'open' WHERE number = '1'", "item 1"},
    {1, "UPDATE allocation SET discount_minor = 99 WHERE discount_minor = 100", "item 1"},
    {1, "UPDATE allocation SET write_off_minor = 1 WHERE discount_minor = 100", "item 1"},
    {1, "DELETE FROM allocation WHERE paid_minor = 9900", "item 1"},
    {1, "UPDATE allocation SET item_id = (SELECT id FROM item WHERE number = '3')", "item 3"},
    {2, "UPDATE bank_transaction SET unapplied_minor = 1 WHERE bank_reference = 'B1'", "statement"},
    {2, "UPDATE bank_transaction SET amount_minor = 7999 WHERE bank_reference = 'B1'", "7999"},
    {2, "UPDATE allocation SET paid_minor = 9901 WHERE paid_minor = 9900", "8001"},
    {2,
     "INSERT INTO allocation (transaction_id, item_id, decision_id, paid_minor, discount_minor, "
     "write_off_minor, currency, value_day, allocated_at) SELECT transaction_id, item_id, "
     "decision_id, paid_minor, discount_minor, write_off_minor, currency, value_day, allocated_at "
     "FROM allocation WHERE paid_minor = 9900",
     "17900"},
    {3, "UPDATE statement SET closing_minor = 9001 WHERE closing_minor = 9000", "9001"},
    {3, "UPDATE statement SET opening_minor = -1 WHERE opening_minor = 0", "opening -1"},
    {3, "UPDATE bank_transaction SET amount_minor = 199 WHERE bank_reference = 'B4'", "9200"},
    {3, "DELETE FROM duplicate_transaction", "9200"},
    {3, "DELETE FROM bank_transaction WHERE bank_reference = 'B4'", "9200"},
    {4, "DELETE FROM bank_transaction WHERE bank_reference = 'B4'", "tuesday.xml"},
    {4, "UPDATE document SET transactions = 4 WHERE name = 'monday.xml'", "4 transactions"},
    {4, "UPDATE document SET statements = 0 WHERE name = 'monday.xml'", "monday.xml"},
    {4, "UPDATE document SET status = 'received' WHERE name = 'monday.xml'", "not posted"},
    {4, "UPDATE document SET status = 'received' WHERE name = 'erp.idoc'", "not posted"},
    {4, "DELETE FROM record_version WHERE kind = 'item' AND record_id = 3", "item 3"},
    {4, "UPDATE item SET document_id = 2 WHERE number = '3'", "item 3"},
    {4, "UPDATE customer SET version = 2 WHERE number = '100002'", "customer 100002"},
    {4, "DELETE FROM remittance_advice", "advice.xml"},
    {5, "UPDATE item SET open_minor = open_minor - 1 WHERE number = '3'", "customer 100002"},
    {6, "UPDATE allocation SET currency = 'USD' WHERE paid_minor = 9900", "USD"},
    {6, "UPDATE bank_transaction SET customer_id = 99 WHERE bank_reference = 'B4'", "transaction"},
    {6, "DELETE FROM bank_account", "statement"},
    {6, "DELETE FROM decision", "allocation"},
    {6, "DELETE FROM customer WHERE number = '100002'", "item"},
    {6, "UPDATE job_run SET owner = NULL", "cash"},
    {7, "UPDATE audit_entry SET actor = 'unix:bert' WHERE id = 1", "entry 1"},
    {7, "DELETE FROM audit_entry WHERE id = 1", "entry 2"},
};

INSTANTIATE_TEST_SUITE_P(EveryInvariant, VerifyDamage, testing::ValuesIn(kDamages),
                         [](const auto& test) {
                           return "Invariant" + std::to_string(test.param.invariant) + "Damage" +
                                  std::to_string(test.index);
                         });

TEST(Verify, TellsNoMoreThanItIsAskedFor) {
  TestBook book;
  fill(book);
  book.tamper("UPDATE item SET open_minor = 77");
  EXPECT_GT(broken(book).size(), 2u);
  EXPECT_EQ(broken(book, 2).size(), 2u);
}

TEST(Verify, WhatIsNotCustomersMoneyNeedsNoAllocation) {
  TestBook book;
  fill(book);
  const NewDecision fees{.transaction = book.transaction_id("B4"),
                         .state = model::TransactionState::not_ar,
                         .unapplied = eur(0),
                         .rule = "test",
                         .evidence_json = "[]",
                         .value_date = day("2026-01-06")};
  book.write([&](soci::session& sql) { add_decision(sql, fees, at_second(7)); });
  EXPECT_TRUE(broken(book).empty());
}

TEST(Verify, AMissingStatementIsAGapAndNothingBroken) {
  TestBook book;
  book.post_bank("1", statement(0, 100), {transaction(100, "B1")});
  book.post_bank("2", statement(100, 150, "2026-01-06"), {transaction(50, "B2", "2026-01-06")});
  const auto gaps = [&] {
    return book.read([](soci::session& sql) { return statement_gaps(sql); });
  };
  EXPECT_TRUE(gaps().empty());
  book.post_bank("4", statement(190, 200, "2026-01-08"), {transaction(10, "B4", "2026-01-08")});
  ASSERT_EQ(gaps().size(), 1u);
  EXPECT_NE(gaps()[0].find("opens with 1.90, the one before closes with 1.50"), std::string::npos)
      << gaps()[0];
  EXPECT_TRUE(broken(book).empty());
  book.post_bank("3", statement(150, 190, "2026-01-07"), {transaction(40, "B3", "2026-01-07")});
  EXPECT_TRUE(gaps().empty()) << "it came late";
}

TEST(Verify, AStatementSentAgainIsNoGap) {
  TestBook book;
  book.post_bank("1", statement(0, 100), {transaction(100, "B1")});
  book.post_bank("2", statement(100, 150, "2026-01-06"), {transaction(50, "B2", "2026-01-06")});
  book.post_bank("1 again", statement(0, 100), {transaction(100, "B1")});
  EXPECT_TRUE(book.read([](soci::session& sql) { return statement_gaps(sql); }).empty());
}

TEST(Verify, EveryDocumentsHashIsTold) {
  TestBook book;
  fill(book);
  book.document("waits.xml");
  std::int64_t count = 0;
  book.read([&](soci::session& sql) {
    for_each_document_hash(sql, [&](const std::string& sha256) {
      EXPECT_EQ(sha256.size(), 64u);
      ++count;
    });
  });
  EXPECT_EQ(count, book.count("document"));
}

}  // namespace
}  // namespace saldo::store
