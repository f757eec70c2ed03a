#include "cli/runs.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <chrono>
#include <thread>

#include "cli/listing.hpp"
#include "cli/terminal.hpp"
#include "saldo/date.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

const std::vector<std::string> kColumns = {"id",        "job",         "kind",    "state", "cause",
                                           "queued_at", "duration_ms", "changed", "error"};

Request run_request(std::int64_t run, int wait_ms) {
  return {.target = "/v1/runs/" + std::to_string(run) +
                    (wait_ms > 0 ? "?wait_ms=" + std::to_string(wait_ms) : "")};
}

bool has_ended(const json::object& run) {
  const std::string state = text_at(run, "state");
  return state != "queued" && state != "running";
}

std::int64_t number_or_0(const json::object& run, std::string_view name) {
  const auto* value = run.if_contains({name.data(), name.size()});
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

/// Prints runs that were just started; with `wait`, as they ended. Exit code.
int finish_runs(const Daemon& daemon, const std::vector<std::int64_t>& started, Format format,
                bool wait) {
  const auto sink = open_sink({});
  const auto rows = make_rows(format, *sink, kColumns);
  RunWatch watch(daemon);
  bool good = true;
  for (const std::int64_t run : started) {
    const json::object shown =
        wait ? watch.wait(run) : fetch_object(daemon, run_request(run, /*wait_ms=*/0));
    if (wait) good = succeeded(shown) && good;
    rows->add(shown);
  }
  rows->finish();
  sink->finish();
  return good ? kDone : kFailed;
}

/// Prints what a balance check found, and fails when that is something.
int show_balance_check(const Daemon& daemon, const json::object& run, Format format) {
  if (!succeeded(run)) return kFailed;
  const json::object& result = run.at("result").as_object();
  const std::int64_t differences = integer_at(result, "differences");
  print_listing(daemon, {.target = "/v1/export/balance-check"}, format,
                {"cause", "customer", "company_code", "item", "currency", "erp", "here",
                 "settled_here", "erp_block", "here_block"});
  tell("saldo: " + std::to_string(integer_at(result, "items")) + " open items of " +
       std::to_string(integer_at(result, "accounts")) + " accounts compared with the ERP's: " +
       (differences == 0 ? "no difference" : std::to_string(differences) + " differences"));
  return differences == 0 ? kDone : kFailed;
}

/// Prints each run whenever its state changes, until somebody ends the program.
int follow_all(const Daemon& daemon, int limit) {
  std::map<std::int64_t, std::string> states;
  const auto sink = open_sink({});
  for (;;) {
    auto rows = fetch_rows(daemon, {.target = "/v1/runs?limit=" + std::to_string(limit)});
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      std::string& state = states[integer_at(*row, "id")];
      if (state == text_at(*row, "state")) continue;
      state = text_at(*row, "state");
      sink->write(json::serialize(*row) + '\n');
    }
    sink->finish();
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

}  // namespace

const json::object& RunWatch::wait(std::int64_t run) {
  constexpr int kLongPollMs = 10'000;
  if (const auto known = ended_.find(run); known != ended_.end()) return known->second;
  Progress progress;
  progress.show("run " + std::to_string(run), 0, 0);
  // The first answer comes at once, so that a person sees what is happening.
  json::object state = fetch_object(daemon_, run_request(run, /*wait_ms=*/1));
  while (!has_ended(state)) {
    progress.show("run " + std::to_string(run) + " (" + text_at(state, "job") + ") " +
                      text_at(state, "state"),
                  number_or_0(state, "progress_done"), number_or_0(state, "progress_total"));
    state = fetch_object(daemon_, run_request(run, kLongPollMs));
  }
  return ended_.emplace(run, std::move(state)).first->second;
}

bool succeeded(const json::object& run) {
  const std::string state = text_at(run, "state");
  if (state == "done") return true;
  const std::string error = text_at(run, "error");
  tell("saldo: run " + text_at(run, "id") + " (" + text_at(run, "job") + ") " + state +
       (error.empty() ? "" : ": " + error));
  return false;
}

int run_job(const RunOptions& options) {
  const Daemon daemon(options.socket);
  json::object body;
  if (options.dry_run) body["dry_run"] = true;
  if (!options.as_of.empty()) body["as_of"] = parse_day(options.as_of);
  if (!options.idempotency_key.empty()) body["idempotency_key"] = options.idempotency_key;
  const std::int64_t run =
      integer_at(fetch_object(daemon, {.method = "POST",
                                       .target = "/v1/jobs/" + url_encoded(options.job) + "/run",
                                       .body = json::serialize(body),
                                       .when_unknown = kUsage}),
                 "run");
  const Format format = to_format(options.format);
  if (!options.dry_run && !options.wait) return finish_runs(daemon, {run}, format, false);
  RunWatch watch(daemon);
  const json::object& ended = watch.wait(run);
  if (!options.dry_run && text_at(ended, "kind") == "balance_check")
    return show_balance_check(daemon, ended, format);
  if (!options.dry_run) return finish_runs(daemon, {run}, format, true);
  const bool good = succeeded(ended);
  const auto* result = ended.if_contains("result");
  const auto sink = open_sink({});
  print_object(format, *sink,
               result != nullptr && result->is_object() ? result->get_object() : ended);
  sink->finish();
  return good ? kDone : kFailed;
}

int sync(const SyncOptions& options) {
  const Daemon daemon(options.socket);
  std::vector<std::string> names = options.connectors;
  if (options.all == !names.empty())
    throw Stop(kUsage, "name connectors, or say --all; for example: saldo sync house-bank --wait");
  if (options.all)
    for (const json::object& connector : fetch_rows(daemon, {.target = "/v1/connectors"}))
      if (const auto* source = connector.if_contains("source"); source && *source == true)
        names.push_back(text_at(connector, "name"));
  std::vector<std::int64_t> started;
  started.reserve(names.size());
  for (const std::string& name : names)
    started.push_back(
        integer_at(fetch_object(daemon, {.method = "POST",
                                         .target = "/v1/connectors/" + url_encoded(name) + "/sync",
                                         .when_unknown = kUsage}),
                   "run"));
  return finish_runs(daemon, started, to_format(options.format), options.wait);
}

int runs(const RunsOptions& options) {
  const Daemon daemon(options.socket);
  const Format format = to_format(options.format);
  if (options.run.empty()) {
    if (options.follow) return follow_all(daemon, options.limit);
    print_listing(daemon, {.target = "/v1/runs?limit=" + std::to_string(options.limit)}, format,
                  kColumns);
    return kDone;
  }
  const std::int64_t id = parse_id(options.run, "run");
  RunWatch watch(daemon);
  const json::object run =
      options.follow ? watch.wait(id) : fetch_object(daemon, run_request(id, /*wait_ms=*/0));
  const auto sink = open_sink({});
  print_object(format, *sink, run);
  sink->finish();
  return !options.follow || succeeded(run) ? kDone : kFailed;
}

int cancel(const CancelOptions& options) {
  const Daemon daemon(options.socket);
  const std::int64_t id = parse_id(options.run, "run");
  daemon.fetch({.method = "POST", .target = "/v1/runs/" + std::to_string(id) + "/cancel"});
  const auto sink = open_sink({});
  print_object(to_format(options.format), *sink, fetch_object(daemon, run_request(id, 0)));
  sink->finish();
  return kDone;
}

std::int64_t parse_id(const std::string& text, const char* what) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id < 1)
    throw Stop(kUsage, "'" + text + "' is not the number of a " + what);
  return id;
}

std::string parse_day(const std::string& text) {
  try {
    if (text.size() == std::string_view("YYYY-MM-DD").size())
      return Date::parse_iso(text).to_string();
  } catch (const FormatError&) {
    // Told below, in the same words as a text of the wrong length.
  }
  throw Stop(kUsage, "'" + text + "' is not a day; write YYYY-MM-DD, such as 2026-03-31");
}

}  // namespace saldo::cli
