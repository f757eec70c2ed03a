#include "flows/exclude_item.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/notices.hpp"
#include "unit/flows/late_customer.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

class ExcludeItem : public LateCustomer {
 protected:
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
};

TEST_F(ExcludeItem, WhatIsLeftIsDecidedOnAnew) {
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
  EXPECT_EQ(refusal(id, "90000009"), name(id) + " doesn't remind of item 90000009");
  approve_notice(desk.environment(), id, "unix:bert");
  send_notice(desk.environment(), id, "unix:bert");
  EXPECT_EQ(refusal(id, "90000001"),
            name(id) + " is sending; only of what is proposed or approved an item can be left off");
  EXPECT_EQ(desk.book.count("dunning_hold"), 0) << "a refused act leaves nothing";
}

}  // namespace
}  // namespace saldo::flows
