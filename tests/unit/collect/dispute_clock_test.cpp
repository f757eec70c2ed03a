#include "collect/dispute_clock.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "unit/collect/dunning_story.hpp"

namespace saldo::collect {
namespace {

using model::DisputeState;

/// Good Friday 2026-04-03 and Easter Monday 2026-04-06 are free beside the weekends.
model::Calendar easter() {
  model::HolidayRule friday{.name = "Good Friday", .kind = model::HolidayRule::Kind::easter};
  friday.offset = -2;
  model::HolidayRule monday = friday;
  monday.offset = 1;
  return {"test", {friday, monday}, model::Observed::same_day};
}

struct Case {
  const char* name;
  std::vector<DisputeStep> steps;
  const char* today;
  int used;
  const char* due;  ///< of 5 days; "": the clock stands
};
class Clock : public testing::TestWithParam<Case> {};

TEST_P(Clock, CountsBusinessDaysWhileTheNextWordIsOurs) {
  const Case& c = GetParam();
  const DisputeClock clock = dispute_clock(c.steps, 5, easter(), on(c.today));
  EXPECT_EQ(clock.used, c.used);
  EXPECT_EQ(clock.due.to_string(), c.due);
}

const DisputeStep kMonday{on("2026-03-02"), DisputeState::fresh};

INSTANTIATE_TEST_SUITE_P(
    Disputes, Clock,
    testing::Values(Case{"OnTheDayOfOpening", {kMonday}, "2026-03-02", 0, "2026-03-09"},
                    Case{"TheNextDay", {kMonday}, "2026-03-03", 1, "2026-03-09"},
                    Case{"WeekendsAreFree", {kMonday}, "2026-03-08", 4, "2026-03-09"},
                    Case{"LongAfter", {kMonday}, "2026-03-16", 10, "2026-03-09"},
                    Case{"HolidaysAreFree",
                         {{on("2026-04-01"), DisputeState::fresh}},
                         "2026-04-07",
                         2,
                         "2026-04-10"},
                    Case{"TheCustomerHasTheWord",
                         {kMonday,
                          {on("2026-03-03"), DisputeState::assigned},
                          {on("2026-03-04"), DisputeState::waiting_customer}},
                         "2026-03-20",
                         2,
                         ""},
                    Case{"TheCustomerHadTheWord",
                         {kMonday,
                          {on("2026-03-03"), DisputeState::assigned},
                          {on("2026-03-04"), DisputeState::waiting_customer},
                          {on("2026-03-11"), DisputeState::in_progress}},
                         "2026-03-12",
                         3,
                         "2026-03-16"},
                    Case{"AColleagueHasTheWord",
                         {kMonday,
                          {on("2026-03-03"), DisputeState::assigned},
                          {on("2026-03-04"), DisputeState::waiting_internal}},
                         "2026-03-05",
                         3,
                         "2026-03-09"},
                    Case{"Resolved",
                         {kMonday,
                          {on("2026-03-03"), DisputeState::assigned},
                          {on("2026-03-03"), DisputeState::resolved}},
                         "2026-03-20",
                         1,
                         ""},
                    Case{"ReopenedItBeginsAnew",
                         {kMonday,
                          {on("2026-03-03"), DisputeState::assigned},
                          {on("2026-03-03"), DisputeState::resolved},
                          {on("2026-03-03"), DisputeState::closed},
                          {on("2026-03-16"), DisputeState::reopened}},
                         "2026-03-18",
                         2,
                         "2026-03-23"}),
    [](const auto& one) { return one.param.name; });

TEST(Escalation, GoesOneStepUpForEachPeriodBeyondTheTime) {
  const model::DisputeSla sla{.days = 10, .step_days = 5};
  const std::vector<std::pair<int, int>> expected = {{0, 0},  {10, 0}, {11, 1}, {15, 1},
                                                     {16, 2}, {20, 2}, {21, 3}, {400, 3}};
  for (const auto& [used, level] : expected) EXPECT_EQ(escalation_due(used, sla), level) << used;
  EXPECT_EQ(model::escalated_to(0), "collector");
  EXPECT_EQ(model::escalated_to(model::kEscalationMax), "credit_manager");
}

}  // namespace
}  // namespace saldo::collect
