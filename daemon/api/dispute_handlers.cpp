#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "api/request.hpp"
#include "flows/deductions.hpp"
#include "flows/disputes.hpp"
#include "store/disputes.hpp"

namespace saldo::api {

namespace json = boost::json;

namespace {

std::int64_t dispute_of(const Exchange& exchange) { return number_of(exchange.path[2], "dispute"); }

using ActWithReason = json::object (*)(const flows::Environment&, std::int64_t, const std::string&,
                                       Date, const std::string&);

/// An act whose body is its reason.
void act_with_reason(const Application& app, Exchange& exchange, ActWithReason act) {
  const flows::Environment environment = app.environment();
  const Request request(exchange, {"reason"});
  exchange.answer(200, act(environment, dispute_of(exchange), request.text("reason"),
                           today(environment), exchange.actor));
}

/// Items as numbers, or as {"item", "amount"}.
std::vector<flows::DisputeRequest::Item> items_of(const Request& request) {
  std::vector<flows::DisputeRequest::Item> items;
  for (const json::value& value : request.list("items")) {
    flows::DisputeRequest::Item& item = items.emplace_back();
    if (value.is_string()) {
      item.number = std::string(value.get_string());
      continue;
    }
    const json::object* members = value.if_object();
    const json::value* number = members == nullptr ? nullptr : members->if_contains("item");
    if (number == nullptr || !number->is_string())
      throw FailureException(
          {.message = "each of 'items' has to be a number, or {\"item\": …, \"amount\": …}"});
    item.number = std::string(number->get_string());
    const json::value* amount = members->if_contains("amount");
    if (amount == nullptr) continue;
    if (!amount->is_string())
      throw FailureException({.message = "the amount of item '" + item.number +
                                         "' has to be a text such as \"120.00\""});
    item.amount = std::string(amount->get_string());
  }
  return items;
}

}  // namespace

void list_disputes(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const store::DisputeFilter filter{.customer = parameter(exchange, "customer"),
                                    .owner = parameter(exchange, "owner"),
                                    .queue = parameter(exchange, "queue"),
                                    .state = parameter(exchange, "state"),
                                    .deductions = parameter(exchange, "deductions") == "true"};
  if (!filter.state.empty() && filter.state != "open")
    model::parse_dispute_state(filter.state).value();
  store::Snapshot snapshot(*environment.store);
  Lines lines(exchange);
  const auto list = filter.deductions ? flows::list_deductions : store::list_disputes;
  list(snapshot.sql(), filter, today(environment), [&](json::object& row) { lines.add(row); });
  lines.end();
}

void show_dispute(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  store::Snapshot snapshot(*environment.store);
  exchange.answer(200,
                  store::show_dispute(snapshot.sql(), dispute_of(exchange), today(environment)));
}

void open_dispute(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Request request(exchange,
                        {"customer", "items", "reason", "customer_reason", "note", "queue"});
  exchange.answer(200, flows::open_dispute(environment,
                                           {.customer = request.text("customer"),
                                            .items = items_of(request),
                                            .reason = request.text("reason"),
                                            .customer_reason = request.text("customer_reason"),
                                            .note = request.text("note"),
                                            .queue = request.text("queue")},
                                           today(environment), exchange.actor));
}

void assign_dispute(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Request request(exchange, {"owner", "queue", "reason"});
  flows::DisputeAssignment assignment{.owner = request.text("owner"),
                                      .reason = request.text("reason")};
  if (const std::string queue = request.text("queue"); !queue.empty()) assignment.queue = queue;
  exchange.answer(200, flows::assign_dispute(environment, dispute_of(exchange), assignment,
                                             today(environment), exchange.actor));
}

void resume_dispute(const Application& app, Exchange& exchange) {
  act_with_reason(app, exchange,
                  [](const flows::Environment& environment, std::int64_t id,
                     const std::string& reason, Date day, const std::string& actor) {
                    return flows::move_dispute(environment, id, collect::DisputeAct::resume, reason,
                                               day, actor);
                  });
}

void wait_dispute(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Request request(exchange, {"for", "reason"});
  const std::string whom = request.text("for");
  if (whom != "customer" && whom != "internal")
    throw FailureException({.message = "'for' has to be customer or internal, not '" + whom + "'"});
  const auto act =
      whom == "customer" ? collect::DisputeAct::wait_customer : collect::DisputeAct::wait_internal;
  exchange.answer(
      200, flows::move_dispute(environment, dispute_of(exchange), act, request.text("reason"),
                               today(environment), exchange.actor));
}

void add_dispute_evidence(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Request request(exchange, {"kind", "reference"});
  exchange.answer(200, flows::add_dispute_evidence(
                           environment, dispute_of(exchange),
                           {.kind = request.text("kind"), .reference = request.text("reference")},
                           today(environment), exchange.actor));
}

void resolve_dispute(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Request request(exchange, {"resolution", "amount", "root_cause", "reason"});
  exchange.answer(200, flows::resolve_dispute(environment, dispute_of(exchange),
                                              {.resolution = request.text("resolution"),
                                               .amount = request.text("amount"),
                                               .root_cause = request.text("root_cause"),
                                               .reason = request.text("reason")},
                                              today(environment), exchange.actor));
}

void approve_dispute(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  exchange.answer(200, flows::approve_dispute(environment, dispute_of(exchange), today(environment),
                                              exchange.actor));
}

void reject_dispute(const Application& app, Exchange& exchange) {
  act_with_reason(app, exchange, flows::reject_dispute);
}

void void_dispute(const Application& app, Exchange& exchange) {
  act_with_reason(app, exchange, flows::void_dispute);
}

void reopen_dispute(const Application& app, Exchange& exchange) {
  act_with_reason(app, exchange, flows::reopen_dispute);
}

}  // namespace saldo::api
