#include "flows/credit_change.hpp"

#include <boost/json.hpp>

#include "flows/outbox.hpp"
#include "store/audit.hpp"
#include "store/credit.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr const char* kCredit = "credit";

[[noreturn]] void refuse(FailureKind kind, const std::string& message, const char* rule = "") {
  throw FailureException({.kind = kind, .message = message, .rule = rule});
}

bool tells_credit(const config::Connector& connector) {
  if (!connector.sink) return false;
  const auto option = connector.sink->options.find("messages");
  return option != connector.sink->options.end() &&
         option->second.find(kCredit) != std::string::npos;
}

std::string connector_for(const config::Config& config, const std::string& named) {
  std::string found;
  for (const config::Connector& connector : config.connectors) {
    if (!tells_credit(connector) || (!named.empty() && connector.name != named)) continue;
    if (!found.empty())
      refuse(FailureKind::invalid, "both " + found + " and " + connector.name +
                                       " tell changes of credit; name one as 'connector'");
    found = connector.name;
  }
  if (found.empty())
    refuse(FailureKind::invalid,
           named.empty()
               ? "no connector tells changes of credit; add credit to 'messages' of its sink"
               : "connector '" + named +
                     "' doesn't tell changes of credit; add credit to "
                     "'messages' of its sink");
  return found;
}

std::string limit_text(const std::optional<Money>& limit) {
  return limit ? limit->to_string() + " " + std::string(limit->currency.code()) : "none";
}

/// The new limit, in the currency of the one that the ERP has: a change doesn't say any currency.
std::optional<Money> new_limit(const NewCreditChange& change, const store::CustomerCredit& credit) {
  if (change.limit.empty()) return std::nullopt;
  const Money limit = Money::parse(change.limit, Currency::parse(change.currency));
  if (limit.minor < 0)
    refuse(FailureKind::invalid,
           "a credit limit can't be below zero; to stop all credit, block it");
  if (!credit.limit)
    refuse(FailureKind::conflict,
           "the ERP has told no credit limit of customer " + change.customer +
               ", so the currency of credit control area " + change.area +
               " isn't known; set the first limit there",
           "credit.currency");
  if (credit.limit->currency != limit.currency)
    refuse(FailureKind::conflict,
           "the customer's limit in the ERP is in " + std::string(credit.limit->currency.code()) +
               ", not in " + change.currency,
           "credit.currency");
  return limit;
}

/// Refuses a change that another one of the same credit makes needless or has to come before.
void check_before(const std::vector<store::Message>& before, const std::string& content) {
  for (const store::Message& m : before)
    if (m.state == "awaiting")
      refuse(FailureKind::conflict,
             "proposal " + std::to_string(m.id) +
                 " of this credit awaits approval; approve or void it first");
  for (auto m = before.rbegin(); m != before.rend(); ++m) {
    if (m->state == "void") continue;
    if (m->state != "failed" && m->content_sha256 == content)
      refuse(FailureKind::conflict,
             "proposal " + std::to_string(m->id) + " says the same and is " + m->state);
    return;
  }
}

void audit(soci::session& sql, const char* action, std::int64_t id, const std::string& actor,
           const json::object& detail, Instant now) {
  store::add_audit(sql,
                   {.actor = actor,
                    .action = action,
                    .object = "proposal " + std::to_string(id),
                    .detail_json = json::serialize(detail)},
                   now);
}

void check_form(const NewCreditChange& change) {
  if (change.customer.empty() || change.area.empty() || change.reason.empty())
    refuse(FailureKind::invalid, "give 'customer', 'area' (the credit control area) and 'reason'");
  if (change.limit.empty() && !change.blocked)
    refuse(FailureKind::invalid, "say what changes: 'limit', 'blocked', or both");
  if (change.limit.empty() != change.currency.empty())
    refuse(FailureKind::invalid, "'limit' and 'currency' belong together");
}

}  // namespace

json::object propose_credit_change(const Environment& environment, const NewCreditChange& change,
                                   const std::string& actor) {
  check_form(change);
  const std::string connector = connector_for(*environment.config, change.connector);
  const Instant now = environment.clock->now();
  store::WriteTransaction transaction(*environment.store);
  soci::session& sql = transaction.sql();
  const store::CustomerCredit credit = store::credit_of(sql, change.customer);
  const std::optional<Money> limit = new_limit(change, credit);
  if (limit == credit.limit && limit && !change.blocked)
    refuse(FailureKind::conflict,
           "the customer's limit in the ERP is " + limit_text(limit) + " already");
  json::object body{{"customer", change.customer},
                    {"area", change.area},
                    {"limit_before", limit_text(credit.limit)}};
  if (limit) {
    body["limit"] = limit->to_string();
    body["currency"] = std::string(limit->currency.code());
  }
  if (change.blocked) body["blocked"] = *change.blocked;
  const std::string subject = "credit:" + change.customer + "/" + change.area;
  const auto before = store::messages_about(sql, subject, connector);
  const std::string content =
      sha256_of((limit ? "limit " + limit_text(limit) : "") +
                (change.blocked ? (*change.blocked ? " block" : " release") : ""));
  check_before(before, content);
  const std::int64_t id =
      put_out(sql,
              {.kind = kCredit,
               .idempotency_key = key_for("SK", connector + "\n" + subject + "\n" + content + "\n" +
                                                    std::to_string(before.size())),
               .number = {},
               .connector = connector,
               .body = {},
               .content_sha256 = content,
               .about = {.subject = subject,
                         .company_code = {},
                         .customer = credit.customer,
                         .amount = limit.value_or(Money{})},
               .awaits_approval = true},
              body, now);
  store::note_act(sql, id, "propose", actor, change.reason, now);
  audit(sql, "credit.propose", id, actor, body, now);
  transaction.commit();
  return {{"proposal", id}, {"state", "awaiting"}};
}

void check_limit_unchanged(soci::session& sql, const store::Message& change) {
  const json::value body = json::parse(change.body);
  const std::string customer(body.at("customer").as_string());
  const std::string before(body.at("limit_before").as_string());
  const std::string is = limit_text(store::credit_of(sql, customer).limit);
  if (body.as_object().contains("limit") && is != before)
    refuse(FailureKind::conflict,
           "the customer's limit in the ERP was " + before + " when proposal " +
               std::to_string(change.id) + " was made and is " + is +
               " now; void it, and propose anew what is still wanted",
           "credit.changed");
}

json::object approve_credit_change(const Environment& environment, std::int64_t proposal,
                                   const std::string& actor) {
  const Instant now = environment.clock->now();
  const std::string name = "proposal " + std::to_string(proposal);
  store::WriteTransaction transaction(*environment.store);
  soci::session& sql = transaction.sql();
  const auto m = store::find_message(sql, proposal);
  if (!m) refuse(FailureKind::not_found, "there is no " + name);
  if (m->state != "awaiting")
    refuse(FailureKind::conflict, name + " is " + m->state + " and awaits no approval",
           "message.state");
  if (store::maker_of(sql, proposal) == actor)
    refuse(FailureKind::denied, actor + " proposed this; another person must approve it",
           "credit.four_eyes");
  check_limit_unchanged(sql, *m);
  for (const store::Message& other : store::messages_about(sql, m->about.subject, m->connector))
    if (other.id != proposal && other.has_no_effect())
      store::void_message(sql, other.id, actor, "overtaken by " + name, now);
  store::approve_message(sql, proposal, actor, now);
  audit(sql, "credit.approve", proposal, actor, {}, now);
  transaction.commit();
  return {{"proposal", proposal}, {"state", "proposed"}};
}

}  // namespace saldo::flows
