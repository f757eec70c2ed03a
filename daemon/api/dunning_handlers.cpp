#include <algorithm>
#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "api/request.hpp"
#include "flows/charges.hpp"
#include "flows/edit_notice.hpp"
#include "flows/exclude_item.hpp"
#include "flows/notice_letter.hpp"
#include "flows/notices.hpp"
#include "flows/wording_lint.hpp"
#include "render/letter_mail.hpp"
#include "render/letter_pdf.hpp"
#include "store/audit.hpp"
#include "store/dunning_holds.hpp"
#include "store/dunning_notices.hpp"

namespace saldo::api {

namespace json = boost::json;

namespace {

model::NoticeId notice_of(const Exchange& exchange) {
  return model::NoticeId{number_of(exchange.path[3], "notice")};
}

/// The procedure that was named, or the only dunning job's.
std::string procedure_of(const Exchange& exchange, const config::Config& config) {
  if (std::string named = parameter(exchange, "procedure"); !named.empty()) return named;
  std::string found;
  for (const config::Job& job : config.jobs) {
    if (job.kind != "dunning") continue;
    if (!found.empty() && found != job.procedure)
      throw FailureException({.message = "there are several dunning procedures; name one of " +
                                         found + " and " + job.procedure});
    found = job.procedure;
  }
  return found.empty() ? "standard" : found;
}

}  // namespace

void list_notices(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_notices(snapshot.sql(), parameter(exchange, "state"),
                      [&](json::object& row) { lines.add(row); });
  lines.end();
}

void show_notice(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  exchange.answer(200, store::show_notice(snapshot.sql(), notice_of(exchange)));
}

void notice_letter(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const std::string form = parameter(exchange, "format");
  const model::NoticeId notice = notice_of(exchange);
  const Date day = today(environment);
  const auto letter = [&] { return flows::notice_letter(environment, notice, day); };
  std::string type, bytes;
  if (form == "pdf") {
    type = "application/pdf";
    bytes = render::letter_pdf(letter());
  } else if (form == "docx") {
    type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    bytes = flows::notice_docx(environment, notice, day);
  } else if (form == "html") {
    type = "text/html; charset=utf-8";
    bytes = render::letter_html(letter());
  } else if (form == "text") {
    type = "text/plain; charset=utf-8";
    bytes = render::letter_text(letter());
  } else {
    throw FailureException(
        {.message = "'format' has to be pdf, docx, html or text, not '" + form + "'"});
  }
  exchange.begin(type);
  exchange.write(bytes);
  exchange.end();
}

void check_wordings(const Application& app, Exchange& exchange) {
  const auto gaps = flows::lint_wordings(app.environment(), parameter(exchange, "procedure"));
  Lines lines(exchange);
  for (const flows::WordingGap& gap : gaps) {
    json::object row{{"procedure", gap.procedure}, {"level", gap.level},
                     {"wording", gap.wording},     {"language", gap.language},
                     {"customers", gap.customers}, {"file", gap.file},
                     {"finding", gap.to_string()}};
    if (!gap.instead.empty()) row["instead"] = gap.instead;
    lines.add(row);
  }
  lines.end();
}

void approve_notice(const Application& app, Exchange& exchange) {
  exchange.answer(200,
                  flows::approve_notice(app.environment(), notice_of(exchange), exchange.actor));
}

void approve_run(const Application& app, Exchange& exchange) {
  exchange.answer(200, flows::approve_run(app.environment(), number_of(exchange.path[3], "run"),
                                          exchange.actor));
}

void void_notice(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"reason"});
  exchange.answer(200, flows::void_notice(app.environment(), notice_of(exchange),
                                          request.text("reason"), exchange.actor));
}

void void_run(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"reason"});
  exchange.answer(200, flows::void_run(app.environment(), number_of(exchange.path[3], "run"),
                                       request.text("reason"), exchange.actor));
}

void exclude_item(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"item", "reason"});
  exchange.answer(200,
                  flows::exclude_item(app.environment(), notice_of(exchange), request.text("item"),
                                      request.text("reason"), exchange.actor));
}

void edit_notice(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"level", "channel", "reason"});
  constexpr std::int64_t kAsItIs = -1;
  flows::NoticeEdit edit{.channel = request.text("channel")};
  if (const std::int64_t level = request.number("level", kAsItIs); level != kAsItIs)
    edit.level = level;
  exchange.answer(200, flows::edit_notice(app.environment(), notice_of(exchange), edit,
                                          request.text("reason"), exchange.actor));
}

void waive_charge(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"charge", "reason"});
  exchange.answer(
      200, flows::waive_charge(app.environment(), notice_of(exchange), request.text("charge"),
                               request.text("reason"), exchange.actor));
}

void charge_notice(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"charge", "reason"});
  exchange.answer(
      200, flows::charge_notice(app.environment(), notice_of(exchange), request.text("charge"),
                                request.text("reason"), exchange.actor));
}

void approve_charge(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"charge"});
  exchange.answer(200, flows::approve_charge(app.environment(), notice_of(exchange),
                                             request.text("charge"), exchange.actor));
}

void withdraw_charge(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"charge", "reason"});
  exchange.answer(
      200, flows::withdraw_charge(app.environment(), notice_of(exchange), request.text("charge"),
                                  request.text("reason"), exchange.actor));
}

void send_notice(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const json::object answer = flows::send_notice(environment, notice_of(exchange), exchange.actor);
  const auto& jobs = environment.config->jobs;
  const auto deliver = std::ranges::find(jobs, "deliver", &config::Job::kind);
  if (answer.at("state") == "queued" && app.jobs != nullptr && deliver != jobs.end())
    app.jobs->run_job(deliver->name, "demand", exchange.actor, "{}").value();
  exchange.answer(200, answer);
}

void note_notice_sent(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"receipt"});
  exchange.answer(200, flows::note_sent(app.environment(), notice_of(exchange),
                                        request.text("receipt"), exchange.actor));
}

void explain_dunning(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const std::string as_of = parameter(exchange, "as_of");
  const Date day = as_of.empty() ? today(environment) : Date::parse_iso(as_of);
  // Told whole: a customer's items are few, and what goes wrong must not come after a beginning.
  std::vector<json::object> told;
  flows::explain_dunning(environment, procedure_of(exchange, *environment.config), exchange.path[3],
                         day, [&](const json::object& line) { told.push_back(line); });
  Lines lines(exchange);
  for (const json::object& line : told) lines.add(line);
  lines.end();
}

void add_hold(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Request request(exchange, {"customer", "item", "kind", "amount", "from", "to", "reason"});
  store::NewHold hold{.customer = request.text("customer"),
                      .item = request.text("item"),
                      .kind = store::parse_hold_kind(request.text("kind")).value(),
                      .period = {request.day("from", today(environment)), request.day("to")},
                      .reason = request.text("reason"),
                      .actor = exchange.actor};
  if (!request.text("amount").empty()) hold.amount = request.text("amount");
  store::WriteTransaction transaction(*environment.store);
  const Instant now = environment.clock->now();
  const std::int64_t id = store::add_hold(transaction.sql(), hold, now);
  const std::int64_t recalled = flows::recall_overtaken(transaction.sql(), today(environment), now);
  store::add_audit(
      transaction.sql(),
      {.actor = exchange.actor,
       .action = "dunning.hold",
       .object = "customer " + hold.customer,
       .detail_json = json::serialize(json::object{
           {"hold", id}, {"kind", std::string(store::to_string(hold.kind))}, {"item", hold.item}})},
      now);
  transaction.commit();
  exchange.answer(200, {{"hold", id}, {"recalled", recalled}});
}

void end_hold(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const std::int64_t id = number_of(exchange.path[3], "hold");
  store::WriteTransaction transaction(*environment.store);
  store::end_hold(transaction.sql(), id, exchange.actor, environment.clock->now());
  store::add_audit(transaction.sql(),
                   {.actor = exchange.actor,
                    .action = "dunning.release",
                    .object = "hold " + std::to_string(id)},
                   environment.clock->now());
  transaction.commit();
  exchange.answer(200, {{"hold", id}, {"state", "ended"}});
}

}  // namespace saldo::api
