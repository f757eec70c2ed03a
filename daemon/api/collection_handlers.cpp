#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "api/request.hpp"
#include "flows/collections.hpp"
#include "flows/customer_statement.hpp"
#include "render/letter_pdf.hpp"
#include "store/audit.hpp"
#include "store/contacts.hpp"
#include "store/promises.hpp"

namespace saldo::api {

namespace json = boost::json;

void show_worklist(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const std::string as_of = parameter(exchange, "as_of");
  const Date day = as_of.empty() ? today(environment) : Date::parse_iso(as_of);
  Lines lines(exchange);
  flows::collector_worklist(environment, day, [&](json::object& row) { lines.add(row); });
  lines.end();
}

void customer_statement(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const auto day = [&](const char* name, Date otherwise) {
    const std::string text = parameter(exchange, name);
    return text.empty() ? otherwise : Date::parse_iso(text);
  };
  constexpr int kUsualDays = 90;
  flows::StatementRequest request{.customer = exchange.path[2],
                                  .to = day("to", today(environment))};
  request.from = day("from", request.to.plus_days(-kUsualDays));
  if (parameter(exchange, "format") == "pdf") {
    const std::string pdf = render::letter_pdf(flows::statement_letter(environment, request));
    exchange.begin("application/pdf");
    exchange.write(pdf);
    return exchange.end();
  }
  // Told whole: what goes wrong must not come after a beginning.
  std::vector<json::object> told;
  flows::customer_statement(environment, request,
                            [&](const json::object& row) { told.push_back(row); });
  Lines lines(exchange);
  for (const json::object& row : told) lines.add(row);
  lines.end();
}

void add_promise(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Request request(
      exchange, {"customer", "items", "amount", "date", "tolerance_days", "given_by", "note"});
  exchange.answer(200, flows::add_promise(environment,
                                          {.customer = request.text("customer"),
                                           .items = request.texts("items"),
                                           .amount = request.text("amount"),
                                           .promised_for = request.day("date"),
                                           .tolerance_days = request.number("tolerance_days", 0),
                                           .given_by = request.text("given_by"),
                                           .note = request.text("note")},
                                          today(environment), exchange.actor));
}

void list_promises(const Application& app, Exchange& exchange) {
  const std::string state = parameter(exchange, "state");
  if (!state.empty()) model::parse_promise_state(state).value();
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_promises(snapshot.sql(), parameter(exchange, "customer"), state,
                       [&](json::object& row) { lines.add(row); });
  lines.end();
}

void withdraw_promise(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Request request(exchange, {"reason"});
  exchange.answer(
      200, flows::withdraw_promise(environment, number_of(exchange.path[2], "promise"),
                                   request.text("reason"), today(environment), exchange.actor));
}

void add_contact(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Request request(exchange, {"customer", "channel", "direction", "date", "person", "outcome",
                                   "note", "items", "next_action"});
  const std::string direction = request.text("direction");
  if (!direction.empty() && direction != "in" && direction != "out")
    throw FailureException({.message = "'direction' has to be in or out, not '" + direction + "'"});
  const store::NewContact contact{.customer = request.text("customer"),
                                  .channel = request.text("channel"),
                                  .incoming = direction == "in",
                                  .day = request.day("date", today(environment)),
                                  .person = request.text("person"),
                                  .outcome = request.text("outcome"),
                                  .note = request.text("note"),
                                  .items = request.texts("items"),
                                  .next_action = request.day("next_action"),
                                  .actor = exchange.actor};
  const Instant now = environment.clock->now();
  store::WriteTransaction transaction(*environment.store);
  const std::int64_t id = store::add_contact(transaction.sql(), contact, now);
  store::add_audit(
      transaction.sql(),
      {.actor = exchange.actor, .action = "contact.add", .object = "contact " + std::to_string(id)},
      now);
  transaction.commit();
  exchange.answer(200, {{"contact", id}});
}

void list_contacts(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_contacts(snapshot.sql(), parameter(exchange, "customer"),
                       [&](json::object& row) { lines.add(row); });
  lines.end();
}

}  // namespace saldo::api
