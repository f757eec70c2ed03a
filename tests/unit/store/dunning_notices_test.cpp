#include "store/dunning_notices.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "store/dunning.hpp"
#include "store/dunning_accounts.hpp"
#include "store/exports.hpp"
#include "store/overtaken.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

class Notices : public testing::Test {
 protected:
  void SetUp() override {
    book.post_receivables("erp", {customer("100001")},
                          {item("1", "100001", 300), item("2", "100001", 50)});
  }
  NewNotice make(const std::string& key, const char* on = "2026-02-01") {
    return {.run = model::RunId{1},
            .idempotency_key = key,
            .procedure = "standard",
            .config_version = "v1",
            .company_code = "1000",
            .customer = book.customer_id("100001"),
            .run_date = day(on),
            .level = 1,
            .amount = eur(300),
            .fee = eur(0),
            .items = {{.item = book.item_id("1"),
                       .level = 1,
                       .days_overdue = 32,
                       .amount = eur(300),
                       .open = eur(300)}}};
  }
  bool add(const NewNotice& n) {
    return book.write([&](soci::session& sql) { return NoticeWriter(sql).add(n, at_second(1)); });
  }
  model::NoticeId last() {
    return model::NoticeId{book.number("SELECT MAX(id) FROM dunning_notice")};
  }
  std::string states() {
    return book.text(
        "SELECT COALESCE((SELECT GROUP_CONCAT(state, ' ') FROM (SELECT state FROM "
        "dunning_notice ORDER BY id)), '')");
  }
  void withdraw(model::NoticeId id, const std::string& state) {
    book.write([&](soci::session& sql) {
      withdraw_notice(sql, id, state, "unix:anna", "because", at_second(2));
    });
  }
  void approve(model::NoticeId id) {
    book.write([&](soci::session& sql) {
      add_approval(sql, id, "unix:anna", /*enough=*/true, at_second(2));
    });
  }
  void begin(model::NoticeId id) {
    book.write([&](soci::session& sql) { begin_sending(sql, id, "mail", at_second(3)); });
  }
  bool finish(model::NoticeId id) {
    return book.write([&](soci::session& sql) {
      return finish_sending(sql, id, "mail", "<id@provider>", day("2026-02-03"), at_second(4));
    });
  }
  /// As all notices tell, and each by itself.
  std::vector<Overtaken> overtaken() {
    return book.read([&](soci::session& sql) {
      const Date today = day("2026-02-02");
      auto found = overtaken_notices(sql, today);
      OvertakenCheck check(sql);
      for (std::int64_t id = 1; id <= model::raw(last()); ++id) {
        const bool is_found = std::ranges::count(found, model::NoticeId{id}, &Overtaken::id) != 0;
        EXPECT_EQ(check.is_overtaken(model::NoticeId{id}, today), is_found) << id;
      }
      return found;
    });
  }
  TestBook book;
};

TEST_F(Notices, ALaterProposalTakesTheEarliersPlace) {
  add(make("k1"));
  approve(last());
  EXPECT_TRUE(add(make("k2")));
  EXPECT_EQ(states(), "superseded proposed");
  NewNotice north = make("k3");
  north.area = "north";
  EXPECT_TRUE(add(north));
  EXPECT_EQ(states(), "superseded proposed proposed") << "areas are dunned apart";
}

TEST_F(Notices, WhatIsOnItsWayIsNotProposedAgain) {
  add(make("k1"));
  approve(last());
  begin(last());
  EXPECT_FALSE(add(make("k2")));
  EXPECT_EQ(states(), "sending");
}

TEST_F(Notices, VoidedOnesComeBackWithALaterRunOnly) {
  add(make("k1"));
  withdraw(last(), "voided");
  EXPECT_FALSE(add(make("k1")));
  EXPECT_FALSE(add(make("k1", "2026-01-30")));
  EXPECT_TRUE(add(make("k1", "2026-02-02")));
  EXPECT_EQ(states(), "voided proposed");
}

TEST_F(Notices, RecalledOnesComeBackAtOnce) {
  add(make("k1"));
  withdraw(last(), "recalled");
  EXPECT_TRUE(add(make("k1")));
  EXPECT_EQ(states(), "recalled proposed");
}

TEST_F(Notices, OnlyWhatWaitsCanBeWithdrawn) {
  add(make("k1"));
  approve(last());
  begin(last());
  EXPECT_THROW(withdraw(last(), "voided"), FailureException);
  EXPECT_THROW(withdraw(model::NoticeId{99}, "voided"), FailureException);
}

TEST_F(Notices, CountFromTheDayThatTheyAreSentAndOnceOnly) {
  add(make("k1"));
  EXPECT_THROW(begin(last()), FailureException) << "nobody approved it";
  approve(last());
  EXPECT_THROW(finish(last()), FailureException) << "it isn't on its way";
  begin(last());
  EXPECT_TRUE(finish(last()));
  EXPECT_FALSE(finish(last())) << "the second time is the first time";
  EXPECT_EQ(book.count("dunning_act WHERE act = 'sent'"), 1);
  std::vector<AccountToDun> accounts;
  book.read([&](soci::session& sql) {
    for_each_account(sql, {.as_of = day("2026-02-10")},
                     [&](const AccountToDun& a) { accounts.push_back(a); });
  });
  EXPECT_EQ(accounts.at(0).last_sent_at_all(), day("2026-02-03"));
  EXPECT_EQ(accounts.at(0).items.at(0).sent_level, 1);
  EXPECT_FALSE(add(make("k1"))) << "it has gone out";
}

TEST_F(Notices, AreOvertakenByAPayment) {
  add(make("k1"));
  EXPECT_TRUE(overtaken().empty());
  book.tamper("UPDATE item SET open_minor = 40 WHERE number = '2'");
  EXPECT_TRUE(overtaken().empty()) << "that item isn't on it";
  book.tamper("UPDATE item SET open_minor = 120 WHERE number = '1'");
  ASSERT_EQ(overtaken().size(), 1u);
  EXPECT_EQ(overtaken()[0].reason, "item 1: 1.20 are open, 3.00 were when it was proposed");
  approve(last());
  EXPECT_EQ(overtaken().size(), 1u) << "between approval and sending, too";
  begin(last());
  EXPECT_TRUE(overtaken().empty());
}

TEST_F(Notices, AreOvertakenByMoneyThatSettlesNothingYet) {
  NewNotice n = make("k1");
  n.unapplied = eur(100);
  add(n);
  book.post_bank("bank", statement(0, 200), {transaction(100, "B1"), transaction(100, "B2")});
  const auto apply = [&](const char* reference) {
    const NewDecision d{.transaction = book.transaction_id(reference),
                        .state = model::TransactionState::unapplied,
                        .customer = book.customer_id("100001"),
                        .unapplied = eur(100),
                        .rule = "test",
                        .evidence_json = "[]",
                        .value_date = day("2026-01-05")};
    book.write([&](soci::session& sql) { add_decision(sql, d, at_second(2)); });
  };
  apply("B1");
  EXPECT_TRUE(overtaken().empty()) << "that was known when it was proposed";
  apply("B2");
  EXPECT_EQ(overtaken().size(), 1u);
}

TEST_F(Notices, ShowTheirItemsAndEverythingThatWasDone) {
  add(make("k1"));
  approve(last());
  const auto shown = book.read([&](soci::session& sql) { return show_notice(sql, last()); });
  EXPECT_EQ(shown.at("state"), "approved");
  EXPECT_EQ(shown.at("amount"), "3.00");
  EXPECT_EQ(shown.at("items").at(0).at("number"), "1");
  EXPECT_EQ(shown.at("items").at(0).at("open_now"), "3.00");
  EXPECT_EQ(shown.at("acts").at(0).at("actor"), "unix:anna");
  EXPECT_THROW(book.read([](soci::session& sql) { show_notice(sql, model::NoticeId{99}); }),
               FailureException);
}

TEST_F(Notices, BringAboutTheirEffectsUntilWhatTheyNameIsPaid) {
  NewNotice n = make("k1");
  n.effects = "credit_block,delivery_stop";
  add(n);
  const auto effects = [&] {
    std::vector<boost::json::object> rows;
    book.read([&](soci::session& sql) {
      export_view(sql, "dunning-effects", {}, [&](boost::json::object& row) {
        rows.push_back(row);
      }).value();
    });
    return rows;
  };
  approve(last());
  begin(last());
  EXPECT_TRUE(effects().empty()) << "it hasn't gone out";
  finish(last());
  ASSERT_EQ(effects().size(), 1u);
  EXPECT_EQ(effects()[0].at("effects"), boost::json::parse(R"(["credit_block","delivery_stop"])"));
  EXPECT_EQ(effects()[0].at("since"), "2026-02-03");
  book.tamper("UPDATE item SET open_minor = 0 WHERE number = '1'");
  EXPECT_TRUE(effects().empty());
}

}  // namespace
}  // namespace saldo::store
