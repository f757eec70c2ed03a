#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "store/audit.hpp"
#include "store/listings.hpp"
#include "store/runs.hpp"

namespace saldo::api {

namespace json = boost::json;

namespace {

constexpr std::int64_t kWaitMsMax = 30'000;
constexpr std::int64_t kRunsShown = 50;
constexpr std::int64_t kRunsListedMax = 100'000;
constexpr std::size_t kBodyBytesMax = 64u << 10;

void audit(const Application& app, const Exchange& exchange, const std::string& action,
           const std::string& object, const json::object& detail) {
  const flows::Environment environment = app.environment();
  store::WriteTransaction transaction(*environment.store);
  store::add_audit(transaction.sql(),
                   {.actor = exchange.actor,
                    .action = action,
                    .object = object,
                    .detail_json = json::serialize(detail)},
                   environment.clock->now());
  transaction.commit();
}

std::int64_t parameter(const Exchange& exchange, const std::string& name, std::int64_t otherwise) {
  const auto found = exchange.query.find(name);
  return found == exchange.query.end() ? otherwise : number_of(found->second, name.c_str());
}

Failure no_run(std::int64_t id) {
  return {.kind = FailureKind::not_found, .message = "there is no run " + std::to_string(id)};
}

[[noreturn]] void refuse(const std::string& what) { throw FailureException({.message = what}); }

json::object read_request(Exchange& exchange) {
  const std::string body = exchange.read_all(kBodyBytesMax);
  if (body.empty()) return {};
  json::value parsed = json::parse(body);
  if (!parsed.is_object()) refuse("the request's body is not a JSON object");
  return std::move(parsed.get_object());
}

std::string text_of(const json::object& request, const char* key) {
  const json::value* value = request.if_contains(key);
  if (value == nullptr) return {};
  if (!value->is_string()) refuse(std::string(key) + " has to be a text");
  return std::string(value->get_string());
}

/// Only what a run understands, in a fixed form: equal requests have equal arguments.
std::string arguments_of(const json::object& request) {
  json::object out;
  for (const auto& [key, value] : request) {
    if (key == "dry_run") {
      if (!value.is_bool()) refuse("dry_run has to be true or false");
      if (value.get_bool()) out["dry_run"] = true;
    } else if (key == "as_of") {
      out["as_of"] = Date::parse_iso(text_of(request, "as_of")).to_string();
    } else if (key != "idempotency_key") {
      refuse("a run has no argument '" + std::string(key) +
             "'; it has dry_run, as_of and idempotency_key");
    }
  }
  return json::serialize(out);
}

}  // namespace

void list_connectors(const Application& app, Exchange& exchange) {
  Lines lines(exchange);
  for (const config::Connector& c : app.environment().config->connectors)
    lines.add({{"name", c.name}, {"source", c.source.has_value()}});
  lines.end();
}

void sync_connector(const Application& app, Exchange& exchange) {
  const std::string& connector = exchange.path[2];
  const store::Run run = app.jobs->sync(connector, "demand", exchange.actor).value();
  audit(app, exchange, "connector.sync", "connector " + connector, {{"run", run.id}});
  exchange.answer(200, {{"run", run.id}});
}

void list_jobs(const Application& app, Exchange& exchange) {
  Lines lines(exchange);
  for (const config::Job& j : app.environment().config->jobs)
    lines.add({{"name", j.name}, {"kind", j.kind}});
  lines.end();
}

void run_job(const Application& app, Exchange& exchange) {
  const std::string& job = exchange.path[2];
  const json::object request = read_request(exchange);
  const std::string arguments = arguments_of(request);
  const store::Run run =
      app.jobs
          ->run_job(job, "demand", exchange.actor, arguments, text_of(request, "idempotency_key"))
          .value();
  audit(app, exchange, "job.run", "job " + job,
        {{"run", run.id}, {"arguments", json::parse(arguments)}});
  exchange.answer(200, {{"run", run.id}});
}

void list_runs(const Application& app, Exchange& exchange) {
  const std::int64_t limit = parameter(exchange, "limit", kRunsShown);
  if (limit < 1 || limit > kRunsListedMax)
    refuse("limit " + std::to_string(limit) + " is not between 1 and " +
           std::to_string(kRunsListedMax));
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_runs(snapshot.sql(), static_cast<int>(limit),
                   [&](json::object& row) { lines.add(row); });
  lines.end();
}

void show_run(const Application& app, Exchange& exchange) {
  const std::int64_t id = number_of(exchange.path[2], "run");
  const std::int64_t wait = std::min(parameter(exchange, "wait_ms", 0), kWaitMsMax);
  if (wait > 0) app.jobs->wait(id, std::chrono::milliseconds(wait));
  store::Snapshot snapshot(*app.environment().store);
  auto run = store::show_run(snapshot.sql(), id);
  if (!run) throw FailureException(no_run(id));
  if (run->at("state").as_string() == "running") {
    const jobs::Progress progress = app.jobs->progress(id);
    (*run)["progress_done"] = progress.done;
    (*run)["progress_total"] = progress.total;
  }
  exchange.answer(200, *run);
}

void cancel_run(const Application& app, Exchange& exchange) {
  const std::int64_t id = number_of(exchange.path[2], "run");
  {
    store::Snapshot snapshot(*app.environment().store);
    if (!store::find_run(snapshot.sql(), id)) throw FailureException(no_run(id));
  }
  if (!app.jobs->cancel(id, exchange.actor))
    throw FailureException({.kind = FailureKind::conflict,
                            .message = "run " + std::to_string(id) + " has ended already"});
  audit(app, exchange, "run.cancel", "run " + std::to_string(id), {});
  exchange.answer(200, {{"run", id}});
}

}  // namespace saldo::api
