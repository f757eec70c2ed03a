#include "collect/dispute.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace saldo::collect {
namespace {

using model::DisputeState;
using testing::HasSubstr;

const std::vector<DisputeState> kStates = {
    DisputeState::fresh,    DisputeState::assigned,         DisputeState::in_progress,
    DisputeState::reopened, DisputeState::waiting_customer, DisputeState::waiting_internal,
    DisputeState::resolved, DisputeState::closed,           DisputeState::voided,
};

/// "new: assign→assigned settle→closed void→voided"
std::string row_of(DisputeState state) {
  std::string row(model::to_string(state));
  row += ":";
  for (const DisputeAct act : all_dispute_acts())
    if (const auto next = next_state(state, act))
      row += " " + std::string(to_string(act)) + ">" + std::string(model::to_string(*next));
  return row;
}

TEST(DisputeStates, FollowTheTable) {
  std::string table;
  for (const DisputeState state : kStates) table += row_of(state) + "\n";
  EXPECT_EQ(table,
            "new: assign>assigned settle>closed void>voided\n"
            "assigned: assign>assigned resume>in_progress wait_customer>waiting_customer "
            "wait_internal>waiting_internal resolve>resolved settle>closed void>voided\n"
            "in_progress: assign>assigned wait_customer>waiting_customer "
            "wait_internal>waiting_internal resolve>resolved settle>closed void>voided\n"
            "reopened: assign>assigned settle>closed void>voided\n"
            "waiting_customer: assign>assigned resume>in_progress wait_internal>waiting_internal "
            "resolve>resolved settle>closed void>voided\n"
            "waiting_internal: assign>assigned resume>in_progress wait_customer>waiting_customer "
            "resolve>resolved settle>closed void>voided\n"
            "resolved: approve>resolved reject>in_progress close>closed settle>closed void>voided\n"
            "closed: reopen>reopened\n"
            "voided:\n");
}

TEST(DisputeStates, EveryOneIsReachedAndEveryOpenOneLeadsToAnEnd) {
  std::set<DisputeState> reached = {DisputeState::fresh};
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const DisputeState state : std::set(reached))
      for (const DisputeAct act : all_dispute_acts())
        if (const auto next = next_state(state, act)) reached.insert(*next);
  }
  EXPECT_EQ(reached.size(), kStates.size());
  for (const DisputeState state : kStates) {
    const auto ends = [&](DisputeAct act) {
      const auto next = next_state(state, act);
      return next && !model::is_open(*next);
    };
    EXPECT_EQ(std::ranges::any_of(all_dispute_acts(), ends), model::is_open(state))
        << model::to_string(state);
  }
}

TEST(DisputeStates, ARefusalSaysWhatCanBeDoneInstead) {
  const auto refused = after(DisputeState::fresh, DisputeAct::resolve);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("is new"));
  EXPECT_THAT(refused.error().message, HasSubstr("assign, void"));
  EXPECT_THAT(after(DisputeState::voided, DisputeAct::reopen).error().message,
              HasSubstr("open a new one"));
}

struct Approval {
  const char* name;
  DisputeHands hands;
  const char* actor;
  const char* comes_to;  ///< approved | another | the beginning of the denial
};
class DisputeApproval : public testing::TestWithParam<Approval> {};

TEST_P(DisputeApproval, TakesOtherPeopleThanThoseWhoOpenedAndResolved) {
  const Approval& a = GetParam();
  const auto enough = approve_resolution(a.hands, a.actor);
  if (!enough) {
    EXPECT_EQ(enough.error().kind, FailureKind::denied);
    EXPECT_THAT(enough.error().message, HasSubstr(a.comes_to));
  } else {
    EXPECT_STREQ(*enough ? "approved" : "another", a.comes_to);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Hands, DisputeApproval,
    testing::Values(
        Approval{"AThirdPerson", {"anna", "bert", {}, 2}, "cleo", "approved"},
        Approval{"TheOpener", {"anna", "bert", {}, 2}, "anna", "anna opened this dispute"},
        Approval{"TheResolver", {"anna", "bert", {}, 2}, "bert", "bert resolved this dispute"},
        Approval{"OneWhoDidBoth", {"anna", "anna", {}, 2}, "anna", "anna opened this dispute"},
        Approval{"SomebodyElseForBoth", {"anna", "anna", {}, 2}, "bert", "approved"},
        Approval{"OfSaldosOwn", {"saldo", "anna", {}, 2}, "bert", "approved"},
        Approval{"OfALargeOneTheFirst", {"anna", "bert", {}, 3}, "cleo", "another"},
        Approval{"OfALargeOneTheSecond", {"anna", "bert", {"cleo"}, 3}, "dora", "approved"},
        Approval{"NobodyTwice", {"anna", "bert", {"cleo"}, 3}, "cleo", "has approved"},
        Approval{"TheOpenerNeither", {"anna", "bert", {"cleo"}, 3}, "anna", "opened"}),
    [](const auto& one) { return one.param.name; });

TEST(DisputeReopening, EndsWithItsLastDay) {
  const Date closed = Date::parse_iso("2026-03-01");
  EXPECT_TRUE(may_reopen(closed, Date::parse_iso("2026-03-31"), 30));
  const auto late = may_reopen(closed, Date::parse_iso("2026-04-01"), 30);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().message, HasSubstr("until 2026-03-31"));
}

TEST(DisputeSla, TheFirstThatFitsCounts) {
  const Money small{50'000, Currency::parse("EUR")}, large{500'001, Currency::parse("EUR")};
  model::DisputePolicy policy;
  using model::DisputeReason;
  policy.slas = {{.reason = DisputeReason::price,
                  .beyond = {{"EUR", Money{500'000, Currency::parse("EUR")}}},
                  .days = 3},
                 {.queue = "partner", .days = 5},
                 {.reason = DisputeReason::price, .days = 8}};
  EXPECT_EQ(policy.sla(DisputeReason::price, large, "partner").days, 3);
  EXPECT_EQ(policy.sla(DisputeReason::price, small, "partner").days, 5);
  EXPECT_EQ(policy.sla(DisputeReason::price, small, "").days, 8);
  EXPECT_EQ(policy.sla(DisputeReason::damage, large, "").days, 10);
  EXPECT_EQ(policy.sla(DisputeReason::price, {900'000, Currency::parse("USD")}, "").days, 8)
      << "no bound is given in dollars";
}

}  // namespace
}  // namespace saldo::collect
