#include "jobs/dispatch.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "flows/balance_check.hpp"
#include "flows/collections.hpp"
#include "flows/deliver.hpp"
#include "flows/dispute_run.hpp"
#include "flows/dun.hpp"
#include "flows/ingest.hpp"
#include "flows/reconcile.hpp"
#include "flows/sync.hpp"
#include "flows/write_back.hpp"

namespace saldo::jobs {

namespace json = boost::json;

namespace {

constexpr int kSyncAttemptsMax = 8;  // with the back-off of connect: some minutes of trying

struct Arguments {
  bool dry_run = false;
  std::optional<Date> as_of;
};

Arguments read_arguments(const std::string& text) {
  Arguments a;
  const json::value parsed = json::parse(text);
  const json::object& object = parsed.as_object();
  if (const auto* dry = object.if_contains("dry_run")) a.dry_run = dry->as_bool();
  if (const auto* day = object.if_contains("as_of"))
    a.as_of = Date::parse_iso(std::string_view(day->as_string()));
  return a;
}

flows::RunOutcome failed(const std::string& why) {
  return {.end = flows::RunOutcome::End::failed, .error = why};
}

const config::Job* find_job(const config::Config& config, const std::string& name) {
  const auto found = std::find_if(config.jobs.begin(), config.jobs.end(),
                                  [&](const config::Job& j) { return j.name == name; });
  return found == config.jobs.end() ? nullptr : &*found;
}

Date local_date(const flows::Environment& environment, const std::string& time_zone) {
  return config::TimeZone::find(time_zone).value().local_date(environment.clock->now());
}

/// Each company code is dunned as of its own business day, unless a day was asked for.
flows::DunOptions dun_options(const flows::Environment& environment, const config::Job& job,
                              const Arguments& arguments) {
  flows::DunOptions options{.procedure = job.procedure, .dry_run = arguments.dry_run};
  options.run_date = arguments.as_of.value_or(local_date(environment, job.time_zone));
  if (!arguments.as_of)
    for (const auto& [company, zone] : environment.config->company_time_zones)
      options.company_dates[company] = local_date(environment, zone);
  return options;
}

flows::RunOutcome run_configured_job(const flows::Environment& environment, const store::Run& run,
                                     const flows::RunControl& control) {
  const config::Job* job = find_job(*environment.config, run.job);
  if (job == nullptr) return failed("job '" + run.job + "' is not in the configuration any more");
  const Arguments arguments = read_arguments(run.arguments_json);
  if (job->kind == "reconcile")
    return flows::run_reconcile(environment, {arguments.dry_run, arguments.as_of, job->name},
                                control);
  if (job->kind == "promises")
    return flows::run_promises(environment,
                               arguments.as_of.value_or(local_date(environment, job->time_zone)),
                               arguments.dry_run, control);
  if (job->kind == "disputes")
    return flows::run_disputes(environment,
                               arguments.as_of.value_or(local_date(environment, job->time_zone)),
                               arguments.dry_run, control);
  if (job->kind == "balance_check")
    return flows::run_balance_check(environment, arguments.dry_run, control);
  if (job->kind == "write_back" || job->kind == "deliver") {
    const config::Connector* connector = find_connector(*environment.config, job->connector);
    if (connector == nullptr) return failed("connector '" + job->connector + "' is gone");
    const auto deliver = job->kind == "deliver" ? &flows::run_deliver : &flows::run_write_back;
    return deliver(environment, *connector, arguments.dry_run, control);
  }
  return flows::run_dunning(environment, dun_options(environment, *job, arguments), control);
}

}  // namespace

const config::Connector* find_connector(const config::Config& config, const std::string& name) {
  const auto found = std::find_if(config.connectors.begin(), config.connectors.end(),
                                  [&](const config::Connector& c) { return c.name == name; });
  return found == config.connectors.end() ? nullptr : &*found;
}

flows::RunOutcome dispatch(const flows::Environment& environment, const store::Run& run,
                           const flows::RunControl& control) {
  if (run.kind != "sync" && run.kind != "ingest")
    return run_configured_job(environment, run, control);
  const config::Connector* connector = find_connector(*environment.config, run.job);
  if (connector == nullptr)
    return failed("connector '" + run.job + "' is not in the configuration any more");
  return run.kind == "sync" ? flows::run_sync(environment, *connector, control)
                            : flows::run_ingest(environment, *connector, control);
}

int attempts_max(const config::Config& config, const store::Run& run) {
  const config::Job* job = find_job(config, run.job);
  if (job == nullptr) return kSyncAttemptsMax;
  // What was decided is told until there is a receipt for it. (Mails that are left go with the next
  // run: a job that delivers them has a schedule.)
  if (job->kind == "write_back") return std::numeric_limits<int>::max();
  return job->retries + 1;
}

std::vector<Schedule> schedules(const config::Config& config) {
  std::vector<Schedule> all;
  const auto add = [&](const std::string& name, const std::string& kind, const std::string& cron,
                       const std::string& zone) {
    if (cron.empty()) return;
    all.push_back({name, kind, config::CronExpression::parse(cron).value(),
                   config::TimeZone::find(zone).value()});
  };
  for (const config::Connector& c : config.connectors)
    if (c.source) add(c.name, "sync", c.schedule.cron, c.schedule.time_zone);
  for (const config::Job& j : config.jobs) add(j.name, j.kind, j.cron, j.time_zone);
  return all;
}

}  // namespace saldo::jobs
