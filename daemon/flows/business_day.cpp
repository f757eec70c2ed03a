#include "flows/business_day.hpp"

#include <algorithm>
#include <map>

#include "config/time_zone.hpp"

namespace saldo::flows {

namespace {

std::string zone_of(const std::map<std::string, std::string>& zones, const std::string& company) {
  if (const auto own = zones.find(company); own != zones.end()) return own->second;
  const bool shared = !zones.empty() && std::ranges::all_of(zones, [&](const auto& zone) {
    return zone.second == zones.begin()->second;
  });
  return shared ? zones.begin()->second : "UTC";
}

}  // namespace

Date business_day(const Environment& environment, const std::string& company_code) {
  return config::TimeZone::find(zone_of(environment.config->company_time_zones, company_code))
      .value()
      .local_date(environment.clock->now());
}

}  // namespace saldo::flows
