#include "cli/dunning.hpp"

#include <unistd.h>

#include <boost/json.hpp>

#include "cli/documents.hpp"
#include "cli/listing.hpp"
#include "cli/runs.hpp"
#include "cli/sink.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

/// The dunning job that was named, or the only one that there is.
std::string job_of(const Daemon& daemon, const std::string& named) {
  if (!named.empty()) return named;
  std::string found;
  for (const json::object& job : fetch_rows(daemon, {.target = "/v1/jobs"})) {
    if (text_at(job, "kind") != "dunning") continue;
    if (!found.empty())
      throw Stop(kUsage, "there are several dunning jobs; name one, such as --job " + found);
    found = text_at(job, "name");
  }
  if (found.empty()) throw Stop(kUsage, "the configuration has no job of kind dunning");
  return found;
}

/// Does one thing to each; goes on after one that failed. Exit code of the worst.
int for_each_of(const Daemon& daemon, const std::string& format,
                const std::vector<std::string>& ids, const std::string& before,
                const std::string& after, const json::object& body) {
  const auto sink = open_sink({});
  const auto rows = make_rows(to_format(format), *sink,
                              {"notice", "hold", "state", "instead", "charge", "amount", "left",
                               "waived", "currency", "reason", "because", "error"});
  int code = kDone;
  for (const std::string& id : ids) {
    try {
      const json::object answer =
          fetch_object(daemon, {.method = "POST",
                                .target = before + url_encoded(id) + after,
                                .body = body.empty() ? "" : json::serialize(body)});
      if (text_at(answer, "state") == "recalled") code = std::max<int>(code, kFailed);
      rows->add(answer);
    } catch (const Stop& stop) {
      tell("saldo: " + id + ": " + stop.what());
      code = std::max<int>(code, stop.code);
      if (stop.code == kUnreachable) break;
    }
  }
  rows->finish();
  sink->finish();
  return code;
}

int act_on(const DunningActOptions& options, const std::string& act, const json::object& body) {
  const Daemon daemon(options.socket);
  return for_each_of(daemon, options.format, options.notices, "/v1/dunning/notices/", "/" + act,
                     body);
}

void need_notices_or_run(const DunningActOptions& options) {
  if (options.notices.empty() == options.run.empty())
    throw Stop(kUsage, "name notices, or a run with --run, not both");
}

/// Does one thing to all notices of a run; prints and gives what came of it.
json::object act_on_run(const DunningActOptions& options, const std::string& act,
                        const json::object& body) {
  const Daemon daemon(options.socket);
  json::object answer =
      fetch_object(daemon, {.method = "POST",
                            .target = "/v1/dunning/runs/" + url_encoded(options.run) + "/" + act,
                            .body = body.empty() ? "" : json::serialize(body)});
  const auto sink = open_sink({});
  print_object(to_format(options.format), *sink, answer);
  sink->finish();
  return answer;
}

void add(json::object& body, const char* key, const std::string& value) {
  if (!value.empty()) body[key] = value;
}

}  // namespace

int propose_dunning(const DunningProposeOptions& options) {
  const std::string job = job_of(Daemon(options.socket), options.job);
  return run_job({.socket = options.socket,
                  .format = options.format,
                  .job = job,
                  .as_of = options.as_of,
                  .idempotency_key = {},
                  .wait = true,
                  .dry_run = options.dry_run});
}

int show_dunning(const DunningShowOptions& options) {
  const Daemon daemon(options.socket);
  const Format format = to_format(options.format);
  if (!options.notice.empty()) {
    const auto sink = open_sink({});
    print_object(
        format, *sink,
        fetch_object(daemon, {.target = "/v1/dunning/notices/" + url_encoded(options.notice)}));
    sink->finish();
    return kDone;
  }
  print_listing(daemon, {.target = "/v1/dunning/notices?state=" + url_encoded(options.state)},
                format,
                {"id", "state", "customer", "name", "level", "amount", "fee", "currency",
                 "run_date", "channel", "eyes"},
                {}, Where(options.where));
  return kDone;
}

int print_letter(const DunningLetterOptions& options) {
  const bool bytes = options.format == "pdf" || options.format == "docx";
  if (bytes && options.out.empty() && ::isatty(STDOUT_FILENO) != 0)
    throw Stop(kUsage, options.format + " can't be shown on a terminal; name a file with --out");
  const Daemon daemon(options.socket);
  const auto sink = open_sink(options.out);
  daemon.stream({.target = "/v1/dunning/notices/" + url_encoded(options.notice) +
                           "/letter?format=" + url_encoded(options.format)},
                [&](std::string_view piece) { sink->write(piece); });
  sink->finish();
  return kDone;
}

int check_dunning(const DunningCheckOptions& options) {
  const Daemon daemon(options.socket);
  const auto gaps = fetch_rows(
      daemon, {.target = "/v1/dunning/wordings/check?procedure=" + url_encoded(options.procedure)});
  const auto sink = open_sink({});
  const auto rows =
      make_rows(to_format(options.format), *sink,
                {"procedure", "level", "wording", "language", "customers", "instead", "file"});
  for (const json::object& gap : gaps) rows->add(gap);
  rows->finish();
  sink->finish();
  return gaps.empty() ? kDone : kFailed;
}

int approve_dunning(const DunningActOptions& options) {
  need_notices_or_run(options);
  if (options.run.empty()) return act_on(options, "approve", {});
  const json::object answer = act_on_run(options, "approve", {});
  if (integer_at(answer, "denied") > 0) return kDenied;
  return integer_at(answer, "recalled") > 0 ? kFailed : kDone;
}

int void_dunning(const DunningActOptions& options) {
  need_notices_or_run(options);
  const json::object body{{"reason", options.reason}};
  if (options.run.empty()) return act_on(options, "void", body);
  act_on_run(options, "void", body);
  return kDone;
}

int exclude_dunning(const DunningActOptions& options) {
  return act_on(options, "exclude", {{"item", options.item}, {"reason", options.reason}});
}

int edit_dunning(const DunningActOptions& options) {
  json::object body{{"reason", options.reason}};
  add(body, "level", options.level);
  add(body, "channel", options.channel);
  return act_on(options, "edit", body);
}

int waive_dunning(const DunningActOptions& options) {
  return act_on(options, "waive", {{"charge", options.charge}, {"reason", options.reason}});
}

int charge_dunning(const DunningActOptions& options) {
  if (options.approve && options.withdraw)
    throw Stop(kUsage, "--approve and --withdraw exclude each other");
  if (options.approve == !options.reason.empty())
    throw Stop(kUsage, options.approve ? "--approve takes no --reason" : "give a --reason");
  json::object body{{"charge", options.charge}};
  add(body, "reason", options.reason);
  return act_on(options,
                options.approve    ? "charge/approve"
                : options.withdraw ? "charge/withdraw"
                                   : "charge",
                body);
}

int send_dunning(const DunningActOptions& options) { return act_on(options, "send", {}); }

int note_dunning_sent(const DunningActOptions& options) {
  json::object body;
  add(body, "receipt", options.receipt);
  return act_on(options, "sent", body);
}

int explain_dunning(const DunningExplainOptions& options) {
  const Daemon daemon(options.socket);
  std::string target = "/v1/dunning/explain/" + url_encoded(options.customer) +
                       "?procedure=" + url_encoded(options.procedure);
  if (!options.as_of.empty()) target += "&as_of=" + parse_day(options.as_of);
  print_listing(daemon, {.target = target}, to_format(options.format),
                {"customer", "item", "outcome", "level", "amount", "open", "due_date",
                 "days_overdue", "because"});
  return kDone;
}

int hold_dunning(const DunningHoldOptions& options) {
  const Daemon daemon(options.socket);
  json::object body;
  add(body, "customer", options.customer);
  add(body, "item", options.item);
  add(body, "kind", options.kind);
  add(body, "amount", options.amount);
  add(body, "from", options.from);
  add(body, "to", options.to);
  add(body, "reason", options.reason);
  const auto sink = open_sink({});
  print_object(to_format(options.format), *sink,
               fetch_object(daemon, {.method = "POST",
                                     .target = "/v1/dunning/holds",
                                     .body = json::serialize(body)}));
  sink->finish();
  return kDone;
}

int release_dunning(const DunningReleaseOptions& options) {
  const Daemon daemon(options.socket);
  return for_each_of(daemon, options.format, options.holds, "/v1/dunning/holds/", "/end", {});
}

}  // namespace saldo::cli
