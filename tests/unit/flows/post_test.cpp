#include "flows/post.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/quarantine.hpp"
#include "store/verify.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

Transaction of_statement(Transaction t, std::int64_t index) {
  t.statement = 1;
  t.index = index;
  return t;
}

/// One document with every kind of record.
std::vector<std::string> good_records() {
  RemittanceAdvice advice;
  advice.number = "A1";
  return {batch_of(customer("100001")),         batch_of(customer("100002", "Other AG")),
          batch_of(item("1", "100001", 1'000)), batch_of(of_statement(transaction(700, "B1"), 1)),
          batch_of(item("2", "100002", -500)),  batch_of(of_statement(transaction(-200, "B2"), 2)),
          batch_of(statement(0, 500)),          batch_of(advice)};
}

std::string unknown_kind() {
  saldo_record record{};
  record.kind = 99;
  std::string batch;
  wire::append_record(batch, record);
  return batch;
}

std::string wrong_currency() {
  std::string batch = batch_of(item("9", "100001", 1));
  batch.replace(batch.find("EUR"), 3, "ZZZ");
  return batch;
}

constexpr std::int64_t kRun = 1;

Result<Posted> post_all(Desk& desk, const store::Document& document,
                        const std::vector<std::string>& batches) {
  Stage stage(desk.book.folder());
  for (const std::string& batch : batches) stage.add(batch).value();
  return post(desk.environment(), document, {"mixed", "1.2"}, stage, kRun);
}

TEST(Post, BringsEveryRecordOfADocumentIntoTheBook) {
  Desk desk;
  const store::Document document = desk.deliver("all.xml", "all");
  const Posted posted = post_all(desk, document, good_records()).value();
  EXPECT_TRUE(posted.changed);
  EXPECT_EQ(posted.counts.statements, 1);
  EXPECT_EQ(posted.counts.transactions, 2);
  EXPECT_EQ(posted.counts.customers, 2);
  EXPECT_EQ(posted.counts.items, 2);
  EXPECT_EQ(posted.counts.advices, 1);
  EXPECT_EQ(desk.book.text("SELECT status || '|' || decoder || '|' || decoder_version || '|' || "
                           "transactions || '|' || items FROM document"),
            "posted|mixed|1.2|2|2");
  EXPECT_TRUE(
      desk.book.read([](soci::session& sql) { return store::broken_invariants(sql, 9); }).empty());
}

TEST(Post, TheSameRecordsInAnotherDocumentChangeNothing) {
  Desk desk;
  ASSERT_TRUE(post_all(desk, desk.deliver("one.xml", "one"), good_records()));
  auto again = good_records();
  again.pop_back();  // an advice is news each time
  const Posted posted = post_all(desk, desk.deliver("two.xml", "two"), again).value();
  EXPECT_FALSE(posted.changed);
  EXPECT_EQ(posted.counts.transactions, 0);
  EXPECT_EQ(posted.counts.duplicates, 2);
  EXPECT_EQ(desk.book.count("bank_transaction"), 2);
  EXPECT_EQ(desk.book.count("item"), 2);
}

/// The first two of the good records' statement as another format has it: the account by number,
/// other references.
std::vector<std::string> same_statement_by_number() {
  Statement s = statement(0, 500);
  s.account_iban.clear();
  s.account_bank = "12030000";
  s.account_number = "202051";
  return {batch_of(of_statement(transaction(700, "other 1"), 1)),
          batch_of(of_statement(transaction(-200, "other 2"), 2)), batch_of(s)};
}

TEST(Post, AnAccountThatFormatsNameDifferentlyIsOneWhereTheConfigurationSaysSo) {
  Desk desk;
  desk.config->account_names = {{"12030000/202051", "DE02120300000000202051"}};
  ASSERT_TRUE(post_all(desk, desk.deliver("one.xml", "one"), good_records()));
  const Posted posted =
      post_all(desk, desk.deliver("one.sta", "two"), same_statement_by_number()).value();
  EXPECT_EQ(posted.counts.duplicates, 2);
  EXPECT_EQ(desk.book.count("bank_transaction"), 2);
  EXPECT_EQ(desk.book.count("bank_account"), 1);
}

TEST(Post, AnAccountDoesNotGetAnotherNameWhereItsStatementsWouldCountTwice) {
  Desk desk;
  ASSERT_TRUE(post_all(desk, desk.deliver("one.sta", "one"), same_statement_by_number()));
  desk.config->account_names = {{"12030000/202051", "DE02120300000000202051"}};
  for (const auto& records : {same_statement_by_number(), good_records()}) {
    const auto refused = post_all(desk, desk.deliver("two", "two"), records);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().rule, "statement.account");
  }
  EXPECT_EQ(desk.book.count("bank_transaction"), 2);
}

/// Enough records for them to be read ahead of the insert; `last` comes behind the transactions.
std::vector<std::string> many_records(std::int64_t count, const std::string& last) {
  std::vector<std::string> batches;
  for (std::int64_t i = 1; i <= count; ++i)
    batches.push_back(batch_of(of_statement(transaction(1, "B" + std::to_string(i)), i)));
  batches.push_back(last);
  return batches;
}

TEST(Post, ALargeDocumentKeepsTheOrderOfItsTransactions) {
  constexpr std::int64_t kCount = 3'000;
  Desk desk;
  const Posted posted = post_all(desk, desk.deliver("large.xml", "large"),
                                 many_records(kCount, batch_of(statement(0, kCount))))
                            .value();
  EXPECT_EQ(posted.counts.transactions, kCount);
  EXPECT_EQ(desk.book.count("bank_transaction WHERE ordinal = position AND bank_reference = "
                            "'B' || position"),
            kCount);
}

TEST(Post, OfALargeDocumentThatDoesNotFootNothingIsPosted) {
  constexpr std::int64_t kCount = 3'000;
  Desk desk;
  const auto refused = post_all(desk, desk.deliver("large.xml", "large"),
                                many_records(kCount, batch_of(statement(0, kCount - 1))));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().rule, "statement.balance");
  EXPECT_EQ(desk.book.count("bank_transaction"), 0);
}

TEST(Post, AMalformedRecordBehindManyGoodOnesIsFound) {
  Desk desk;
  auto batches = many_records(3'000, wrong_currency());
  batches.push_back(batch_of(statement(0, 3'000)));
  const auto refused = post_all(desk, desk.deliver("large.xml", "large"), batches);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().rule, "record.value");
  EXPECT_EQ(desk.book.count("bank_transaction"), 0);
}

struct BadRecord {
  const char* name;
  std::string (*batch)();
  const char* rule;
};

class PostFailure : public testing::TestWithParam<BadRecord> {};

TEST_P(PostFailure, AtAnyRecordLeavesTheBookAsItWas) {
  const std::size_t records = good_records().size();
  for (std::size_t k = 0; k <= records; ++k) {
    Desk desk;
    const store::Document document = desk.deliver("bad.xml", "bad");
    const std::string before = desk.book.dump();
    auto batches = good_records();
    batches.insert(batches.begin() + static_cast<std::ptrdiff_t>(k), GetParam().batch());
    const auto posted = post_all(desk, document, batches);
    ASSERT_FALSE(posted) << "record " << k;
    EXPECT_EQ(posted.error().kind, FailureKind::invalid) << posted.error().message;
    EXPECT_EQ(posted.error().rule, GetParam().rule) << posted.error().message;
    EXPECT_EQ(posted.error().file, "bad.xml");
    EXPECT_EQ(desk.book.dump(), before) << "record " << k;
    EXPECT_TRUE(post_all(desk, document, good_records())) << "after record " << k;
  }
}

const BadRecord kBadRecords[] = {
    {"UnknownKind", unknown_kind, "record.kind"},
    {"UnknownCurrency", wrong_currency, "record.value"},
    {"TransactionOfNoStatement",
     [] {
       Transaction t = transaction(1, "B9");
       t.statement = 7;
       return batch_of(t);
     },
     "transaction.statement"},
    {"TransactionTooMuch", [] { return batch_of(of_statement(transaction(1, "B9"), 9)); },
     "statement.balance"},
    {"StatementThatDoesNotFoot",
     [] {
       Statement s = statement(0, 1, "2026-01-06");
       s.index = 2;
       return batch_of(s);
     },
     "statement.balance"},
    {"StatementOfNoKind",
     [] {
       Statement s = statement(0, 0);
       s.index = 2;
       s.kind = "draft";
       return batch_of(s);
     },
     "statement.kind"},
};
INSTANTIATE_TEST_SUITE_P(Bad, PostFailure, testing::ValuesIn(kBadRecords),
                         [](const auto& test) { return test.param.name; });

TEST(Post, AnItemThatTheBookRefusesCostsNoOtherOfItsDocument) {
  Desk desk;
  const store::Document document = desk.deliver("three.idoc", "three", "erp");
  const Posted posted = post_all(desk, document,
                                 {batch_of(customer("100001")), batch_of(item("1", "100001", 500)),
                                  batch_of(item("9", "nobody", 700)), batch_of(customer("")),
                                  batch_of(item("2", "100001", 600))})
                            .value();
  EXPECT_EQ(posted.counts.customers, 1);
  EXPECT_EQ(posted.counts.items, 2);
  EXPECT_THAT(posted.refusals,
              testing::ElementsAre(testing::HasSubstr("customer nobody"), testing::_));
  EXPECT_EQ(desk.book.text("SELECT group_concat(rule || '|' || COALESCE(held_minor, ''), ' ') FROM "
                           "(SELECT * FROM quarantine WHERE resolved_at IS NULL ORDER BY id)"),
            "customer.unknown|700 customer.number|");

  ASSERT_TRUE(
      post_all(desk, desk.deliver("customers.idoc", "c", "erp"), {batch_of(customer("nobody"))}));
  desk.book.read([&](soci::session& sql) {
    EXPECT_EQ(store::waiting_documents(sql, "erp"), std::vector<std::int64_t>{document.id});
  });
}

TEST(Post, ADocumentThatWaitsForACustomerIsNotReadAgainByItsOwnCustomers) {
  Desk desk;
  const store::Document document = desk.deliver("mixed.idoc", "mixed", "erp");
  const std::vector<std::string> records = {batch_of(item("9", "nobody", 700)),
                                            batch_of(customer("100001"))};
  ASSERT_TRUE(post_all(desk, document, records));
  ASSERT_TRUE(post_all(desk, document, records));
  desk.book.read([&](soci::session& sql) {
    EXPECT_TRUE(store::waiting_documents(sql, "erp").empty());
    EXPECT_EQ(store::quarantined_by_rule(sql, "customer.unknown").size(), 1u);
  });
}

TEST(Post, ADocumentOfWhichTheBookRefusesEverythingIsRefused) {
  Desk desk;
  const store::Document document = desk.deliver("strangers.idoc", "strangers", "erp");
  const auto refused = post_all(
      desk, document, {batch_of(item("1", "nobody", 500)), batch_of(item("2", "nobody", 700))});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().rule, "customer.unknown");
  EXPECT_FALSE(refused.error().held) << "what one item holds up isn't what the document does";
  EXPECT_EQ(desk.book.count("quarantine"), 0);
}

TEST(Post, ABatchThatIsCutOffIsRefused) {
  Desk desk;
  const store::Document document = desk.deliver("cut.xml", "cut");
  auto batches = good_records();
  batches[2].pop_back();
  const auto posted = post_all(desk, document, batches);
  ASSERT_FALSE(posted);
  EXPECT_EQ(posted.error().rule, "record.form");
  EXPECT_EQ(desk.book.count("customer"), 0);
}

TEST(Post, ATransactionWithoutAnyStatementIsRefused) {
  Desk desk;
  const auto posted =
      post_all(desk, desk.deliver("a.xml", "a"), {batch_of(of_statement(transaction(1, "B1"), 1))});
  ASSERT_FALSE(posted);
  EXPECT_EQ(posted.error().rule, "transaction.statement");
  EXPECT_EQ(posted.error().line, 10u);
}

TEST(Post, ABookThatFailsIsNoFaultOfTheDocument) {
  Desk desk;
  const store::Document document = desk.deliver("a.xml", "a");
  desk.book.tamper("ALTER TABLE item RENAME TO elsewhere");
  const auto posted = post_all(desk, document, good_records());
  ASSERT_FALSE(posted);
  EXPECT_EQ(posted.error().kind, FailureKind::unavailable);
  desk.book.tamper("ALTER TABLE elsewhere RENAME TO item");
  EXPECT_EQ(desk.book.count("customer"), 0);
  EXPECT_TRUE(post_all(desk, document, good_records()));
}

TEST(Post, CustomersPutBackInLineWhatWaitedForThem) {
  Desk desk;
  const store::Document items = desk.deliver("items.idoc", "items", "erp"),
                        other = desk.deliver("other.idoc", "other", "erp");
  const auto quarantine = [&](std::int64_t id, const std::string& rule) {
    desk.book.write([&](soci::session& sql) {
      store::mark_quarantined(sql, id, "sap-idoc", {.message = "no", .rule = rule}, {},
                              at_second(1));
    });
  };
  const auto refused = post_all(desk, items, {batch_of(item("1", "100001", 1'000))});
  ASSERT_FALSE(refused);
  quarantine(items.id, refused.error().rule);
  quarantine(other.id, "item.conflict");
  ASSERT_TRUE(
      post_all(desk, desk.deliver("customers.idoc", "c", "erp"), {batch_of(customer("100001"))}));
  desk.book.read([&](soci::session& sql) {
    EXPECT_EQ(store::waiting_documents(sql, "erp"), std::vector<std::int64_t>{items.id});
    EXPECT_EQ(store::find_document(sql, other.id)->status, "quarantined");
  });
  EXPECT_TRUE(post_all(desk, items, {batch_of(item("1", "100001", 1'000))}));
  EXPECT_EQ(desk.book.count("quarantine WHERE resolved_at IS NULL"), 1);
}

/// Two statements of one document; the second can be set aside.
std::vector<std::string> two_statements(bool second_is_refused) {
  Statement first = statement(0, 500), second = statement(500, 700);
  second.index = 2;
  second.at = {9, 900};
  Transaction of_second = transaction(200, "B2");
  of_second.statement = 2;
  std::vector<std::string> batches = {batch_of(of_statement(transaction(500, "B1"), 1)),
                                      batch_of(first), batch_of(of_second)};
  Refusal refusal;
  refusal.at = {9, 900};
  refusal.statement = 2;
  refusal.rule = "statement.balance";
  refusal.message = "it doesn't foot";
  refusal.held = eur(200);
  batches.push_back(second_is_refused ? batch_of(refusal) : batch_of(second));
  return batches;
}

std::vector<std::string> broken(Desk& desk) {
  return desk.book.read([](soci::session& sql) {
    std::vector<std::string> all;
    for (const auto& b : store::broken_invariants(sql, 9)) all.push_back(b.what);
    return all;
  });
}

TEST(Post, AStatementThatIsSetAsideCostsNoOther) {
  Desk desk;
  const store::Document document = desk.deliver("two.xml", "two");
  const Posted posted = post_all(desk, document, two_statements(true)).value();
  EXPECT_EQ(posted.counts.statements, 1);
  EXPECT_EQ(posted.counts.transactions, 1);
  EXPECT_EQ(posted.refusals, std::vector<std::string>{"it doesn't foot"});
  EXPECT_EQ(desk.book.text("SELECT bank_reference FROM bank_transaction"), "B1");
  EXPECT_EQ(desk.book.text("SELECT statement || '|' || rule || '|' || held_minor || '|' || "
                           "held_currency FROM quarantine WHERE resolved_at IS NULL"),
            "2|statement.balance|200|EUR");
  EXPECT_EQ(broken(desk), std::vector<std::string>{});
}

TEST(Post, AReplayPostsWhatWasSetAsideAndNothingElseAgain) {
  Desk desk;
  const store::Document document = desk.deliver("two.xml", "two");
  ASSERT_TRUE(post_all(desk, document, two_statements(true)));
  desk.book.write([&](soci::session& sql) {
    EXPECT_TRUE(store::has_refusals(sql, document.id));
    store::mark_received_again(sql, document.id);
  });
  EXPECT_EQ(broken(desk), std::vector<std::string>{}) << "while it waits";
  const Posted again = post_all(desk, document, two_statements(false)).value();
  EXPECT_TRUE(again.changed);
  EXPECT_EQ(again.counts.statements, 2);
  EXPECT_EQ(again.counts.transactions, 2);
  EXPECT_EQ(again.counts.duplicates, 0);
  EXPECT_EQ(desk.book.count("bank_transaction"), 2);
  EXPECT_EQ(desk.book.count("quarantine WHERE resolved_at IS NULL"), 0);
  EXPECT_EQ(broken(desk), std::vector<std::string>{});
}

TEST(Post, AReplayThatFailsLeavesWhatWasPosted) {
  Desk desk;
  const store::Document document = desk.deliver("two.xml", "two");
  ASSERT_TRUE(post_all(desk, document, two_statements(true)));
  desk.book.write([&](soci::session& sql) {
    store::mark_received_again(sql, document.id);
    store::mark_quarantined(sql, document.id, "camt", {.message = "no", .rule = "xml.invalid"}, {},
                            at_second(2));
    EXPECT_FALSE(store::find_document(sql, document.id)->waits);
    EXPECT_EQ(store::find_document(sql, document.id)->status, "posted");
  });
  EXPECT_EQ(desk.book.text("SELECT rule FROM quarantine WHERE resolved_at IS NULL"), "xml.invalid");
  EXPECT_EQ(broken(desk), std::vector<std::string>{});
}

}  // namespace
}  // namespace saldo::flows
