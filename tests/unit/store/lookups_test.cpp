#include <gtest/gtest.h>

#include "store/correspondence.hpp"
#include "store/credit.hpp"
#include "store/messages.hpp"
#include "store/quarantine.hpp"
#include "store/runs.hpp"
#include "unit/flows/steps.hpp"
#include "unit/store/book.hpp"

/// What is looked up again and again costs what it finds, however long the book has been in use.
namespace saldo::store {
namespace {

using flows::hundreds_of_steps;

/// A table of 20,000 rows, whose columns may follow from the row's number `i`.
void fill(TestBook& book, const std::string& table, const std::string& columns,
          const std::string& values) {
  book.tamper(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
      "INSERT INTO " +
      table + " (" + columns + ") SELECT " + values + " FROM n");
}

constexpr int kFew = 10;  // hundreds of steps; a walk over all rows takes more than 400

TEST(Lookups, TheEndOfARunDoesNotWalkOverAllThatEverRan) {
  TestBook book;
  fill(book, "job_run",
       "job, kind, state, cause, actor, arguments_json, queued_at, not_before_at, started_at, "
       "finished_at, changed",
       "CASE i % 2 WHEN 0 THEN 'bank' ELSE 'cash' END, 'reconcile', 'done', 'cron', 'saldod', "
       "'{}', i, i, i, i, 1");
  book.write([](soci::session& sql) {
    EXPECT_LT(hundreds_of_steps(sql,
                                [&] {
                                  EXPECT_FALSE(is_pending(sql, "cash"));
                                  EXPECT_TRUE(has_news_for(sql, "cash", {"bank"}));
                                  EXPECT_FALSE(has_news_for(sql, "bank", {"other", "cash"}));
                                }),
              kFew);
    EXPECT_LT(hundreds_of_steps(sql,
                                [&] {
                                  enqueue(sql, {.job = "cash", .kind = "reconcile"}, Instant{});
                                  EXPECT_TRUE(is_pending(sql, "cash"));
                                }),
              kFew);
  });
}

TEST(Lookups, ADryRunIsNoBeginning) {
  TestBook book;
  fill(book, "job_run",
       "job, kind, state, cause, actor, arguments_json, queued_at, not_before_at, started_at, "
       "finished_at, changed",
       "CASE i WHEN 19999 THEN 'bank' ELSE 'cash' END, 'reconcile', 'done', 'cron', 'saldod', "
       "CASE i WHEN 20000 THEN '{\"dry_run\":true}' ELSE '{}' END, i, i, i, i, 1");
  book.read([](soci::session& sql) { EXPECT_TRUE(has_news_for(sql, "cash", {"bank"})); });
}

TEST(Lookups, ACustomersCreditIsFoundByItsNumber) {
  TestBook book;
  fill(book, "customer",
       "source_system, number, number_key, name, name_key, version, document_id, line, byte_offset",
       "'erp', '000' || i, i, 'name', 'name', 1, 1, 1, 1");
  book.read([](soci::session& sql) {
    EXPECT_LT(hundreds_of_steps(sql, [&] { EXPECT_EQ(credit_of(sql, "000777").customer, 777); }),
              kFew);
    EXPECT_THROW(credit_of(sql, "777"), FailureException) << "another number of the same key";
  });
}

TEST(Lookups, WhatWaitsForACustomerIsFoundByItsRule) {
  TestBook book;
  fill(book, "quarantine", "document_id, refused_at, rule, message, line, byte_offset, resolved_at",
       "i, i, CASE i % 2 WHEN 0 THEN 'customer.unknown' ELSE 'amount.invalid' END, 'm', 1, 1, "
       "CASE i % 2 WHEN 0 THEN i END");
  book.read([](soci::session& sql) {
    EXPECT_LT(hundreds_of_steps(
                  sql, [&] { EXPECT_TRUE(quarantined_by_rule(sql, "customer.unknown").empty()); }),
              kFew);
  });
}

TEST(Lookups, MailsOfSomeDaysAreFoundByTheirTime) {
  TestBook book;
  fill(book, "correspondence",
       "document_id, class, evidence, automated, text, record_json, thread, thread_evidence, "
       "customer_id, recorded_at",
       "i, 'reply', 'e', 0, 't', '{}', 'none', '', 1, i * 1000000");
  book.read([](soci::session& sql) {
    const Instant at{std::chrono::seconds{777}};
    EXPECT_LT(
        hundreds_of_steps(sql, [&] { mails_written(sql, {.from = at, .to = at, .limit = 10}); }),
        kFew);
  });
}

/// A report that comes behind the booked lines of its day.
TEST(Lookups, TheLinesOfABusyDayAreLookedThroughOnceForAReport) {
  TestBook book;
  std::vector<Transaction> booked, told;
  std::int64_t sum = 0;
  for (std::int64_t minor = 1; minor <= 3'000; ++minor) {
    booked.push_back(transaction(minor, "B" + std::to_string(minor)));
    sum += minor;
  }
  book.post_bank("booked", statement(0, sum), booked);
  Statement report;
  report.index = 1;
  report.kind = "intraday";
  report.account_iban = "DE02120300000000202051";
  report.account_currency = "EUR";
  report.id = "report";
  const std::int64_t id = book.document("report");
  book.write([&](soci::session& sql) {
    const int steps = hundreds_of_steps(sql, [&] {
      StatementWriter writer(sql, id, {report});
      for (std::int64_t minor = 2'901; minor <= 3'100; ++minor) {
        Transaction t = transaction(minor, "B" + std::to_string(minor));
        t.statement = 1;
        t.index = minor;
        writer.add(t);
      }
      writer.finish();
    });
    EXPECT_LT(steps, 5'000) << "looked through for each line it is more than 50,000";
  });
  EXPECT_EQ(book.count("bank_transaction WHERE state = 'superseded'"), 100);
  EXPECT_EQ(book.count("bank_transaction WHERE state = 'provisional'"), 100);
}

TEST(Lookups, TheHealthOfAnOutboxFollowsFromWhatIsAmissRatherThanFromAllMessages) {
  TestBook book;
  fill(book, "message",
       "kind, idempotency_key, number, connector, state, body, content_sha256, created_at, "
       "answer_code, error",
       "'clearing', 'k' || i, 'n' || i, 'sap', CASE i WHEN 7 THEN 'void' ELSE 'confirmed' END, "
       "'{}', 'c', i, '53', CASE i WHEN 7 THEN 'posted' END");
  book.read([](soci::session& sql) {
    EXPECT_LT(hundreds_of_steps(sql, [&] { EXPECT_EQ(message_health(sql, "sap").failed, 1); }),
              kFew);
  });
}

}  // namespace
}  // namespace saldo::store
