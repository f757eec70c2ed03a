#include "flows/dunning_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/dun.hpp"
#include "flows/notices.hpp"
#include "store/correspondence.hpp"
#include "store/dunning_holds.hpp"
#include "store/dunning_notices.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

class DunningData : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.levels.resize(2);
    procedure.levels[0].days = 5;
    procedure.levels[1].days = 40;
    procedure.levels[1].always = true;
    desk.config->procedures["standard"] = procedure;
    Customer c = customer("100001");
    c.dunning_procedure = "standard";
    desk.book.post_receivables("erp", {c}, {item("90000001", "100001", 30'000)});
    desk.book.post_bank("bank", statement(0, 0), {});
  }
  /// Days since 2026-01-01.
  void at_day(int n) { desk.clock.time = at_second(86'400 * n); }
  Date today() const { return day("2026-01-01").plus_days(seconds() / 86'400); }
  int seconds() const {
    return static_cast<int>(
        std::chrono::duration_cast<std::chrono::seconds>(desk.clock.now() - at_second(0)).count());
  }
  /// Runs dunning on this day and sends what it proposes.
  model::NoticeId dun(int on_day) {
    at_day(on_day);
    RunControl control{.run = ++run_};
    run_dunning(desk.environment(), {.procedure = "standard", .run_date = today()}, control);
    const model::NoticeId id{desk.book.number("SELECT MAX(id) FROM dunning_notice")};
    approve_notice(desk.environment(), id, "unix:anna");
    send_notice(desk.environment(), id, "unix:anna");
    note_sent(desk.environment(), id, "posted", "unix:anna");
    return id;
  }
  OutboxTotals tell() {
    OutboxTotals totals;
    desk.book.write([&](soci::session& sql) {
      while (tell_dunning(sql, "sap", desk.clock.now(), totals)) {
      }
    });
    return totals;
  }
  OutboxTotals tell_of_blocks() {
    OutboxTotals totals;
    desk.book.write([&](soci::session& sql) {
      tell_blocks(sql, "sap", "S", today(), desk.clock.now(), totals);
    });
    return totals;
  }
  /// "kind:state" of all messages.
  std::string states() {
    return desk.book.text(
        "SELECT COALESCE(GROUP_CONCAT(s, ' '), '') FROM (SELECT kind || ':' || state AS s FROM "
        "message ORDER BY id)");
  }
  json::value newest() {
    return json::parse(desk.book.text("SELECT body FROM message ORDER BY id DESC LIMIT 1"));
  }
  void send_newest() {
    const auto id = desk.book.number("SELECT MAX(id) FROM message");
    desk.book.write([&](soci::session& sql) {
      store::begin_attempt(sql, id);
      store::mark_confirmed(sql, id, "there", desk.clock.now());
    });
  }
  std::int64_t hold(const char* kind) {
    return desk.book.write([&](soci::session& sql) {
      return store::add_hold(sql,
                             {.customer = "100001",
                              .item = {},
                              .kind = store::parse_hold_kind(kind).value(),
                              .amount = {},
                              .period = {.from = day("2026-01-10"), .to = day("2026-01-20")},
                              .reason = "talks",
                              .actor = "unix:anna"},
                             desk.clock.now());
    });
  }
  void erp_says_block(const std::string& block) {
    desk.book.tamper("UPDATE customer_company SET dunning_block = '" + block + "'");
  }

  Desk desk;
  std::int64_t run_ = 7;
};

TEST_F(DunningData, ANoticeThatIsProposedIsntToldOneThatIsSentIsToldOnce) {
  at_day(45);
  RunControl control{.run = 7};
  run_dunning(desk.environment(), {.procedure = "standard", .run_date = today()}, control);
  EXPECT_EQ(tell().proposed, 0);
  const auto notice = dun(46);
  EXPECT_EQ(tell().proposed, 1);
  EXPECT_EQ(tell().proposed, 0) << "nothing new was sent";
  EXPECT_EQ(states(), "dunning:proposed");
  const json::value body = newest();
  EXPECT_EQ(body.at("customer"), json::value(desk.book.text("SELECT number FROM customer")));
  EXPECT_EQ(body.at("company_code"), "1000");
  EXPECT_EQ(body.at("area"), "");
  EXPECT_EQ(body.at("level"), 1);
  EXPECT_EQ(body.at("last"), "2026-02-16");
  EXPECT_EQ(desk.book.number("SELECT notice_id FROM message"), model::raw(notice));
}

TEST_F(DunningData, WhatIsNewerTakesThePlaceOfWhatHasNotGoneOut) {
  dun(45);
  tell();
  dun(90);
  const OutboxTotals totals = tell();
  EXPECT_EQ(totals.proposed, 1);
  EXPECT_EQ(totals.voided, 1);
  EXPECT_EQ(states(), "dunning:void dunning:proposed");
  EXPECT_EQ(newest().at("level"), 2);
  EXPECT_EQ(newest().at("last"), "2026-04-01");
}

TEST_F(DunningData, ABookThatWasInUseTellsTheNewestStateOfAnAccountOnly) {
  dun(45);
  dun(90);
  EXPECT_EQ(tell().proposed, 1);
  EXPECT_EQ(newest().at("level"), 2);
}

TEST_F(DunningData, WhatHasArrivedStaysAndTheNextComesBehindIt) {
  dun(45);
  tell();
  send_newest();
  dun(90);
  tell();
  EXPECT_EQ(states(), "dunning:confirmed dunning:proposed");
}

TEST_F(DunningData, WhatFailedIsntSentAgainBehindWhatIsNewer) {
  dun(45);
  tell();
  desk.book.write([&](soci::session& sql) {
    store::begin_attempt(sql, 1);
    store::mark_sent(sql, 1, "IDoc", desk.clock.now());
  });
  dun(90);
  tell();
  send_newest();
  desk.book.tamper("UPDATE message SET state = 'failed' WHERE id = 1");
  EXPECT_THROW(desk.book.write([&](soci::session& sql) {
    retry_message(sql, 1, "unix:anna", desk.clock.now());
  }),
               FailureException);
  EXPECT_EQ(states(), "dunning:failed dunning:confirmed");
}

TEST_F(DunningData, ANoticeThatCameBackIsToldWhenItHasGoneAnotherWay) {
  const auto notice = dun(45);
  const auto come_back = [&] {
    desk.book.write([&](soci::session& sql) {
      store::take_notice_back(sql, notice, "no such mailbox", desk.clock.now());
    });
  };
  come_back();
  EXPECT_EQ(tell().proposed, 0) << "nothing was delivered";
  at_day(47);
  note_sent(desk.environment(), notice, "by letter", "unix:anna");
  EXPECT_EQ(tell().proposed, 1);
  EXPECT_EQ(newest().at("last"), "2026-02-17");
  send_newest();
  come_back();
  EXPECT_EQ(tell().proposed, 0) << "what was told isn't taken back";
}

TEST_F(DunningData, TheSameKeyFollowsFromTheSameBook) {
  dun(45);
  tell();
  const std::string key = desk.book.text("SELECT idempotency_key FROM message");
  desk.book.tamper("DELETE FROM message");
  desk.book.tamper("DELETE FROM source_cursor");
  tell();
  EXPECT_EQ(desk.book.text("SELECT idempotency_key FROM message"), key);
}

TEST_F(DunningData, AHoldOfACustomerIsABlockAsLongAsItLasts) {
  at_day(5);
  hold("block");
  EXPECT_EQ(tell_of_blocks().proposed, 0) << "it hasn't begun";
  at_day(12);
  EXPECT_EQ(tell_of_blocks().proposed, 1);
  EXPECT_EQ(tell_of_blocks().proposed, 0);
  EXPECT_EQ(newest().at("block"), "S");
  EXPECT_EQ(newest().at("instead_of"), "");
  send_newest();
  erp_says_block("S");
  at_day(21);
  EXPECT_EQ(tell_of_blocks().proposed, 1) << "it has run out";
  EXPECT_EQ(newest().at("block"), "");
  EXPECT_EQ(newest().at("instead_of"), "S");
  EXPECT_EQ(states(), "dunning_block:confirmed dunning_block:proposed");
  send_newest();
  EXPECT_EQ(tell_of_blocks().proposed, 0);
}

TEST_F(DunningData, ABlockThatHasNotGoneOutIsVoidedWhenItsHoldEnds) {
  at_day(12);
  const auto id = hold("insolvency");
  tell_of_blocks();
  desk.book.write(
      [&](soci::session& sql) { store::end_hold(sql, id, "unix:anna", desk.clock.now()); });
  EXPECT_EQ(tell_of_blocks().voided, 1);
  EXPECT_EQ(states(), "dunning_block:void");
  EXPECT_EQ(tell_of_blocks().proposed, 0);
}

TEST_F(DunningData, ABlockThatTheErpSetIsNeitherReplacedNorLifted) {
  at_day(12);
  erp_says_block("A");
  hold("legal");
  EXPECT_EQ(tell_of_blocks().proposed, 0) << "it is blocked already";
  erp_says_block("");
  EXPECT_EQ(tell_of_blocks().proposed, 1);
  send_newest();
  erp_says_block("A");
  at_day(21);
  EXPECT_EQ(tell_of_blocks().proposed, 0) << "somebody has put another block there";
}

}  // namespace
}  // namespace saldo::flows
