#include "flows/exclude_item.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/dun.hpp"
#include "flows/notices.hpp"
#include "store/dunning_notices.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

/// 100001 owes 300.00, due on 31 December (level 2 on 1 February), and 200.00, due on 20 January.
class ExcludeItem : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.progressive = false;
    procedure.levels.resize(2);
    procedure.levels[0].days = 5;
    procedure.levels[1].days = 30;
    procedure.levels[1].fee["EUR"] = eur(500);
    desk.config->procedures["standard"] = procedure;
    Customer c = customer("100001");
    c.dunning_procedure = "standard";
    Item late = item("90000002", "100001", 20'000);
    late.due_date = day("2026-01-20");
    desk.book.post_receivables("erp", {c}, {item("90000001", "100001", 30'000), late});
    desk.book.post_bank("bank", statement(0, 0), {});
    desk.clock.time = store::at_second(86'400 * 31);  // 2026-02-01
    run("2026-02-01");
    desk.clock.time = store::at_second(86'400 * 31 + 600);
  }
  void run(const char* on) {
    RunControl control{.run = run_++};
    run_dunning(desk.environment(), {.procedure = "standard", .run_date = day(on)}, control);
  }
  model::NoticeId newest() {
    return model::NoticeId{desk.book.number("SELECT MAX(id) FROM dunning_notice")};
  }
  json::object exclude(model::NoticeId id, const char* number, const char* reason = "came late") {
    return exclude_item(desk.environment(), id, number, reason, "unix:anna");
  }
  std::string refusal(model::NoticeId id, const char* number, const char* reason = "came late") {
    try {
      exclude(id, number, reason);
      return "none";
    } catch (const FailureException& e) {
      return e.failure.message;
    }
  }
  json::object shown(model::NoticeId id) {
    return desk.book.read([&](soci::session& sql) { return store::show_notice(sql, id); });
  }
  std::string number(model::NoticeId id) { return std::to_string(model::raw(id)); }

  Desk desk;
  std::int64_t run_ = 7;
};

TEST_F(ExcludeItem, WhatIsLeftIsDecidedOnAnew) {
  const model::NoticeId first = newest();
  EXPECT_EQ(shown(first).at("level"), 2);
  EXPECT_EQ(shown(first).at("amount"), "500.00");
  const json::object answer = exclude(first, "90000001");
  EXPECT_EQ(answer.at("state"), "superseded");
  ASSERT_NE(newest(), first);
  EXPECT_EQ(answer.at("instead"), model::raw(newest()));
  const json::object second = shown(newest());
  EXPECT_EQ(second.at("level"), 1) << "the item of level 2 is gone";
  EXPECT_EQ(second.at("amount"), "200.00");
  EXPECT_EQ(second.at("fee"), "0.00");
  EXPECT_EQ(shown(first).at("state"), "superseded");
  EXPECT_EQ(shown(first).at("acts").as_array().back().at("reason"),
            "without item 90000001: came late");
}

TEST_F(ExcludeItem, WhoLeftItOffIsNotWhoApprovesAndTheHoldRecallsNothing) {
  exclude(newest(), "90000001");
  const model::NoticeId id = newest();
  EXPECT_THROW(approve_notice(desk.environment(), id, "unix:anna"), FailureException);
  EXPECT_EQ(approve_notice(desk.environment(), id, "unix:bert").at("state"), "approved");
  EXPECT_EQ(send_notice(desk.environment(), id, "unix:bert").at("state"), "sending");
}

TEST_F(ExcludeItem, ALaterRunMayRemindOfItAgain) {
  exclude(newest(), "90000001");
  const model::NoticeId left = newest();
  run("2026-02-01");
  EXPECT_EQ(newest(), left) << "not on the same day";
  desk.clock.time = store::at_second(86'400 * 32);
  run("2026-02-02");
  EXPECT_EQ(shown(newest()).at("amount"), "500.00");
}

TEST_F(ExcludeItem, WhereNothingIsLeftThereIsNoNotice) {
  exclude(newest(), "90000001");
  const model::NoticeId second = newest();
  const json::object answer = exclude(second, "90000002");
  EXPECT_FALSE(answer.contains("instead"));
  EXPECT_FALSE(answer.at("because").as_string().empty());
  EXPECT_EQ(newest(), second);
  EXPECT_EQ(shown(second).at("state"), "superseded");
}

TEST_F(ExcludeItem, OnlyFromWhatHasNotGoneOutAndWithAReason) {
  const model::NoticeId id = newest();
  EXPECT_EQ(refusal(id, "90000001", ""), "an item is left off with a reason; give one");
  EXPECT_EQ(refusal(id, "90000009"), "notice " + number(id) + " doesn't remind of item 90000009");
  approve_notice(desk.environment(), id, "unix:bert");
  send_notice(desk.environment(), id, "unix:bert");
  EXPECT_EQ(refusal(id, "90000001"),
            "notice " + number(id) +
                " is sending; only of what is proposed or approved an item can be left off");
  EXPECT_EQ(desk.book.count("dunning_hold"), 0) << "a refused act leaves nothing";
}

}  // namespace
}  // namespace saldo::flows
