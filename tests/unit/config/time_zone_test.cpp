#include "config/time_zone.hpp"

#include <gtest/gtest.h>

namespace saldo::config {
namespace {

TEST(TimeZone, TellsTheCivilDayOfAPlace) {
  const Instant at = std::chrono::sys_days{std::chrono::year{2026} / 6 / 30} +
                     std::chrono::hours{22} + std::chrono::minutes{30};
  EXPECT_EQ(TimeZone::find("UTC").value().local_date(at).to_string(), "2026-06-30");
  EXPECT_EQ(TimeZone::find("Europe/Madrid").value().local_date(at).to_string(), "2026-07-01");
  EXPECT_EQ(TimeZone::find("Pacific/Honolulu").value().local_date(at).to_string(), "2026-06-30");
}

TEST(TimeZone, SuggestsTheNearestName) {
  EXPECT_EQ(TimeZone::find("Europe/Madird").error().message,
            "there is no time zone 'Europe/Madird'; did you mean 'Europe/Madrid'?");
  EXPECT_EQ(TimeZone::find("somewhere over the rainbow").error().message,
            "there is no time zone 'somewhere over the rainbow'; write a name such as "
            "Europe/Madrid");
  EXPECT_EQ(TimeZone::find("../../etc/passwd").error().kind, FailureKind::not_found);
}

}  // namespace
}  // namespace saldo::config
