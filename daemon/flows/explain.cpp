#include "flows/explain.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "flows/mail_support.hpp"
#include "model/cash_policy.hpp"
#include "store/explanations.hpp"
#include "store/review.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

using Each = std::function<void(const json::object&)>;

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

bool is_zero(const std::string& amount) {
  return amount.find_first_of("123456789") == std::string::npos;
}

/// The text and the figures behind it.
void tell(const Each& each, const char* about, const std::string& text,
          const json::object& figures = {}) {
  json::object line{{"about", about}, {"text", text}};
  for (const auto& [key, value] : figures) line[key] = value;
  each(line);
}

void tell_source(const Each& each, const json::object& facts, const std::string& what) {
  const json::object& s = facts.at("source").as_object();
  std::string text =
      what + " stands in '" + text_at(s, "name") + "' at byte " + text_at(s, "offset") + " (line " +
      text_at(s, "line") + "); the file's SHA-256 is " + text_at(s, "document") +
      ". It came by connector '" + text_at(s, "connector") + "', was read by decoder '" +
      text_at(s, "decoder") + "' version " + text_at(s, "decoder_version") +
      ", and is in the book since " + text_at(s, "posted_at");
  if (s.contains("run")) text += " (run " + text_at(s, "run") + ")";
  tell(each, "source", text + ".", s);
}

std::string who(const json::object& row) {
  if (std::string actor = text_at(row, "actor"); !actor.empty()) return actor;
  if (!row.contains("run")) return "saldo";
  const std::string job = text_at(row, "job");
  return "run " + text_at(row, "run") + (job.empty() ? "" : " of '" + job + "'");
}

std::string what_became(const json::object& d) {
  std::string status = text_at(d, "status");
  const std::string customer = text_at(d, "customer");
  const std::string whose =
      customer.empty() ? "" : " of customer " + customer + " (" + text_at(d, "customer_name") + ")";
  if (status == "applied") return "applied to items" + whose;
  if (status == "proposed")
    return "left to a person" + (whose.empty() ? "" : ", presumably as a payment" + whose);
  if (status == "unapplied") return "put on the account" + whose;
  if (status == "returned") return "linked to the payment that it takes back" + whose;
  if (status == "suspense") return "left aside: nobody knows whose it is";
  if (status == "not_ar") return "put aside as not customers' money";
  return status;
}

void tell_evidence(const Each& each, const json::object& d, const std::string& remittance) {
  const json::value* list = d.if_contains("evidence");
  if (list == nullptr || !list->is_array()) return;
  for (const json::value& value : list->get_array()) {
    const json::object& e = value.as_object();
    if (text_at(e, "kind") == "accident_millionths") continue;
    std::string text = "Evidence: " + words_of_evidence(text_at(e, "kind"), text_at(e, "value"));
    if (const json::value* at = e.if_contains("at")) {
      const auto begin = at->as_array().at(0).to_number<std::size_t>();
      const auto end = at->as_array().at(1).to_number<std::size_t>();
      if (begin < end && end <= remittance.size())
        text += ", bytes " + std::to_string(begin) + " to " + std::to_string(end) +
                " of the text: " + remittance.substr(0, begin) + "[" +
                remittance.substr(begin, end - begin) + "]" + remittance.substr(end);
    }
    tell(each, "evidence", text + ".", e);
  }
}

void tell_runner_up(const Each& each, const json::object& d, const std::string& currency) {
  const json::value* other = d.if_contains("runner_up");
  if (other == nullptr || !other->is_object()) {
    tell(each, "runner_up", "No other reading was found.");
    return;
  }
  const json::object& r = other->get_object();
  std::string text = "The next best reading: " + words_of_rule(text_at(r, "rule"));
  for (const json::value& item : r.at("applied").as_array())
    text += "; " + std::string(item.at(0).as_string()) + " with " +
            Money{item.at(1).to_number<std::int64_t>(), Currency::parse(currency)}.to_string() +
            " " + currency;
  if (d.contains("margin"))
    text += ". The chosen one's evidence is stronger by " + text_at(d, "margin") +
            " stages of the order of proofs";
  tell(each, "runner_up", text + ".",
       {{"runner_up", r}, {"margin", d.contains("margin") ? d.at("margin") : json::value()}});
}

void tell_chance(const Each& each, const json::object& d) {
  if (!d.contains("accident_millionths")) return;
  const std::int64_t millionths = d.at("accident_millionths").to_number<std::int64_t>();
  constexpr int kDecimals = 6;
  tell(each, "chance",
       "A foreign amount of this size would meet " + Money::format(millionths, kDecimals) +
           " combinations of this customer's open items by chance (lambda).",
       {{"accident_millionths", millionths}});
}

void tell_policy(const Each& each, const json::object& d) {
  const std::string version = text_at(d, "policy_version"), rule = text_at(d, "policy_rule");
  std::string text = version.empty() ? "The built-in policy counted"
                                     : "Policy version " + version + " counted, " +
                                           (rule.empty() ? "its defaults" : "rule '" + rule + "'");
  tell(each, "policy", text + "; configuration version " + text_at(d, "config_version") + ".",
       {{"policy_version", version},
        {"policy_rule", rule},
        {"config_version", text_at(d, "config_version")}});
}

std::string what_it_settles(const json::object& a) {
  const std::string currency = text_at(a, "currency");
  std::string text = text_at(a, "paid") + " " + currency;
  if (!is_zero(text_at(a, "discount"))) text += " and " + text_at(a, "discount") + " discount";
  if (!is_zero(text_at(a, "write_off"))) text += " and " + text_at(a, "write_off") + " written off";
  return text;
}

void tell_decision(const Each& each, const json::object& d, const json::object& payment) {
  tell(each, "decision",
       "On " + text_at(d, "decided_at") + " " + who(d) + " decided: " + what_became(d) + ". " +
           words_of_rule(text_at(d, "rule")) + ". " + text_at(d, "reason"),
       {{"decision", d.at("decision")},
        {"status", text_at(d, "status")},
        {"rule", text_at(d, "rule")},
        {"by", who(d)}});
  tell_evidence(each, d, text_at(payment, "remittance"));
  tell_runner_up(each, d, text_at(payment, "currency"));
  tell_chance(each, d);
  tell_policy(each, d);
}

/// What anybody may have written stands apart from the evidence.
void tell_mails(const Each& each, soci::session& sql, model::TransactionId id,
                const std::string& currency) {
  for (const json::object& mail : mails_for_payment(sql, id)) {
    std::string items;
    for (const json::value& value : mail.at("items").as_array()) {
      const json::object& item = value.as_object();
      items += (items.empty() ? "" : ", ") + text_at(item, "item");
      if (item.contains("stated")) items += " with " + text_at(item, "stated") + " " + currency;
    }
    tell(each, "mail",
         "Unverified: mail " + text_at(mail, "correspondence") + " of " +
             text_at(mail, "received_at") + " from " + text_at(mail, "from") + ", of customer " +
             text_at(mail, "customer") + ", names " + items + "; " + text_at(mail, "why") +
             ". Nothing was decided by it; the mail's SHA-256 is " + text_at(mail, "document") +
             ".",
         mail);
  }
}

void explain_payment(soci::session& sql, model::TransactionId id, const Each& each) {
  const json::object payment = store::payment_facts(sql, id);
  const std::string currency = text_at(payment, "currency");
  const std::string payer = text_at(payment, "payer");
  tell(each, "payment",
       "On " + text_at(payment, "booking_date") + " account " + text_at(payment, "account") +
           " was moved by " + text_at(payment, "amount") + " " + currency +
           (payer.empty() ? "" : " by '" + payer + "'") +
           (payment.contains("payer_iban") ? " from " + text_at(payment, "payer_iban") : "") +
           (payment.contains("remittance")
                ? ", with the text '" + text_at(payment, "remittance") + "'"
                : "") +
           ".",
       payment);
  tell_source(each, payment, "The line");
  std::vector<json::object> decisions;
  store::for_each_decision(sql, id, [&](json::object& d) { decisions.push_back(std::move(d)); });
  if (decisions.empty()) tell(each, "decision", "Cash application hasn't looked at it yet.");
  for (std::size_t i = 0; i + 1 < decisions.size(); ++i)
    tell(each, "earlier_decision",
         "Earlier, on " + text_at(decisions[i], "decided_at") + ", " + who(decisions[i]) +
             " decided: " + what_became(decisions[i]) + ". " + text_at(decisions[i], "reason"),
         {{"decision", decisions[i].at("decision")}, {"rule", text_at(decisions[i], "rule")}});
  if (!decisions.empty()) tell_decision(each, decisions.back(), payment);
  tell_mails(each, sql, id, currency);
  store::for_each_allocation(sql, id, [&](json::object& a) {
    const bool back = a.contains("reverses");
    tell(each, "allocation",
         (back ? "Taken back from item " : "Item ") + text_at(a, "item") +
             (back ? ": " : " was settled with ") + what_it_settles(a) + "; of its " +
             text_at(a, "item_amount") + " " + currency + ", " + text_at(a, "open") +
             " are open now.",
         a);
  });
  tell(each, "sum", text_at(payment, "unapplied") + " " + currency + " of it settle nothing now.",
       {{"unapplied", text_at(payment, "unapplied")}, {"state", text_at(payment, "state")}});
}

void explain_item(soci::session& sql, model::ItemId id, const Each& each) {
  const json::object item = store::item_facts(sql, id);
  const std::string currency = text_at(item, "currency");
  tell(each, "item",
       "Item " + text_at(item, "number") + " (" + text_at(item, "kind") + ") of company code " +
           text_at(item, "company_code") + " for customer " + text_at(item, "customer") + " (" +
           text_at(item, "customer_name") + ") amounts to " + text_at(item, "amount") + " " +
           currency + ", due on " + text_at(item, "due_date") + ".",
       item);
  tell_source(each, item, "It");
  std::string sum = text_at(item, "amount");
  store::for_each_allocation(sql, id, [&](json::object& a) {
    const bool back = a.contains("reverses");
    const json::object& source = a.at("source").as_object();
    tell(each, "allocation",
         (back ? "Taken back: " : "Settled: ") + what_it_settles(a) + " as of " +
             text_at(a, "value_date") + " by payment " + text_at(a, "transaction") +
             (a.contains("payer") ? " of '" + text_at(a, "payer") + "'" : "") + ", decided by " +
             who(a) + ". " + words_of_rule(text_at(a, "rule")) + ". The payment stands in '" +
             text_at(source, "name") + "' at byte " + text_at(source, "offset") +
             "; the file's SHA-256 is " + text_at(source, "document") + ".",
         a);
    for (const char* part : {"paid", "discount", "write_off"})
      if (const std::string amount = text_at(a, part); !is_zero(amount))
        sum += amount.starts_with("-") ? " + " + amount.substr(1) : " - " + amount;
  });
  tell(each, "sum",
       "Open: " + sum + " = " + text_at(item, "open") + " " + currency + " (" +
           text_at(item, "state") + ").",
       {{"open", text_at(item, "open")}, {"currency", currency}});
}

}  // namespace

void explain(const Environment& environment, const std::string& name, const Each& each) {
  store::Snapshot snapshot(*environment.store);
  const auto items = store::items_of_number(snapshot.sql(), name);
  for (const model::ItemId item : items) explain_item(snapshot.sql(), item, each);
  if (!items.empty()) return;
  try {
    explain_payment(snapshot.sql(), store::find_transaction(snapshot.sql(), name), each);
  } catch (const FailureException& e) {
    if (e.failure.kind != FailureKind::not_found) throw;
    throw FailureException({.kind = FailureKind::not_found,
                            .message = "neither an item nor a payment is called '" + name + "'"});
  }
}

}  // namespace saldo::flows
