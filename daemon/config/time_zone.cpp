#include "config/time_zone.hpp"

#include <date/tz.h>

#include <algorithm>

#include "config/reader.hpp"

namespace saldo::config {

Result<TimeZone> TimeZone::find(std::string_view name) {
  const auto& database = date::get_tzdb();
  const auto& zones = database.zones;
  const auto at = std::lower_bound(
      zones.begin(), zones.end(), name,
      [](const date::time_zone& z, std::string_view n) { return std::string_view(z.name()) < n; });
  if (at != zones.end() && at->name() == name) return TimeZone(&*at);
  std::vector<std::string> names;
  names.reserve(zones.size());
  for (const auto& zone : zones) names.push_back(zone.name());
  const std::string near = nearest(name, names);
  return Failure{.kind = FailureKind::not_found,
                 .message = "there is no time zone " + in_quotes(name) +
                            (near.empty() ? "; write a name such as Europe/Madrid"
                                          : "; did you mean " + in_quotes(near) + "?")};
}

const std::string& TimeZone::name() const { return rules_->name(); }

Date TimeZone::local_date(Instant at) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  const auto local = seconds.time_since_epoch() + rules_->get_info(seconds).offset;
  return Date::from_days(
      static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(local).count()));
}

}  // namespace saldo::config
