#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "api/request.hpp"
#include "flows/credit_change.hpp"
#include "flows/outbox.hpp"
#include "store/audit.hpp"
#include "store/messages.hpp"

namespace saldo::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kBodyBytesMax = 64u << 10;

std::int64_t proposal_of(const Exchange& exchange) {
  return number_of(exchange.path[2], "proposal");
}

void audit(soci::session& sql, const Exchange& exchange, const std::string& action,
           std::int64_t proposal, const json::object& detail, Instant now) {
  store::add_audit(sql,
                   {.actor = exchange.actor,
                    .action = action,
                    .object = "proposal " + std::to_string(proposal),
                    .detail_json = json::serialize(detail)},
                   now);
}

std::string reason_in(Exchange& exchange) {
  const std::string body = exchange.read_all(kBodyBytesMax);
  if (!body.empty()) {
    const json::value parsed = json::parse(body);
    const json::value* reason =
        parsed.is_object() ? parsed.get_object().if_contains("reason") : nullptr;
    if (reason != nullptr && reason->is_string() && !reason->get_string().empty())
      return std::string(reason->get_string());
  }
  throw FailureException({.message = "say why: {\"reason\": \"…\"}"});
}

/// Empty for all. A state that there isn't would list nothing, as if all were well.
std::string state_in(const Exchange& exchange) {
  const auto state = exchange.query.find("state");
  if (state == exchange.query.end() || state->second.empty()) return {};
  for (const char* known : {"awaiting", "proposed", "sent", "confirmed", "failed", "void"})
    if (state->second == known) return known;
  throw FailureException({.message = "there is no state '" + state->second +
                                     "'; use awaiting, proposed, sent, confirmed, failed or void"});
}

}  // namespace

void list_proposals(const Application& app, Exchange& exchange) {
  const std::string state = state_in(exchange);
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_messages(snapshot.sql(), state, [&](json::object& row) { lines.add(row); });
  lines.end();
}

void show_proposal(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  exchange.answer(200, store::show_message(snapshot.sql(), proposal_of(exchange)));
}

void propose_credit_change(const Application& app, Exchange& exchange) {
  const Request request(exchange,
                        {"customer", "area", "limit", "currency", "block", "reason", "connector"});
  flows::NewCreditChange change{.customer = request.text("customer"),
                                .area = request.text("area"),
                                .limit = request.text("limit"),
                                .currency = request.text("currency"),
                                .blocked = {},
                                .reason = request.text("reason"),
                                .connector = request.text("connector")};
  const std::string block = request.text("block");
  if (!block.empty() && block != "yes" && block != "no")
    throw FailureException({.message = "'block' has to be yes or no, not '" + block + "'"});
  if (!block.empty()) change.blocked = block == "yes";
  exchange.answer(200, flows::propose_credit_change(app.environment(), change, exchange.actor));
}

void approve_credit_change(const Application& app, Exchange& exchange) {
  exchange.answer(
      200, flows::approve_credit_change(app.environment(), proposal_of(exchange), exchange.actor));
}

void retry_proposal(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Instant now = environment.clock->now();
  const std::int64_t id = proposal_of(exchange);
  store::WriteTransaction transaction(*environment.store);
  const std::int64_t next = flows::retry_message(transaction.sql(), id, exchange.actor, now);
  audit(transaction.sql(), exchange, "proposal.retry", id, {{"next", next}}, now);
  transaction.commit();
  json::object answer{{"proposal", id}, {"state", next == id ? "proposed" : "void"}};
  if (next != id) answer["replaced_by"] = next;
  exchange.answer(200, answer);
}

void void_proposal(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Instant now = environment.clock->now();
  const std::int64_t id = proposal_of(exchange);
  const std::string reason = reason_in(exchange);
  store::WriteTransaction transaction(*environment.store);
  store::void_message(transaction.sql(), id, exchange.actor, reason, now);
  audit(transaction.sql(), exchange, "proposal.void", id, {{"reason", reason}}, now);
  transaction.commit();
  exchange.answer(200, {{"proposal", id}, {"state", "void"}});
}

}  // namespace saldo::api
