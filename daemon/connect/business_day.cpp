#include "connect/business_day.hpp"

#include <date/tz.h>

#include <stdexcept>

namespace saldo::connect {

std::optional<BusinessDay> business_day(Instant now, const std::string& time_zone) {
  if (time_zone == "UTC") {  // without reading the system's time zones
    const auto today = date::floor<date::days>(now);
    return BusinessDay{today.time_since_epoch().count(), today + date::days(1)};
  }
  try {
    const auto* zone = date::locate_zone(time_zone);
    const auto today = date::floor<date::days>(zone->to_local(now));
    return BusinessDay{today.time_since_epoch().count(),
                       zone->to_sys(today + date::days(1), date::choose::earliest)};
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace saldo::connect
