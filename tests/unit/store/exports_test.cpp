#include "store/exports.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "store/audit.hpp"
#include "store/dunning.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

namespace json = boost::json;

std::vector<json::object> rows(TestBook& book, std::string_view view,
                               std::optional<Date> as_of = {}) {
  std::vector<json::object> out;
  book.read([&](soci::session& sql) {
    export_view(sql, view, as_of, [&](json::object& row) { out.push_back(row); }).value();
  });
  return out;
}

std::string lines(TestBook& book, std::string_view view, std::optional<Date> as_of = {}) {
  std::string out;
  for (const json::object& row : rows(book, view, as_of)) out += json::serialize(row) + "\n";
  return out;
}

void decide(TestBook& book, const std::string& payment, const std::string& item_number,
            std::int64_t paid, std::int64_t unapplied) {
  NewDecision d{.transaction = book.transaction_id(payment),
                .run = model::RunId{1},
                .state = model::TransactionState::applied,
                .customer = book.customer_id("100001"),
                .unapplied = eur(unapplied),
                .rule = "reference.exact",
                .reason = "the item's number",
                .evidence_json = R"([{"kind":"invoice_number"}])",
                .config_version = "v1",
                .value_date = day("2026-01-05"),
                .allocations = {{book.item_id(item_number), eur(paid), eur(0)}}};
  book.write([&](soci::session& sql) { add_decision(sql, d, at_second(9)); });
}

using Step = std::function<void(TestBook&)>;

/// Two books with the same facts, posted in opposite order.
const std::vector<Step>& steps() {
  static const std::vector<Step> all = {
      [](TestBook& b) {
        b.post_receivables("c1", {customer("100001"), customer("100003")});
      },
      [](TestBook& b) { b.post_receivables("c2", {customer("100002", "Other AG")}); },
      [](TestBook& b) {
        b.post_bank("s1", statement(0, 300), {transaction(200, "B2"), transaction(100, "B1")});
      },
      [](TestBook& b) {
        b.post_bank("s2", statement(300, 350, "2026-01-06"), {transaction(50, "B3", "2026-01-06")});
      },
  };
  return all;
}
void add_items(TestBook& b, bool backwards) {
  std::vector<std::vector<Item>> documents = {{item("3", "100001", 300), item("1", "100002", 100)},
                                              {item("2", "100001", 200), item("4", "100001", -50)}};
  if (backwards) std::reverse(documents.begin(), documents.end());
  for (auto& items : documents) {
    const std::string name = "items of " + std::min(items[0].number, items[1].number);
    b.post_receivables(name, {}, items);
  }
  std::vector<std::pair<std::string, std::string>> payments = {{"B1", "2"}, {"B2", "3"}};
  if (backwards) std::reverse(payments.begin(), payments.end());
  for (const auto& [payment, number] : payments) decide(b, payment, number, 100, 0);
}

TEST(Exports, EqualBooksGiveEqualBytesHoweverTheyCameAbout) {
  TestBook forward, backward;
  for (auto s = steps().begin(); s != steps().end(); ++s) (*s)(forward);
  for (auto s = steps().rbegin(); s != steps().rend(); ++s) (*s)(backward);
  add_items(forward, false);
  add_items(backward, true);
  for (const View& view : views()) {
    if (view.name == "aging" || view.name == "audit") continue;  // see flows; a history by nature
    EXPECT_EQ(lines(forward, view.name), lines(backward, view.name)) << view.name;
  }
  for (const char* view :
       {"customers", "items", "allocations", "transactions", "statements", "cash-application"})
    EXPECT_FALSE(rows(forward, view).empty()) << view;
}

TEST(Exports, EveryViewRunsOnAnEmptyBook) {
  TestBook book;
  for (const View& view : views()) {
    if (view.name == "aging") continue;
    EXPECT_TRUE(rows(book, view.name).empty()) << view.name;
    EXPECT_FALSE(view.summary.empty()) << view.name;
  }
}

TEST(Exports, AnUnknownViewIsNotFound) {
  TestBook book;
  const auto result = book.read([](soci::session& sql) {
    return export_view(sql, "itmes", std::nullopt, [](json::object&) {});
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, FailureKind::not_found);
  EXPECT_NE(result.error().message.find("'itmes'"), std::string::npos);
}

class ExportedBook : public testing::Test {
 protected:
  void SetUp() override {
    Customer c = customer("100001");
    c.ibans = {"DE75512108001245126199", "DE02120300000000202051"};
    c.payment_terms = "Z030";
    c.dunning_procedure = "standard";
    Item i = item("0090000001", "100001", 12'300);
    i.terms = {{14, "2.000"}};
    i.references = {{"purchase_order", "45"}};
    book.post_receivables("erp", {c}, {i});
    book.post_bank("bank", statement(0, 10'000), {transaction(10'000, "B1")});
    decide(book, "B1", "0090000001", 9'000, 1'000);
  }
  TestBook book;
};

TEST_F(ExportedBook, ShowsCustomersWithTheirCompanyCode) {
  const json::object row = rows(book, "customers").at(0);
  EXPECT_EQ(row.at("number"), "100001");
  EXPECT_EQ(row.at("company_code"), "1000");
  EXPECT_EQ(row.at("ibans"), (json::array{"DE02120300000000202051", "DE75512108001245126199"}));
  EXPECT_EQ(row.at("payment_terms"), "Z030");
  EXPECT_EQ(row.at("dunning"), (json::object{{"procedure", "standard"}, {"level", 0}}));
}

TEST_F(ExportedBook, ShowsItemsWithWhatIsOpen) {
  const json::object row = rows(book, "items").at(0);
  EXPECT_EQ(row.at("number"), "0090000001");
  EXPECT_EQ(row.at("customer"), "100001");
  EXPECT_EQ(row.at("amount"), "123.00");
  EXPECT_EQ(row.at("open_amount"), "33.00");
  EXPECT_EQ(row.at("state"), "partly_paid");
  EXPECT_EQ(row.at("due_date"), "2025-12-31");
  EXPECT_EQ(row.at("terms"), json::parse(R"([{"days":14,"percent":"2.000"}])"));
  EXPECT_EQ(row.at("at"), (json::object{{"line", 2}, {"offset", 30}}));
}

TEST_F(ExportedBook, ShowsADecisionAsTheContractHasIt) {
  const json::object row = rows(book, "cash-application").at(0);
  EXPECT_EQ(row.at("entry"), "B1");
  EXPECT_EQ(row.at("status"), "applied");
  EXPECT_EQ(row.at("customer"), "100001");
  EXPECT_EQ(row.at("applied"), json::parse(R"([["0090000001",9000,0]])"));
  EXPECT_EQ(row.at("unapplied_minor"), 1'000);
  EXPECT_EQ(row.at("currency"), "EUR");
  EXPECT_EQ(row.at("rule"), "reference.exact");
  EXPECT_EQ(row.at("evidence"), json::parse(R"([{"kind":"invoice_number"}])"));
  EXPECT_EQ(row.at("proposals"), json::array{});
}

TEST_F(ExportedBook, SuspenseIsShownAsUnapplied) {
  book.post_bank("more", statement(10'000, 10'005, "2026-01-06"),
                 {transaction(5, "B2", "2026-01-06")});
  const NewDecision d{.transaction = book.transaction_id("B2"),
                      .state = model::TransactionState::suspense,
                      .unapplied = eur(5),
                      .rule = "none",
                      .evidence_json = "[]",
                      .value_date = day("2026-01-06")};
  book.write([&](soci::session& sql) { add_decision(sql, d, at_second(9)); });
  const json::object row = rows(book, "cash-application").at(1);
  EXPECT_EQ(row.at("status"), "unapplied");
  EXPECT_TRUE(row.at("customer").is_null());
  EXPECT_EQ(row.at("applied"), json::array{});
}

TEST_F(ExportedBook, ShowsWhatWasTrueOnADay) {
  EXPECT_EQ(rows(book, "items", day("2026-01-04")).at(0).at("open_amount"), "123.00");
  EXPECT_EQ(rows(book, "items", day("2026-01-04")).at(0).at("state"), "open");
  EXPECT_EQ(rows(book, "items", day("2026-01-05")).at(0).at("open_amount"), "33.00");
  EXPECT_TRUE(rows(book, "items", day("2025-11-30")).empty()) << "before it was posted";
  for (const char* view : {"transactions", "statements", "allocations", "cash-application"}) {
    EXPECT_TRUE(rows(book, view, day("2026-01-04")).empty()) << view;
    EXPECT_EQ(rows(book, view, day("2026-01-05")).size(), 1u) << view;
  }
}

TEST_F(ExportedBook, ShowsDuplicatesWithBothPlaces) {
  Transaction again = transaction(10'000, "B1");
  again.at = {77, 7'700};
  book.post_bank("again", statement(0, 10'000), {again});
  const json::object row = rows(book, "duplicates").at(0);
  EXPECT_EQ(row.at("twin"), rows(book, "transactions").at(0).at("id"));
  EXPECT_EQ(row.at("twin_at"), (json::object{{"line", 10}, {"offset", 200}}));
  EXPECT_EQ(row.at("at"), (json::object{{"line", 77}, {"offset", 7'700}}));
  EXPECT_NE(row.at("document"), row.at("twin_document"));
}

TEST_F(ExportedBook, EqualTransactionsHaveIdsOfTheirOwn) {
  const Transaction twin = transaction(5, "T");
  book.post_bank("twins", statement(0, 10), {twin, twin});
  std::vector<std::string> ids;
  for (const json::object& row : rows(book, "transactions"))
    ids.emplace_back(row.at("id").as_string());
  ASSERT_EQ(ids.size(), 3u);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
}

TEST_F(ExportedBook, ShowsANoticeWithItsItems) {
  book.write([&](soci::session& sql) {
    NoticeWriter(sql).add({.run = model::RunId{1},
                           .idempotency_key = "k",
                           .procedure = "standard",
                           .config_version = "v1",
                           .company_code = "1000",
                           .customer = book.customer_id("100001"),
                           .run_date = day("2026-02-01"),
                           .level = 1,
                           .amount = eur(3'300),
                           .fee = eur(500),
                           .items = {{.item = book.item_id("0090000001"),
                                      .level = 1,
                                      .days_overdue = 32,
                                      .amount = eur(3'300),
                                      .open = eur(3'300)}}},
                          at_second(9));
  });
  const json::object row = rows(book, "dunning").at(0);
  EXPECT_EQ(row.at("amount"), "33.00");
  EXPECT_EQ(row.at("fee"), "5.00");
  EXPECT_EQ(row.at("run_date"), "2026-02-01");
  EXPECT_EQ(row.at("items"), json::parse(R"([{"number":"0090000001","level":1,"days_overdue":32,)"
                                         R"("amount":"33.00","due_date":"2025-12-31"}])"));
  EXPECT_TRUE(rows(book, "dunning", day("2026-01-31")).empty());
}

TEST_F(ExportedBook, ShowsTheAuditInItsOrder) {
  for (const char* object : {"b", "a"})
    book.write([&](soci::session& sql) {
      add_audit(sql, {.actor = "unix:anna", .action = "job.run", .object = object}, at_second(1));
    });
  const auto entries = rows(book, "audit");
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].at("object"), "b");
  EXPECT_EQ(entries[0].at("happened_at"), "2026-01-01T00:00:01.000000Z");
  EXPECT_EQ(entries[0].at("detail"), json::object{});
}

TEST_F(ExportedBook, OpenFactsAddUpToTheLedger) {
  const auto facts = [&](const char* iso) {
    std::string all;
    book.read([&](soci::session& sql) {
      for_each_open_fact(sql, day(iso), [&](const OpenFact& f) {
        all += f.customer + " " + f.currency + " " + std::to_string(f.minor) + " " +
               (f.due_date.empty() ? "unapplied" : f.due_date.to_string()) + "\n";
      });
    });
    return all;
  };
  EXPECT_EQ(facts("2025-11-30"), "");
  EXPECT_EQ(facts("2026-01-04"), "100001 EUR 12300 2025-12-31\n");
  EXPECT_EQ(facts("2026-01-05"), "100001 EUR 3300 2025-12-31\n100001 EUR 1000 unapplied\n");
}

}  // namespace
}  // namespace saldo::store
