#include "store/statements.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "store/transaction_insert.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

/// The failure of posting this document; nothing is left of it.
Failure refusal(TestBook& book, const Statement& s, const std::vector<Transaction>& transactions) {
  const std::string before = book.dump();
  try {
    book.post_bank("refused.xml", s, transactions);
  } catch (const FailureException& e) {
    EXPECT_EQ(book.dump(), before);
    return e.failure;
  }
  ADD_FAILURE() << "it was posted";
  return {};
}

TEST(Statements, AStatementThatFootsIsPosted) {
  TestBook book;
  const auto totals = book.post_bank("a.xml", statement(10'000, 12'500),
                                     {transaction(3'000, "B1"), transaction(-500, "B2")});
  EXPECT_EQ(totals.statements, 1);
  EXPECT_EQ(totals.transactions, 2);
  EXPECT_EQ(totals.duplicates, 0);
  EXPECT_EQ(book.count("bank_transaction WHERE state = 'new' AND unapplied_minor = amount_minor"),
            2);
  EXPECT_EQ(book.text("SELECT number || '|' || transactions || '|' || booked_minor || '|' || "
                      "duplicates || '|' || repeated FROM statement"),
            "2026/2026-01-05|2|2500|0|0");
}

TEST(Statements, AStatementThatIsOffByACentIsRefusedWithBothFigures) {
  TestBook book;
  const Failure failure =
      refusal(book, statement(10'000, 12'501), {transaction(3'000, "B1"), transaction(-500, "B2")});
  EXPECT_EQ(failure.kind, FailureKind::invalid);
  EXPECT_EQ(failure.rule, "statement.balance");
  EXPECT_EQ(failure.expected, "125.01");
  EXPECT_EQ(failure.found, "125.00");
  EXPECT_EQ(failure.line, 3u);
  EXPECT_EQ(failure.offset, 40u);
}

TEST(Statements, WhatIsNotBookedDoesNotCountAndIsNotCashApplied) {
  TestBook book;
  Transaction pending = transaction(700, "B2");
  pending.status = "pending";
  book.post_bank("a.xml", statement(0, 100), {transaction(100, "B1"), pending});
  EXPECT_EQ(book.text("SELECT state || unapplied_minor FROM bank_transaction WHERE "
                      "bank_reference = 'B2'"),
            "not_booked0");
  EXPECT_EQ(book.read([](soci::session& sql) { return count_undecided(sql); }), 1);
}

TEST(Statements, EveryDetailOfATransactionIsKept) {
  TestBook book;
  Transaction t = transaction(100, "B1");
  t.value_date = day("2026-01-06");
  t.reversal = true;
  t.customer_reference = "C";
  t.end_to_end_id = "E";
  t.mandate_id = "M";
  t.creditor_id = "CI";
  t.code_domain = "PMNT";
  t.code_family = "RCDT";
  t.code_sub_family = "ESCT";
  t.counterparty_iban = "IBAN";
  t.counterparty_account = "ACC";
  t.counterparty_bic = "BIC";
  t.ultimate_counterparty_name = "U";
  t.creditor_reference = "RF18";
  t.remitted_documents = {{"900", day("2025-12-01"), eur(50)}};
  t.instructed = Money{120, Currency::parse("USD")};
  t.charges = {{eur(5)}};
  t.return_code = "AM04";
  t.return_text = "no funds";
  t.batch_id = "BT";
  t.batch_index = 1;
  t.batch_count = 3;
  book.post_bank("a.xml", statement(0, 100), {t});
  EXPECT_EQ(
      book.text(
          "SELECT (value_day - booking_day) || '|' || reversal || '|' || customer_reference || "
          "'|' || end_to_end_id || '|' || mandate_id || '|' || creditor_id || '|' || code || "
          "'|' || counterparty_iban || '|' || counterparty_account || '|' || "
          "counterparty_bic || '|' || ultimate_counterparty_name || '|' || "
          "creditor_reference || '|' || remittance || '|' || line || '|' || byte_offset FROM "
          "bank_transaction"),
      "1|1|C|E|M|CI|PMNT/RCDT/ESCT|IBAN|ACC|BIC|U|RF18|RE 90000001\ndanke|10|200");
  EXPECT_EQ(book.text("SELECT details_json FROM bank_transaction"),
            R"({"remitted_documents":[{"number":"900","date":"2025-12-01","amount":"0.50"}],)"
            R"("instructed":{"amount":"1.20","currency":"USD"},)"
            R"("charges":[{"amount":"0.05","currency":"EUR"}],)"
            R"("return_reason":{"code":"AM04","text":"no funds"},)"
            R"("batch":{"index":1,"id":"BT","count":3}})");
}

TEST(Statements, TwoEqualPaymentsInOneDocumentStayTwo) {
  TestBook book;
  const Transaction twin = transaction(100, "B1");
  const auto totals = book.post_bank("a.xml", statement(0, 200), {twin, twin});
  EXPECT_EQ(totals.transactions, 2);
  EXPECT_EQ(totals.duplicates, 0);
  EXPECT_EQ(book.count("bank_transaction"), 2);
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(occurrence) FROM bank_transaction"), "0,1");
}

TEST(Statements, WhatComesAgainIsListedWithItsTwinAndNotPostedTwice) {
  TestBook book;
  book.post_bank("a.xml", statement(0, 300), {transaction(100, "B1"), transaction(200, "B2")});
  Transaction again = transaction(200, "B2");
  again.at = {99, 9'000};
  Statement overlapping = statement(100, 350);
  overlapping.id = "other";
  const auto totals = book.post_bank("b.xml", overlapping, {again, transaction(50, "B3")});
  EXPECT_EQ(totals.transactions, 1);
  EXPECT_EQ(totals.duplicates, 1);
  EXPECT_EQ(book.count("bank_transaction"), 3);
  EXPECT_EQ(book.text("SELECT t.bank_reference || '|' || x.position || '|' || x.line || '|' || "
                      "x.byte_offset || '|' || s.number FROM duplicate_transaction x JOIN "
                      "bank_transaction t ON t.id = x.twin_id JOIN statement s ON s.id = "
                      "x.statement_id"),
            "B2|1|99|9000|other");
  EXPECT_EQ(
      book.text("SELECT duplicates || '|' || duplicate_minor || '|' || booked_minor || '|' || "
                "repeated FROM statement WHERE number = 'other'"),
      "1|200|50|0");
}

TEST(Statements, OfThreeEqualPaymentsTheThirdIsNewWhenTwoAreInTheBook) {
  TestBook book;
  const Transaction twin = transaction(100, "B1");
  book.post_bank("a.xml", statement(0, 200), {twin, twin});
  const auto totals = book.post_bank("b.xml", statement(0, 300), {twin, twin, twin});
  EXPECT_EQ(totals.transactions, 1);
  EXPECT_EQ(totals.duplicates, 2);
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(occurrence) FROM (SELECT occurrence FROM "
                      "bank_transaction ORDER BY occurrence)"),
            "0,1,2");
  EXPECT_EQ(book.number("SELECT COUNT(DISTINCT twin_id) FROM duplicate_transaction"), 2);
}

TEST(Statements, AnythingThatABankWritesMakesAnotherTransaction) {
  const std::vector<std::function<void(Transaction&)>> changes = {
      [](Transaction& t) { t.amount = eur(101); },
      [](Transaction& t) { t.booking_date = day("2026-01-04"); },
      [](Transaction& t) { t.value_date = day("2026-01-06"); },
      [](Transaction& t) { t.bank_reference = "B2"; },
      [](Transaction& t) { t.end_to_end_id = "E"; },
      [](Transaction& t) { t.counterparty_name = "M"; },
      [](Transaction& t) { t.remittance = {"RE 90000001danke"}; },
      [](Transaction& t) {
        t.remittance = {"RE 90000001", "danke", ""};
      },
      [](Transaction& t) {
        t.customer_reference = "B1";
        t.bank_reference.clear();
      },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    TestBook book;
    book.post_bank("a.xml", statement(0, 100), {transaction(100, "B1")});
    Transaction other = transaction(100, "B1");
    changes[i](other);
    Statement overlapping = statement(0, 100 + other.amount->minor);
    overlapping.id = "other";
    const auto totals = book.post_bank("b.xml", overlapping, {transaction(100, "B1"), other});
    EXPECT_EQ(totals.transactions, 1) << "change " << i;
    EXPECT_EQ(totals.duplicates, 1) << "change " << i;
  }
}

TEST(Statements, TheSameEntryOnAnotherAccountIsAnotherTransaction) {
  TestBook book;
  book.post_bank("a.xml", statement(0, 100), {transaction(100, "B1")});
  Statement other = statement(0, 100);
  other.account_iban = "DE75512108001245126199";
  EXPECT_EQ(book.post_bank("b.xml", other, {transaction(100, "B1")}).transactions, 1);
  EXPECT_EQ(book.count("bank_account"), 2);
}

TEST(Statements, WhereAnEntryStandsInItsFileIsNoPartOfIt) {
  TestBook book;
  book.post_bank("a.xml", statement(0, 100), {transaction(100, "B1")});
  Transaction moved = transaction(100, "B1");
  moved.at = {777, 77'777};
  EXPECT_EQ(book.post_bank("b.xml", statement(0, 100), {moved}).duplicates, 1);
}

TEST(Statements, AStatementSentAgainInOtherBytesIsMarkedRepeated) {
  TestBook book;
  book.post_bank("a.xml", statement(0, 100), {transaction(100, "B1")});
  book.post_bank("b.xml", statement(0, 100), {transaction(100, "B1")});
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(repeated) FROM statement"), "0,1");
}

TEST(Statements, AnEmptyStatementSentAgainIsMarkedRepeatedToo) {
  TestBook book;
  book.post_bank("a.xml", statement(500, 500), {});
  book.post_bank("b.xml", statement(500, 500), {});
  book.post_bank("c.xml", statement(500, 500, "2026-01-06"), {});
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(repeated) FROM statement"), "0,1,0");
}

TEST(Statements, TransactionsOfSeveralStatementsGoToTheirOwn) {
  TestBook book;
  Statement first = statement(0, 100), second = statement(100, 300, "2026-01-06");
  second.index = 2;
  book.write([&](soci::session& sql) {
    const std::int64_t id = TestBook::document(sql, "two.xml");
    StatementWriter writer(sql, id, {first, second});
    Transaction t = transaction(200, "B2", "2026-01-06");
    t.statement = 2;
    t.index = 1;
    writer.add(t);
    t = transaction(100, "B1");
    t.statement = 1;
    t.index = 1;
    writer.add(t);
    EXPECT_EQ(writer.finish().statements, 2);
  });
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(position || ':' || booked_minor) FROM statement"),
            "1:100,2:200");
}

TEST(Statements, AStatementThatCannotBeProvedIsRefused) {
  const std::vector<std::pair<std::string, std::function<void(Statement&)>>> changes = {
      {"statement.kind", [](Statement& s) { s.kind = "draft"; }},
      {"statement.balance", [](Statement& s) { s.opening.amount.reset(); }},
      {"statement.balance", [](Statement& s) { s.closing.amount.reset(); }},
      {"statement.currency", [](Statement& s) { s.account_currency = "USD"; }},
      {"statement.currency",
       [](Statement& s) {
         s.closing.amount = Money{100, Currency::parse("USD")};
       }},
      {"statement.account", [](Statement& s) { s.account_iban.clear(); }},
  };
  for (const auto& [rule, change] : changes) {
    TestBook book;
    Statement s = statement(0, 100);
    change(s);
    EXPECT_EQ(refusal(book, s, {transaction(100, "B1")}).rule, rule);
  }
}

TEST(Statements, AStatementWithoutItsCurrencyIsRefused) {
  TestBook book;
  Statement s = statement(0, 100);
  s.account_currency.clear();
  EXPECT_THROW(book.post_bank("a.xml", s, {transaction(100, "B1")}), FormatError);
  EXPECT_EQ(book.count("statement"), 0);
}

TEST(Statements, AnAccountMayBeNamedByNumberAndBank) {
  TestBook book;
  Statement s = statement(0, 100);
  s.account_iban.clear();
  s.account_number = "0000202051";
  s.account_bank = "12030000";
  book.post_bank("a.xml", s, {transaction(100, "B1")});
  EXPECT_EQ(book.text("SELECT account_key FROM bank_account"), "12030000/0000202051/EUR");
}

TEST(Statements, ATransactionThatDoesNotFitIsRefused) {
  const std::vector<std::pair<std::string, std::function<void(Transaction&)>>> changes = {
      {"transaction.incomplete", [](Transaction& t) { t.amount.reset(); }},
      {"transaction.currency",
       [](Transaction& t) {
         t.amount = Money{100, Currency::parse("USD")};
       }},
  };
  for (const auto& [rule, change] : changes) {
    TestBook book;
    Transaction t = transaction(100, "B1");
    change(t);
    const Failure failure = refusal(book, statement(0, 100), {t});
    EXPECT_EQ(failure.rule, rule);
    EXPECT_EQ(failure.line, 10u);
  }
}

TEST(Statements, AnEntryWithoutABookingDateCountsOnItsValueDateElseOnTheClosingDay) {
  TestBook book;
  Transaction valued = transaction(100, "B1"), bare = transaction(200, "B2");
  valued.booking_date = bare.booking_date = bare.value_date = {};
  valued.value_date = day("2026-01-03");
  book.post_bank("a.xml", statement(0, 300), {valued, bare});
  for (const auto& [reference, booked] :
       {std::pair{"B1", "2026-01-03"}, std::pair{"B2", "2026-01-05"}})
    EXPECT_EQ(book.text("SELECT booking_day FROM bank_transaction WHERE bank_reference = '" +
                        std::string(reference) + "'"),
              std::to_string(day(booked).days()));
  const auto again = book.post_bank("again.xml", statement(0, 300), {valued, bare});
  EXPECT_EQ(again.duplicates, 2);
}

TEST(Statements, AnEntryWithoutADateCountsOnTheOneDayOfAStatementWithoutBalances) {
  TestBook book;
  Statement deposit = statement(0, 100);
  deposit.kind = "notification";
  deposit.opening = deposit.closing = {};
  deposit.from = deposit.to = day("2026-01-05");
  Transaction t = transaction(100, "B1");
  t.booking_date = t.value_date = {};
  book.post_bank("a.txt", deposit, {t});
  EXPECT_EQ(book.text("SELECT booking_day FROM bank_transaction"),
            std::to_string(day("2026-01-05").days()));
}

TEST(Statements, AnEntryOfNoKnownDayIsRefused) {
  TestBook book;
  Statement s = statement(0, 100);
  s.closing.date = {};
  Transaction t = transaction(100, "B1");
  t.booking_date = t.value_date = {};
  EXPECT_EQ(refusal(book, s, {t}).rule, "transaction.incomplete");
}

TEST(Statements, ATransactionOfNoStatementIsRefused) {
  for (const std::int64_t index : {std::int64_t{0}, std::int64_t{2}, std::int64_t{-1}}) {
    TestBook book;
    WriteTransaction unit(book.store());
    StatementWriter writer(unit.sql(), TestBook::document(unit.sql(), "a.xml"),
                           {statement(0, 100)});
    Transaction t = transaction(100, "B1");
    t.statement = index;
    EXPECT_THROW(writer.add(t), FailureException) << index;
  }
}

TEST(Statements, ASumBeyond64BitsIsRefused) {
  TestBook book;
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_THROW(
      book.post_bank("a.xml", statement(0, 0), {transaction(most, "B1"), transaction(most, "B2")}),
      FormatError);
  EXPECT_EQ(book.count("bank_transaction"), 0);
}

TEST(Statements, AFingerprintSurvivesItsTextForm) {
  std::array<unsigned char, 12> print{};
  for (std::size_t i = 0; i < print.size(); ++i) print[i] = static_cast<unsigned char>(i * 23);
  EXPECT_EQ(fingerprint_hex(print).size(), 24u);
  EXPECT_EQ(fingerprint_from_hex(fingerprint_hex(print)), print);
}

}  // namespace
}  // namespace saldo::store
