#include "cli/disputes.hpp"

#include <boost/json.hpp>

#include "cli/listing.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {

namespace {

namespace json = boost::json;

int print(const std::string& format, const json::object& answer) {
  const auto sink = open_sink({});
  print_object(to_format(format), *sink, answer);
  sink->finish();
  return kDone;
}

/// Members that aren't empty.
json::object body_of(std::initializer_list<std::pair<const char*, std::string>> members) {
  json::object body;
  for (const auto& [key, value] : members)
    if (!value.empty()) body[key] = value;
  return body;
}

int act(const DisputeActOptions& options, const std::string& verb,
        std::initializer_list<std::pair<const char*, std::string>> members) {
  const Daemon daemon(options.socket);
  return print(
      options.format,
      fetch_object(daemon, {.method = "POST",
                            .target = "/v1/disputes/" + url_encoded(options.dispute) + "/" + verb,
                            .body = json::serialize(body_of(members))}));
}

/// "90000001" or "90000001=120.00".
json::value item_of(const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos) return json::value(json::string(text));
  if (equals == 0 || equals + 1 == text.size())
    throw Stop(kUsage, "'" + text + "' has to be NUMBER or NUMBER=AMOUNT, such as 90000001=120.00");
  return json::object{{"item", text.substr(0, equals)}, {"amount", text.substr(equals + 1)}};
}

}  // namespace

int open_dispute(const DisputeOpenOptions& options) {
  const Daemon daemon(options.socket);
  json::object body = body_of({{"customer", options.customer},
                               {"reason", options.reason},
                               {"customer_reason", options.customer_reason},
                               {"note", options.note},
                               {"queue", options.queue}});
  json::array items;
  for (const std::string& item : options.items) items.push_back(item_of(item));
  body["items"] = std::move(items);
  return print(options.format, fetch_object(daemon, {.method = "POST",
                                                     .target = "/v1/disputes",
                                                     .body = json::serialize(body)}));
}

int list_disputes(const DisputeListOptions& options) {
  const Daemon daemon(options.socket);
  print_listing(
      daemon,
      {.target = "/v1/disputes?customer=" + url_encoded(options.customer) +
                 "&state=" + url_encoded(options.state) + "&owner=" + url_encoded(options.owner) +
                 "&queue=" + url_encoded(options.queue) +
                 (options.deductions ? "&deductions=true" : "")},
      to_format(options.format),
      {"dispute", "state", "customer", "name", "reason", "disputed", "currency", "owner", "queue",
       "due_on", "escalated_to", "resolution", "contest_by", "triage", "because"},
      {}, Where(options.where));
  return kDone;
}

int show_dispute(const DisputeActOptions& options) {
  const Daemon daemon(options.socket);
  return print(options.format,
               fetch_object(daemon, {.target = "/v1/disputes/" + url_encoded(options.dispute)}));
}

int assign_dispute(const DisputeActOptions& options) {
  return act(options, "assign",
             {{"owner", options.owner}, {"queue", options.queue}, {"reason", options.reason}});
}

int resume_dispute(const DisputeActOptions& options) {
  return act(options, "resume", {{"reason", options.reason}});
}

int wait_dispute(const DisputeActOptions& options) {
  return act(options, "wait", {{"for", options.whom}, {"reason", options.reason}});
}

int add_dispute_evidence(const DisputeActOptions& options) {
  return act(options, "evidence", {{"kind", options.kind}, {"reference", options.reference}});
}

int resolve_dispute(const DisputeActOptions& options) {
  return act(options, "resolve",
             {{"resolution", options.resolution},
              {"amount", options.amount},
              {"root_cause", options.root_cause},
              {"reason", options.reason}});
}

int approve_dispute(const DisputeActOptions& options) { return act(options, "approve", {}); }

int reject_dispute(const DisputeActOptions& options) {
  return act(options, "reject", {{"reason", options.reason}});
}

int void_dispute(const DisputeActOptions& options) {
  return act(options, "void", {{"reason", options.reason}});
}

int reopen_dispute(const DisputeActOptions& options) {
  return act(options, "reopen", {{"reason", options.reason}});
}

}  // namespace saldo::cli
