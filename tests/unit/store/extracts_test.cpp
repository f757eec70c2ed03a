#include "store/extracts.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "store/balance.hpp"
#include "store/verify.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

constexpr std::int64_t kHour = 3'600;

/// A book that learns of SAP's open items by extracts, each an hour after the one before.
class Extracts : public testing::Test {
 protected:
  Extracts() { book.post_receivables("customers", {customer("100001")}); }

  Extract part(const std::string& id, int number, bool last, std::int64_t rows,
               std::int64_t total) const {
    Extract e;
    e.id = id;
    e.content = "open_items";
    e.extent = "full";
    e.began = began;
    e.part = number;
    e.last = last;
    e.rows = rows;
    e.total = total;
    return e;
  }
  /// A new time at which an extract begins; what is posted then is recorded a minute later.
  void next_hour() {
    ++hour;
    const std::string h = std::to_string(hour);
    began = "2026-01-01T" + std::string(h.size() < 2 ? "0" : "") + h + ":00:00.000Z";
  }
  ExtractOutcome post(const std::string& name, const Extract& e, const std::vector<Item>& items,
                      const std::string& connector = "s4") {
    return book.write([&](soci::session& sql) {
      const std::int64_t id = TestBook::document(sql, name, connector);
      const Instant now = at_second(hour * kHour + 60);
      ReceivablesWriter writer(sql, id, "erp", now);
      ExtractWriter extract(sql, *find_document(sql, id), e, now);
      writer.set_told_at(extract.told_at());
      for (const Item& i : items) {
        writer.item(i);
        extract.listed(i, /*refused=*/false);
      }
      const ExtractOutcome outcome = extract.finish();
      mark_posted(sql, id, {"sap-odata-reply", "1"},
                  {.items = static_cast<std::int64_t>(items.size())}, now);
      return outcome;
    });
  }
  /// A whole extract of one part.
  ExtractOutcome list(const std::string& id, const std::vector<Item>& items) {
    next_hour();
    const auto rows = static_cast<std::int64_t>(items.size());
    return post(id, part(id, 1, true, rows, rows), items);
  }
  static Item open(const std::string& number, std::int64_t minor = 100'00) {
    Item i = item(number, "100001", minor);
    i.fiscal_year = 2026;
    return i;
  }
  std::string state(const std::string& number) {
    return book.text("SELECT state || ' ' || open_minor FROM item WHERE number = '" + number + "'");
  }
  std::string broken() {
    return book.read([](soci::session& sql) {
      std::string all;
      for (const Broken& b : broken_invariants(sql, 5)) all += b.what + "\n";
      return all;
    });
  }

  TestBook book;
  int hour = 0;
  std::string began;
};

TEST_F(Extracts, WhatACompleteOneDoesNotListIsClearedAndProved) {
  list("a", {open("1"), open("2"), open("3", -50'00)});
  const auto outcome = list("b", {open("2")});
  EXPECT_EQ(outcome.state, "complete");
  EXPECT_EQ(outcome.cleared, 2);
  EXPECT_EQ(state("1") + state("2") + state("3"), "cleared 0open 10000cleared 0");
  EXPECT_EQ(book.text("SELECT cause || settled_minor || currency FROM erp_clearing WHERE item_id = "
                      "(SELECT id FROM item WHERE number = '3')"),
            "absence-5000EUR");
  EXPECT_EQ(book.count("erp_clearing c JOIN document d ON d.id = c.document_id WHERE d.name = 'b'"),
            2);
  EXPECT_EQ(broken(), "");
}

TEST_F(Extracts, AnItemThatIsListedWithoutItsFiscalYearIsNotAbsent) {
  const Item without_year = item("1", "100001", 100'00);
  list("a", {without_year, open("2")});
  EXPECT_EQ(list("b", {without_year, open("2")}).cleared, 0);
  EXPECT_EQ(state("1"), "open 10000");
}

TEST_F(Extracts, ThePartThatComesLastConcludesInWhateverOrder) {
  list("a", {open("1"), open("2"), open("3")});
  next_hour();
  EXPECT_EQ(post("b2", part("b", 2, true, 1, 2), {open("2")}).state, "loading");
  EXPECT_EQ(state("3"), "open 10000");
  const auto outcome = post("b1", part("b", 1, false, 1, 2), {open("1")});
  EXPECT_EQ(outcome.state, "complete");
  EXPECT_EQ(outcome.cleared, 1);
  EXPECT_EQ(state("3"), "cleared 0");
}

TEST_F(Extracts, OneThatIsCutOrCountedOtherwiseClearsNothing) {
  list("a", {open("1"), open("2")});
  next_hour();
  EXPECT_EQ(post("cut", part("cut", 1, false, 1, 2), {open("1")}).state, "loading");
  next_hour();
  const auto short_one = post("short", part("short", 1, true, 1, 2), {open("1")});
  EXPECT_EQ(short_one.state, "incomplete");
  EXPECT_EQ(short_one.reason, "the parts have 1 rows, the ERP counted 2.");
  next_hour();
  Extract changes = part("changes", 1, true, 1, 1);
  changes.extent = "changes";
  EXPECT_EQ(post("changes", changes, {open("1")}).cleared, 0);
  EXPECT_EQ(state("2"), "open 10000");
  EXPECT_EQ(book.count("erp_clearing"), 0);
}

TEST_F(Extracts, APageThatIsFetchedTwiceCountsOnceByItsNewerDocument) {
  list("a", {open("1"), open("2"), open("3")});
  next_hour();
  post("first", part("b", 1, false, 2, 3), {open("1"), open("2")});
  post("again", part("b", 1, false, 2, 3), {open("1"), open("3")});
  EXPECT_EQ(post("end", part("b", 2, true, 1, 3), {open("4")}).cleared, 1);
  EXPECT_EQ(state("2"), "cleared 0");
}

TEST_F(Extracts, OnlyItsCompanyCodesAreConcludedOn) {
  Item other = open("9");
  other.company_code = "2000";
  list("a", {open("1"), other});
  next_hour();
  Extract narrow = part("b", 1, true, 0, 0);
  narrow.company_codes = {"1000"};
  EXPECT_EQ(post("b", narrow, {}).cleared, 1);
  EXPECT_EQ(state("1"), "cleared 0");
  EXPECT_EQ(state("9"), "open 10000");
}

TEST_F(Extracts, WhatItsConnectorNeverToldOrToldSinceIsLeftAlone) {
  book.post_receivables("invoice.idoc", {}, {open("invoiced elsewhere")});
  list("a", {open("1")});
  next_hour();
  const Extract whole = part("b", 1, true, 0, 0);
  // Another extract tells of a new item while this one is on its way.
  Extract changes = part("c", 1, true, 1, 1);
  changes.extent = "changes";
  post("c", changes, {open("new")});
  EXPECT_EQ(post("b", whole, {}).cleared, 1);
  EXPECT_EQ(state("1"), "cleared 0");
  EXPECT_EQ(state("new"), "open 10000");
  EXPECT_EQ(state("invoiced elsewhere"), "open 10000");
}

TEST_F(Extracts, ARefusedRowIsListedAndOneWithoutAKeyStopsAllConclusions) {
  list("a", {open("1"), open("2")});
  next_hour();
  Extract refused = part("b", 1, true, 1, 1);
  refused.refused = {{"1000", "1", 2026}};
  EXPECT_EQ(post("b", refused, {}).cleared, 1);
  EXPECT_EQ(state("1") + state("2"), "open 10000cleared 0");
  next_hour();
  Extract nameless = part("c", 1, true, 1, 1);
  nameless.refused = {{"1000", "", {}}};
  const auto outcome = post("c", nameless, {});
  EXPECT_EQ(outcome.state, "doubtful");
  EXPECT_EQ(outcome.reason,
            "1 of its rows were refused and their keys aren't known: they may be any item.");
  EXPECT_EQ(state("1"), "open 10000");
}

TEST_F(Extracts, WhenTooMuchIsAbsentThatIsDoubted) {
  std::vector<Item> many;
  for (int n = 0; n < 40; ++n) many.push_back(open(std::to_string(100 + n)));
  list("a", many);
  many.resize(10);
  next_hour();
  Extract e = part("b", 1, true, 10, 10);
  e.absent_percent = 50;
  const auto outcome = post("b", e, many);
  EXPECT_EQ(outcome.state, "doubtful");
  EXPECT_EQ(outcome.reason,
            "30 of 40 open items of company code 1000 are absent, more than the 50 per cent that "
            "option absent_percent allows: see whether the ERP's user may still see them, or raise "
            "the option for one run.");
  next_hour();
  e = part("c", 1, true, 10, 10);
  e.absent_percent = 80;
  EXPECT_EQ(post("c", e, many).cleared, 30);
}

TEST_F(Extracts, WhatIsPaidHereAndStillOpenThereStaysPaid) {
  list("a", {open("1")});
  book.post_bank("bank", statement(0, 100'00), {transaction(100'00, "B1")});
  const model::ItemId item = book.item_id("1");
  book.write([&](soci::session& sql) {
    add_decision(sql,
                 {.transaction = model::TransactionId{1},
                  .state = model::TransactionState::applied,
                  .unapplied = eur(0),
                  .rule = "test",
                  .evidence_json = "[]",
                  .value_date = day("2026-01-05"),
                  .allocations = {{item, eur(100'00), eur(0)}}},
                 at_second(3));
  });
  Item dunned = open("1");
  dunned.dunning_level = 1;
  list("b", {dunned});
  EXPECT_EQ(state("1"), "cleared 0") << "SAP doesn't know of the payment yet";
  EXPECT_EQ(list("c", {}).cleared, 0) << "now it does";
  EXPECT_EQ(broken(), "");
}

TEST_F(Extracts, WhatIsListedAgainIsOpenAgainButNotByAnOldDocument) {
  list("a", {open("1")});
  list("b", {});
  EXPECT_EQ(state("1"), "cleared 0");
  book.post_receivables("the old invoice once more", {}, {open("1")});
  EXPECT_EQ(state("1"), "cleared 0");
  const std::string after_b = began;
  began = "2026-01-01T01:30:00.000Z";  // a page that waited in the quarantine
  post("late", part("late", 1, true, 1, 1), {open("1")});
  EXPECT_EQ(state("1"), "cleared 0");
  began = after_b;
  list("d", {open("1")});
  EXPECT_EQ(state("1"), "open 10000");
  EXPECT_EQ(book.number("SELECT SUM(settled_minor) FROM erp_clearing"), 0);
  EXPECT_EQ(broken(), "");
}

TEST_F(Extracts, AnItemThatSapSaysIsClearedIsSettledByTheDocumentThatDidIt) {
  list("a", {open("1")});
  next_hour();
  Item cleared = open("1");
  cleared.open_amount = eur(0);
  cleared.cleared_by = "1400000009";
  cleared.cleared_on = day("2026-01-01");
  Extract changes = part("b", 1, true, 1, 1);
  changes.extent = "changes";
  post("b", changes, {cleared});
  EXPECT_EQ(state("1"), "cleared 0");
  EXPECT_EQ(book.text("SELECT cause || ' ' || cleared_by FROM erp_clearing"), "erp 1400000009");
  EXPECT_EQ(broken(), "");
}

TEST_F(Extracts, ADocumentThatIsReadAgainChangesNothing) {
  list("a", {open("1"), open("2")});
  list("b", {open("1")});
  const std::string before = book.dump();
  post("b", part("b", 1, true, 1, 1), {open("1")});
  EXPECT_EQ(book.dump().substr(0, before.find("== delivery")),
            before.substr(0, before.find("== delivery")));
  EXPECT_EQ(book.count("erp_clearing"), 1);
}

TEST_F(Extracts, TheNewestCompleteOneIsWhatTheBookIsComparedWith) {
  EXPECT_TRUE(book.read([](soci::session& sql) { return newest_extracts(sql); }).empty());
  list("a", {open("1"), open("2")});
  list("b", {open("1")});
  next_hour();
  post("cut", part("cut", 1, false, 1, 2), {open("1")});
  const auto extracts = book.read([](soci::session& sql) { return newest_extracts(sql); });
  ASSERT_EQ(extracts.size(), 1u);
  EXPECT_EQ(extracts[0].id, "b");
  std::string listed, here;
  book.read([&](soci::session& sql) {
    for_each_listed(sql, extracts[0], [&](const BalanceRow& r) { listed += r.number + " "; });
    for_each_in_book(sql, extracts[0], [&](const BalanceRow& r) { here += r.number + " "; });
  });
  EXPECT_EQ(listed, "1 ");
  EXPECT_EQ(here, "1 ");
}

TEST_F(Extracts, ATimeThatIsNoneIsRefused) {
  began = "yesterday";
  try {
    post("x", part("x", 1, true, 0, 0), {});
    ADD_FAILURE();
  } catch (const FailureException& e) {
    EXPECT_EQ(e.failure.rule, "extract.form");
  }
}

}  // namespace
}  // namespace saldo::store
