#include "flows/edit_notice.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/exclude_item.hpp"
#include "flows/notices.hpp"
#include "store/dunning_holds.hpp"
#include "unit/flows/late_customer.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

class EditNotice : public LateCustomer {
 protected:
  json::object edit(const NoticeEdit& change, const char* reason = "agreed on the phone") {
    return edit_notice(desk.environment(), newest(), change, reason, "unix:anna");
  }
  std::string refusal(const NoticeEdit& change, const char* reason = "agreed on the phone") {
    try {
      edit(change, reason);
      return "none";
    } catch (const FailureException& e) {
      return e.failure.message;
    }
  }
  void send(model::NoticeId id) {
    approve_notice(desk.environment(), id, "unix:bert");
    send_notice(desk.environment(), id, "unix:bert");
    note_sent(desk.environment(), id, "receipt", "unix:bert");
  }
};

TEST_F(EditNotice, ALowerLevelBringsItsFeeAndKeepsTheAmount) {
  ASSERT_EQ(shown(first).at("level"), 2);
  const json::object answer = edit({.level = 1});
  EXPECT_EQ(answer.at("instead"), model::raw(newest()));
  const json::object second = shown(newest());
  EXPECT_EQ(second.at("level"), 1);
  EXPECT_EQ(second.at("amount"), "500.00");
  EXPECT_EQ(second.at("fee"), "0.00");
  EXPECT_EQ(second.at("channel"), "email");
  EXPECT_EQ(shown(first).at("state"), "voided");
  EXPECT_EQ(shown(first).at("acts").as_array().back().at("reason"),
            "edited to level 1: agreed on the phone");
}

TEST_F(EditNotice, AnotherChannelChangesNothingElse) {
  edit({.channel = "letter"});
  const json::object second = shown(newest());
  EXPECT_EQ(second.at("channel"), "letter");
  EXPECT_EQ(second.at("level"), 2);
  EXPECT_EQ(second.at("fee"), "5.00");
}

TEST_F(EditNotice, WhoEditedIsNotWhoApproves) {
  edit({.level = 1});
  EXPECT_THROW(approve_notice(desk.environment(), newest(), "unix:anna"), FailureException);
  EXPECT_EQ(approve_notice(desk.environment(), newest(), "unix:bert").at("state"), "approved");
}

TEST_F(EditNotice, ARunOfTheSameDayLeavesItAndALaterOneDecidesByTheProcedure) {
  edit({.level = 1});
  const model::NoticeId edited = newest();
  run("2026-02-01");
  EXPECT_EQ(newest(), edited);
  EXPECT_EQ(shown(edited).at("state"), "proposed");
  run("2026-02-02");
  EXPECT_EQ(shown(newest()).at("level"), 2);
  EXPECT_EQ(shown(edited).at("state"), "superseded");
}

TEST_F(EditNotice, EditingBackAndForthEndsWithWhatWasWantedLast) {
  edit({.channel = "letter"});
  edit({.channel = "email"});
  edit({.channel = "letter"});
  EXPECT_EQ(shown(newest()).at("channel"), "letter");
  EXPECT_EQ(shown(newest()).at("state"), "proposed");
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM dunning_notice WHERE state = 'proposed'"), 1);
}

TEST_F(EditNotice, AnItemThatIsLeftOffAfterwardsTakesNothingBack) {
  edit({.level = 1, .channel = "letter"});
  exclude_item(desk.environment(), newest(), "90000002", "came late", "unix:anna");
  const json::object left = shown(newest());
  EXPECT_EQ(left.at("amount"), "300.00");
  EXPECT_EQ(left.at("level"), 1);
  EXPECT_EQ(left.at("channel"), "letter");
}

TEST_F(EditNotice, ALevelThatWasSentBeforeGoesOutOnceMore) {
  edit({.level = 1});
  send(newest());
  run("2026-02-20");
  ASSERT_EQ(shown(newest()).at("level"), 2);
  edit({.level = 1});
  edit({.channel = "letter"});
  EXPECT_EQ(shown(newest()).at("level"), 1);
  EXPECT_EQ(shown(newest()).at("channel"), "letter");
  EXPECT_EQ(shown(newest()).at("state"), "proposed");
  send(newest());
  run("2026-03-20");
  EXPECT_EQ(shown(newest()).at("level"), 2) << "the procedure goes on";
}

TEST_F(EditNotice, BelowTheLowestLevelThereIsNone) {
  edit({.level = 1});
  EXPECT_EQ(refusal({.level = 1}),
            name(newest()) + " is of level 1, the lowest; void it, if it isn't to go out");
}

TEST_F(EditNotice, StaysAsItIsWhereTheAccountWouldGetNoneNow) {
  desk.book.write([](soci::session& sql) {
    store::add_hold(sql,
                    {.customer = "100001",
                     .kind = store::HoldKind::block,
                     .period = {day("2026-02-01"), {}},
                     .reason = "audit",
                     .actor = "unix:bert"},
                    store::at_second(0));
  });
  EXPECT_EQ(refusal({.level = 1}), name(newest()) +
                                       " stays as it is, since its account would get none now: The "
                                       "customer is blocked for dunning.");
  EXPECT_EQ(newest(), first);
  EXPECT_EQ(shown(first).at("state"), "proposed");
}

TEST_F(EditNotice, RefusesWhatCannotBeAndLeavesTheNotice) {
  EXPECT_EQ(refusal({.level = 1}, ""), "a notice is edited with a reason; give one");
  EXPECT_EQ(refusal({}), "say what is to change: the level, the channel, or both");
  for (const std::int64_t level : {std::int64_t{0}, std::int64_t{2}, std::int64_t{5'000'000'000}})
    EXPECT_EQ(refusal({.level = level}),
              name(newest()) + " is of level 2, which can only be lowered, to 1 at least, not to " +
                  std::to_string(level) + "; a higher level comes with its days");
  EXPECT_EQ(refusal({.channel = "phone"}),
            "the customer can't be reached by 'phone', only by letter, email");
  EXPECT_EQ(shown(first).at("state"), "proposed");
  EXPECT_EQ(newest(), first);
  approve_notice(desk.environment(), first, "unix:bert");
  send_notice(desk.environment(), first, "unix:bert");
  EXPECT_EQ(refusal({.level = 1}),
            name(newest()) + " is sending; only what is proposed or approved can be edited");
}

}  // namespace
}  // namespace saldo::flows
