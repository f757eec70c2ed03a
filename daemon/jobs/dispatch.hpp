#pragma once

#include <string>
#include <vector>

#include "config/cron.hpp"
#include "flows/environment.hpp"
#include "store/runs.hpp"

/// Which use case a run is, and what the configuration says about it.
namespace saldo::jobs {

/// Carries out a run. Arguments that don't make sense fail it.
flows::RunOutcome dispatch(const flows::Environment& environment, const store::Run& run,
                           const flows::RunControl& control);

/// Nothing when there is no such connector.
const config::Connector* find_connector(const config::Config& config, const std::string& name);

/// How often a run is tried before it has failed.
int attempts_max(const config::Config& config, const store::Run& run);

/// A connector or job that runs by the clock.
struct Schedule {
  std::string name, kind;
  config::CronExpression cron;
  config::TimeZone zone;
};
std::vector<Schedule> schedules(const config::Config& config);

}  // namespace saldo::jobs
