#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "api/request.hpp"
#include "flows/explain.hpp"
#include "flows/mail_support.hpp"
#include "flows/review.hpp"
#include "store/review.hpp"

namespace saldo::api {

namespace json = boost::json;

namespace {

constexpr std::int64_t kWaitingMax = 100'000;

flows::ReviewAct act_of(const Exchange& exchange, const Request& request) {
  return {.transaction = exchange.path[2],
          .version = request.number("version"),
          .actor = exchange.actor,
          .reason = request.text("reason"),
          .learn = request.flag("learn")};
}

std::optional<std::string> text_of(const json::object& item, const char* key) {
  const json::value* value = item.if_contains(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string())
    throw FailureException({.message = std::string("an item's ") + key + " has to be a text"});
  return std::string(value->get_string());
}

flows::SettledItem item_of(const json::value& value) {
  if (!value.is_object())
    throw FailureException({.message = "items are a list of objects with 'item', and maybe "
                                       "'amount' and 'discount'"});
  const json::object& item = value.get_object();
  for (const auto& [key, member] : item)
    if (key != "item" && key != "amount" && key != "discount")
      throw FailureException({.message = "an item has no member '" + std::string(key) + "'"});
  return {text_of(item, "item").value_or(""), text_of(item, "amount"), text_of(item, "discount")};
}

}  // namespace

void explain_one(const Application& app, Exchange& exchange) {
  // Told whole: what goes wrong must not come after a beginning.
  std::vector<json::object> told;
  flows::explain(app.environment(), exchange.path[2],
                 [&](const json::object& line) { told.push_back(line); });
  Lines lines(exchange);
  for (const json::object& line : told) lines.add(line);
  lines.end();
}

void list_review(const Application& app, Exchange& exchange) {
  store::WaitingFilter filter{.customer = parameter(exchange, "customer"),
                              .with_parked = parameter(exchange, "parked") == "true"};
  if (const std::string limit = parameter(exchange, "limit"); !limit.empty()) {
    const std::int64_t n = number_of(limit, "limit");
    if (n < 1 || n > kWaitingMax)
      throw FailureException(
          {.message = "a limit is between 1 and " + std::to_string(kWaitingMax)});
    filter.limit = static_cast<std::size_t>(n);
  }
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_waiting(snapshot.sql(), filter, [&](json::object& row) { lines.add(row); });
  lines.end();
}

void show_review(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  exchange.answer(
      200, flows::show_for_review(snapshot.sql(),
                                  store::find_transaction(snapshot.sql(), exchange.path[2])));
}

void accept_review(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"version", "proposal", "reason", "learn"});
  const std::int64_t proposal = request.number("proposal");
  exchange.answer(200, flows::accept_proposal(app.environment(), act_of(exchange, request),
                                              static_cast<std::size_t>(proposal)));
}

void settle_review(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"version", "items", "on_account", "reason", "learn"});
  std::vector<flows::SettledItem> items;
  for (const json::value& value : request.list("items")) items.push_back(item_of(value));
  exchange.answer(200, flows::settle_items(app.environment(), act_of(exchange, request), items,
                                           request.text("on_account")));
}

void park_review(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"version", "customer", "reason", "learn"});
  exchange.answer(200, flows::park_payment(app.environment(), act_of(exchange, request),
                                           request.text("customer")));
}

void not_ar_review(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"version", "reason"});
  exchange.answer(200, flows::mark_not_ar(app.environment(), act_of(exchange, request)));
}

void undo_review(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"version", "reason"});
  exchange.answer(200, flows::undo_decision(app.environment(), act_of(exchange, request)));
}

void withdraw_learnt(const Application& app, Exchange& exchange) {
  const Request request(exchange, {"reason"});
  exchange.answer(200,
                  flows::withdraw_learnt(app.environment(), number_of(exchange.path[2], "learnt"),
                                         request.text("reason"), exchange.actor));
}

}  // namespace saldo::api
