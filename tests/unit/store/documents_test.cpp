#include "store/documents.hpp"

#include <gtest/gtest.h>

#include "store/quarantine.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

Failure refusal(const std::string& rule) {
  return {.kind = FailureKind::invalid,
          .message = "the closing balance is off",
          .line = 12,
          .offset = 345,
          .rule = rule,
          .expected = "100.00",
          .found = "99.99",
          .held = eur(12'345)};
}

std::string status(TestBook& book, std::int64_t id) {
  return book.read([&](soci::session& sql) { return find_document(sql, id).value().status; });
}

TEST(Documents, ANewDocumentWaitsForItsConnector) {
  TestBook book;
  const std::int64_t id = book.document("a.xml", "house-bank");
  EXPECT_EQ(status(book, id), "received");
  book.read([&](soci::session& sql) {
    EXPECT_EQ(waiting_documents(sql, "house-bank"), std::vector<std::int64_t>{id});
    EXPECT_TRUE(waiting_documents(sql, "other").empty());
    EXPECT_EQ(connectors_with_waiting_documents(sql), std::vector<std::string>{"house-bank"});
  });
}

TEST(Documents, ADocumentThatComesAgainIsOneDocumentWithTwoDeliveries) {
  TestBook book;
  const Arrival arrival{.sha256 = std::string(64, 'a'),
                        .size = 5,
                        .name = "a.xml",
                        .media_type = "text/xml",
                        .connector = "bank",
                        .actor = "connector:bank"};
  Arrival again = arrival;
  again.name = "again.xml";
  again.connector = "other";
  const auto first =
      book.write([&](soci::session& sql) { return receive_document(sql, arrival, at_second(1)); });
  const auto second =
      book.write([&](soci::session& sql) { return receive_document(sql, again, at_second(2)); });
  EXPECT_TRUE(first.second);
  EXPECT_FALSE(second.second);
  EXPECT_EQ(second.first.id, first.first.id);
  EXPECT_EQ(second.first.name, "a.xml");
  EXPECT_EQ(second.first.connector, "bank");
  EXPECT_EQ(book.count("document"), 1);
  EXPECT_EQ(book.count("delivery"), 2);
  EXPECT_EQ(book.text("SELECT name || ' by ' || connector FROM delivery ORDER BY id DESC LIMIT 1"),
            "again.xml by other");
}

TEST(Documents, APostedDocumentThatComesAgainStaysPosted) {
  TestBook book;
  book.post_bank("a.xml", statement(0, 100), {transaction(100, "B1")});
  const std::int64_t id = book.document("a.xml");
  EXPECT_EQ(status(book, id), "posted");
  EXPECT_EQ(book.count("delivery WHERE document_id = " + std::to_string(id)), 2);
}

TEST(Documents, ArriveInOrder) {
  TestBook book;
  std::vector<std::int64_t> ids;
  for (const char* name : {"z", "a", "m"}) ids.push_back(book.document(name));
  book.read([&](soci::session& sql) { EXPECT_EQ(waiting_documents(sql, "bank"), ids); });
}

TEST(Documents, ARefusalKeepsRulePlaceFiguresAndMoney) {
  TestBook book;
  const std::int64_t id = book.document("a.xml");
  book.write([&](soci::session& sql) {
    mark_quarantined(sql, id, "camt", refusal("statement.balance"), "a report", at_second(5));
  });
  EXPECT_EQ(status(book, id), "quarantined");
  EXPECT_EQ(book.text("SELECT rule || '|' || message || '|' || line || '|' || byte_offset || '|' "
                      "|| expected || '|' || found || '|' || held_minor || held_currency || '|' || "
                      "report || '|' || decoder FROM quarantine"),
            "statement.balance|the closing balance is off|12|345|100.00|99.99|12345EUR|a report|"
            "camt");
  book.read([&](soci::session& sql) { EXPECT_TRUE(waiting_documents(sql, "bank").empty()); });
}

TEST(Documents, ARefusalWithoutMoneyHoldsNone) {
  TestBook book;
  const std::int64_t id = book.document("a.xml");
  Failure failure = refusal("document.unrecognised");
  failure.held.reset();
  book.write([&](soci::session& sql) { mark_quarantined(sql, id, "", failure, "", at_second(5)); });
  EXPECT_EQ(book.count("quarantine WHERE held_minor IS NULL AND held_currency IS NULL AND decoder "
                       "IS NULL AND report IS NULL"),
            1);
}

TEST(Documents, PostingResolvesEveryRefusal) {
  TestBook book;
  const std::int64_t id = book.document("a.xml");
  for (const char* rule : {"first", "second"}) {
    book.write([&](soci::session& sql) {
      mark_quarantined(sql, id, "camt", refusal(rule), "", at_second(5));
    });
    EXPECT_EQ(book.count("quarantine WHERE resolved_at IS NULL"), 1) << "only the newest stands";
    book.write([&](soci::session& sql) { mark_received_again(sql, id); });
    EXPECT_EQ(status(book, id), "received");
    EXPECT_EQ(book.count("quarantine WHERE resolved_at IS NULL"), 1) << "until it is posted";
  }
  book.write([&](soci::session& sql) { mark_posted(sql, id, {"camt", "2"}, {}, at_second(9)); });
  EXPECT_EQ(status(book, id), "posted");
  EXPECT_EQ(book.count("quarantine"), 2);
  EXPECT_EQ(book.count("quarantine WHERE resolved_at IS NULL"), 0);
}

TEST(Documents, PostingResolvesNoRefusalOfAnotherDocument) {
  TestBook book;
  const std::int64_t one = book.document("one"), two = book.document("two");
  book.write([&](soci::session& sql) {
    mark_quarantined(sql, one, "camt", refusal("x"), "", at_second(5));
    mark_quarantined(sql, two, "camt", refusal("x"), "", at_second(5));
    mark_posted(sql, one, {"camt", "2"}, {}, at_second(9));
  });
  EXPECT_EQ(book.number("SELECT document_id FROM quarantine WHERE resolved_at IS NULL"), two);
}

TEST(Documents, AreFoundByTheRuleOfTheirLatestRefusal) {
  TestBook book;
  const std::int64_t waits = book.document("waits"), moved_on = book.document("moved on"),
                     back = book.document("back in line");
  book.write([&](soci::session& sql) {
    mark_quarantined(sql, waits, "d", refusal("customer.unknown"), "", at_second(1));
    mark_quarantined(sql, moved_on, "d", refusal("customer.unknown"), "", at_second(1));
    mark_quarantined(sql, moved_on, "d", refusal("item.conflict"), "", at_second(2));
    mark_quarantined(sql, back, "d", refusal("customer.unknown"), "", at_second(1));
    mark_received_again(sql, back);
  });
  book.read([&](soci::session& sql) {
    const auto found = quarantined_by_rule(sql, "customer.unknown");
    EXPECT_EQ(found, std::vector<std::int64_t>{waits});
  });
}

TEST(Documents, CrashesAreCountedUntilAReplay) {
  TestBook book;
  const std::int64_t id = book.document("a.xml"), other = book.document("b.xml");
  book.write([&](soci::session& sql) {
    EXPECT_EQ(count_crash(sql, id), 1);
    EXPECT_EQ(count_crash(sql, id), 2);
    EXPECT_EQ(count_crash(sql, other), 1);
    mark_received_again(sql, id);
    EXPECT_EQ(count_crash(sql, id), 1);
  });
}

TEST(Documents, ASourcesPositionIsRemembered) {
  TestBook book;
  book.write([](soci::session& sql) {
    EXPECT_EQ(source_cursor(sql, "bank"), "");
    set_source_cursor(sql, "bank", "17");
    set_source_cursor(sql, "erp", "x");
    set_source_cursor(sql, "bank", "18");
    EXPECT_EQ(source_cursor(sql, "bank"), "18");
    EXPECT_EQ(source_cursor(sql, "erp"), "x");
  });
}

TEST(Documents, ThereIsNoneOfAnUnknownIdOrHash) {
  TestBook book;
  book.read([](soci::session& sql) {
    EXPECT_FALSE(find_document(sql, 1));
    EXPECT_FALSE(find_document_by_sha256(sql, std::string(64, '0')));
  });
}

}  // namespace
}  // namespace saldo::store
