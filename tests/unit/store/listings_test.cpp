#include "store/listings.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "store/quarantine.hpp"
#include "store/runs.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

namespace json = boost::json;

/// The values of one key, in the order of the list.
template <class List>
std::string values(TestBook& book, const char* key, List list) {
  std::string out;
  book.read([&](soci::session& sql) {
    list(sql, [&](json::object& row) {
      out += (out.empty() ? "" : " ") + json::serialize(row.at(key));
    });
  });
  return out;
}

void refuse(TestBook& book, const std::string& name, std::int64_t held) {
  const std::int64_t id = book.document(name);
  Failure failure{.message = "off by a cent", .line = 7, .rule = "statement.balance"};
  if (held != 0) failure.held = eur(held);
  book.write(
      [&](soci::session& sql) { mark_quarantined(sql, id, "camt", failure, {}, at_second(3)); });
}

TEST(Listings, DocumentsComeNewestFirstAndByStatus) {
  TestBook book;
  book.post_bank("posted", statement(0, 100), {transaction(100, "B1")});
  refuse(book, "refused", 0);
  book.document("waiting");
  const auto names = [&](const std::string& status) {
    return values(book, "name", [&](soci::session& sql, const EachObject& each) {
      list_documents(sql, status, each);
    });
  };
  EXPECT_EQ(names(""), R"("waiting" "refused" "posted")");
  EXPECT_EQ(names("posted"), R"("posted")");
  EXPECT_EQ(names("quarantined"), R"("refused")");
  EXPECT_EQ(names("nonsense"), "");
}

TEST(Listings, ADocumentIsShownWithDeliveriesRefusalsAndWhatItBrought) {
  TestBook book;
  refuse(book, "a.xml", 12'345);
  book.write([](soci::session& sql) { mark_received_again(sql, 1); });
  book.post_bank("a.xml", statement(0, 100), {transaction(100, "B1")});
  const auto shown = book.read([](soci::session& sql) { return show_document(sql, 1); });
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->at("status"), "posted");
  EXPECT_EQ(shown->at("transactions"), 1);
  EXPECT_EQ(shown->at("deliveries").as_array().size(), 2u);
  ASSERT_EQ(shown->at("refusals").as_array().size(), 1u);
  EXPECT_EQ(shown->at("refusals").at(0).at("held"), "123.45");
  EXPECT_TRUE(shown->at("refusals").at(0).as_object().contains("resolved_at"));
  ASSERT_EQ(shown->at("brought").as_array().size(), 1u);
  EXPECT_EQ(shown->at("brought").at(0).at("closing"), "1.00");
  EXPECT_FALSE(book.read([](soci::session& sql) { return show_document(sql, 99); }));
}

TEST(Listings, QuarantineComesByTheMoneyItHoldsUp) {
  TestBook book;
  refuse(book, "small", 100);
  refuse(book, "none", 0);
  refuse(book, "large", 90'000);
  const auto names = [&](std::int64_t document) {
    return values(book, "name", [&](soci::session& sql, const EachObject& each) {
      list_quarantine(sql, document, each);
    });
  };
  EXPECT_EQ(names(0), R"("large" "small" "none")");
  EXPECT_EQ(names(2), R"("none")");
  book.write([](soci::session& sql) { mark_posted(sql, 3, {"camt", "1"}, {}, at_second(9)); });
  EXPECT_EQ(names(0), R"("small" "none")") << "what is posted holds nothing up";
  EXPECT_EQ(names(3), R"("large")") << "but its history can be asked for";
}

TEST(Listings, RunsComeNewestFirstWithTheirDuration) {
  TestBook book;
  book.write([](soci::session& sql) {
    for (const char* job : {"a", "b", "a"}) {
      enqueue(sql, {.job = job, .kind = "sync", .cause = "cron", .actor = "saldod"}, at_second(1));
      const auto run = claim_run(sql, "me", at_second(2)).value();
      finish_run(sql, run.id, R"({"posted":3})", at_second(4));
    }
    enqueue(sql, {.job = "c", .kind = "sync", .cause = "cron", .actor = "saldod"}, at_second(5));
  });
  EXPECT_EQ(values(book, "job",
                   [](soci::session& sql, const EachObject& each) { list_runs(sql, 3, each); }),
            R"("c" "a" "b")");
  EXPECT_EQ(values(book, "id",
                   [](soci::session& sql, const EachObject& each) { list_latest_runs(sql, each); }),
            "3 2 4");
  const auto run = book.read([](soci::session& sql) { return show_run(sql, 1); });
  ASSERT_TRUE(run);
  EXPECT_EQ(run->at("duration_ms"), 2'000);
  EXPECT_EQ(run->at("result"), json::parse(R"({"posted":3})"));
  EXPECT_EQ(run->at("changed"), false);
  EXPECT_FALSE(run->contains("error"));
  EXPECT_FALSE(book.read([](soci::session& sql) { return show_run(sql, 99); }));
}

}  // namespace
}  // namespace saldo::store
