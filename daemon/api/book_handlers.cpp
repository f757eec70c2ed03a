#include <boost/json.hpp>
#include <charconv>

#include "api/backup.hpp"
#include "api/handlers.hpp"
#include "flows/export.hpp"
#include "flows/verify.hpp"
#include "store/exports.hpp"
#include "store/listings.hpp"
#include "store/messages.hpp"
#include "store/sent_mail.hpp"

namespace saldo::api {

namespace json = boost::json;

std::int64_t number_of(const std::string& text, const char* what) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw FailureException(
        {.message = std::string(what) + " '" + text.substr(0, 40) + "' is not a number"});
  return value;
}

void Lines::add(const json::object& line) { exchange_.write(json::serialize(line) + "\n"); }

void list_views(const Application&, Exchange& exchange) {
  Lines lines(exchange);
  for (const store::View& view : store::views())
    lines.add({{"name", view.name}, {"summary", view.summary}});
  lines.end();
}

void export_view(const Application& app, Exchange& exchange) {
  std::optional<Date> as_of;
  if (const auto found = exchange.query.find("as_of"); found != exchange.query.end())
    as_of = Date::parse_iso(found->second);
  const std::string& name = exchange.path[2];
  const auto& views = store::views();
  if (std::none_of(views.begin(), views.end(),
                   [&](const store::View& v) { return v.name == name; }))
    throw FailureException({.kind = FailureKind::not_found,
                            .message = "there is nothing called '" + name + "' to export"});
  Lines lines(exchange);
  flows::export_view(app.environment(), name, as_of, [&](json::object& row) {
    lines.add(row);
  }).value();
  lines.end();
}

void verify_book(const Application& app, Exchange& exchange) {
  const flows::Verification result = flows::verify(app.environment());
  json::array broken, gaps;
  for (const std::string& s : result.broken) broken.emplace_back(json::string(s));
  for (const std::string& s : result.gaps) gaps.emplace_back(json::string(s));
  exchange.answer(200, {{"holds", result.holds()},
                        {"documents", result.documents},
                        {"broken", std::move(broken)},
                        {"gaps", std::move(gaps)}});
}

void backup_book(const Application& app, Exchange& exchange) {
  write_backup(app.environment(), exchange);
}

namespace {

/// Well as long as everything goes out and nothing was refused.
json::object outbox_health(soci::session& sql, const std::string& connector) {
  const store::MessageHealth messages = store::message_health(sql, connector);
  const store::MailHealth mails = store::mail_health(sql, connector);
  const std::int64_t failed = messages.failed + mails.failed;
  const std::string& error = messages.error.empty() ? mails.error : messages.error;
  const bool well = failed == 0 && error.empty();
  std::string detail = std::to_string(messages.waiting + mails.waiting) + " wait, " +
                       std::to_string(failed) + " failed";
  if (!error.empty()) detail += "; " + error;
  return {
      {"component", "outbox:" + connector}, {"state", well ? "ok" : "failed"}, {"detail", detail}};
}

}  // namespace

void show_health(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  lines.add({{"component", "daemon"}, {"state", "ok"}, {"detail", "running"}});
  std::map<std::string, json::object> latest;
  store::list_latest_runs(snapshot.sql(), [&](json::object& run) {
    latest[std::string(run.at("job").as_string())] = std::move(run);
  });
  const auto component = [&](const std::string& kind, const std::string& name) {
    const auto run = latest.find(name);
    json::object line{{"component", kind + ":" + name}, {"state", "ok"}, {"detail", "not run yet"}};
    if (run != latest.end()) {
      const bool failed = run->second.at("state").as_string() == "failed";
      line["state"] = failed ? "failed" : "ok";
      line["detail"] = failed && run->second.contains("error") ? run->second.at("error")
                                                               : run->second.at("state");
    }
    lines.add(line);
  };
  const flows::Environment environment = app.environment();
  for (const config::Connector& c : environment.config->connectors) {
    component("connector", c.name);
    if (c.sink) lines.add(outbox_health(snapshot.sql(), c.name));
  }
  for (const config::Job& j : environment.config->jobs) component("job", j.name);
  for (const ReceiverState& r : app.receivers())
    lines.add({{"component", "receiver:" + r.name},
               {"state", r.address ? "ok" : "failed"},
               {"detail", r.address ? "listens at " + *r.address : r.address.error().to_string()}});
  lines.end();
}

void show_metrics(const Application& app, Exchange& exchange) {
  exchange.begin("text/plain; version=0.0.4");
  exchange.write(app.metrics());
  exchange.end();
}

}  // namespace saldo::api
