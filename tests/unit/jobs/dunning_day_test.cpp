#include <gtest/gtest.h>

#include "jobs/dispatch.hpp"
#include "unit/jobs/queue.hpp"

/// Nobody is dunned before the due date and its grace are over where the company is: whatever the
/// zone, on the nights when the clocks change, at the year's end.
namespace saldo::jobs {
namespace {

using flows::customer;
using flows::day;
using flows::item;
using flows::statement;

struct Night {
  const char* zone;
  const char* due;    ///< its notice may be made five days later …
  const char* first;  ///< … from this instant on
};

class DunningDay : public testing::TestWithParam<Night> {};

bool notice_at(const Night& night, Instant now) {
  Desk desk;
  config::Job dunning = job("dunning", "dunning");
  dunning.procedure = "standard";
  dunning.time_zone = "UTC";
  desk.config->jobs = {dunning};
  desk.config->company_time_zones["1000"] = night.zone;
  auto& procedure = desk.config->procedures["standard"];
  procedure.name = "standard";
  procedure.levels.resize(1);
  procedure.levels[0].days = 5;
  Customer late = customer("100001");
  late.dunning_procedure = "standard";
  Item owed = item("1", "100001", 500);
  owed.due_date = day(night.due);
  desk.book.post_receivables("erp", {late}, {owed});
  desk.book.post_bank("bank", statement(0, 0), {});
  desk.clock.time = now;
  store::Run run;
  run.id = 1;
  run.job = "dunning";
  run.kind = "dunning";
  run.arguments_json = "{}";
  const auto outcome = dispatch(desk.environment(), run, {});
  EXPECT_EQ(outcome.end, flows::RunOutcome::End::done) << outcome.error;
  return desk.book.count("dunning_notice") == 1;
}

Instant instant(const std::string& text) {  // "2026-03-28T23:00"
  const auto hour = text.substr(11, 2), minute = text.substr(14, 2);
  const auto two = [](const std::string& t) { return (t[0] - '0') * 10 + (t[1] - '0'); };
  return std::chrono::sys_days{day(text.substr(0, 10)).ymd()} + std::chrono::hours(two(hour)) +
         std::chrono::minutes(two(minute));
}

TEST_P(DunningDay, BeginsAtMidnightOfTheCompany) {
  const Instant first = instant(GetParam().first);
  EXPECT_FALSE(notice_at(GetParam(), first - std::chrono::hours(36)));
  EXPECT_FALSE(notice_at(GetParam(), first - std::chrono::seconds(1)));
  EXPECT_TRUE(notice_at(GetParam(), first));
  EXPECT_TRUE(notice_at(GetParam(), first + std::chrono::hours(36)));
}

const Night kNights[] = {
    {"Europe/Madrid", "2026-03-23", "2026-03-27T23:00"},  // the night before summer time
    {"Europe/Madrid", "2026-03-25", "2026-03-29T22:00"},  // the night after it has begun
    {"Europe/Berlin", "2026-10-21", "2026-10-25T23:00"},  // the night after it has ended
    {"Europe/Berlin", "2026-12-27", "2026-12-31T23:00"},  // the year's end
    {"Europe/Lisbon", "2028-02-24", "2028-02-29T00:00"},  // the leap day
    {"Pacific/Kiritimati", "2026-01-10", "2026-01-14T10:00"},
    {"America/Los_Angeles", "2026-11-01", "2026-11-06T08:00"},
    {"Asia/Kathmandu", "2026-01-10", "2026-01-14T18:15"},
};
INSTANTIATE_TEST_SUITE_P(Zones, DunningDay, testing::ValuesIn(kNights));

}  // namespace
}  // namespace saldo::jobs
