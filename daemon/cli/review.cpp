#include "cli/review.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "cli/listing.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

void print(const std::string& format, const json::object& answer) {
  const auto sink = open_sink({});
  print_object(to_format(format), *sink, answer);
  sink->finish();
}

/// Does one act on the version that was seen: the one that was named, or the one that is there.
int act(const ReviewActOptions& options, const std::string& verb, json::object body) {
  const Daemon daemon(options.socket);
  const std::string target = "/v1/review/" + url_encoded(options.transaction);
  body["version"] =
      options.version.empty()
          ? std::to_string(integer_at(fetch_object(daemon, {.target = target}), "version"))
          : options.version;
  if (!options.reason.empty()) body["reason"] = options.reason;
  if (options.learn) body["learn"] = true;
  print(options.format, fetch_object(daemon, {.method = "POST",
                                              .target = target + "/" + verb,
                                              .body = json::serialize(body)}));
  return kDone;
}

/// "ITEM=AMOUNT" or "ITEM=AMOUNT+DISCOUNT".
json::object settled_item(const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    throw Stop(kUsage, "'" + text +
                           "' has to be ITEM=AMOUNT or ITEM=AMOUNT+DISCOUNT, such as "
                           "90000001=98.00+2.00");
  const std::string amounts = text.substr(equals + 1);
  const auto plus = amounts.find('+', 1);
  json::object item{{"item", text.substr(0, equals)}, {"amount", amounts.substr(0, plus)}};
  if (plus != std::string::npos) item["discount"] = amounts.substr(plus + 1);
  return item;
}

}  // namespace

int list_review(const ReviewListOptions& options) {
  const Daemon daemon(options.socket);
  std::string target = "/v1/review?customer=" + url_encoded(options.customer) +
                       "&limit=" + std::to_string(options.limit);
  if (options.parked) target += "&parked=true";
  print_listing(daemon, {.target = target}, to_format(options.format),
                {"id", "version", "booking_date", "amount", "currency", "payer", "customer",
                 "state", "rule", "reason"},
                {}, Where(options.where));
  return kDone;
}

int accept_review(const ReviewActOptions& options) {
  return act(options, "accept", {{"proposal", options.proposal}});
}

int choose_review(const ReviewActOptions& options) {
  json::array items;
  for (const std::string& item : options.items) items.push_back(json::object{{"item", item}});
  return act(options, "settle", {{"items", std::move(items)}});
}

int split_review(const ReviewActOptions& options) {
  json::array items;
  for (const std::string& item : options.items) items.push_back(settled_item(item));
  json::object body{{"items", std::move(items)}};
  if (!options.customer.empty()) body["on_account"] = options.customer;
  return act(options, "settle", std::move(body));
}

int park_review(const ReviewActOptions& options) {
  return act(options, "park", {{"customer", options.customer}});
}

int mark_not_ar(const ReviewActOptions& options) { return act(options, "not-ar", {}); }

int undo_review(const ReviewActOptions& options) { return act(options, "undo", {}); }

int explain(const ExplainOptions& options) {
  const Daemon daemon(options.socket);
  const Request request{.target = "/v1/explain/" + url_encoded(options.name)};
  if (!options.format.empty() && options.format != "text") {
    print_listing(daemon, request, to_format(options.format), {"about", "text"});
    return kDone;
  }
  const auto sink = open_sink({});
  for_each_line(daemon, request, [&](std::string_view line) {
    sink->write(text_at(parse_object(line), "text") + '\n');
  });
  sink->finish();
  return kDone;
}

int list_learnt(const LearntListOptions& options) {
  print_listing(Daemon(options.socket), {.target = "/v1/export/learnt"}, to_format(options.format),
                {"learnt", "state", "kind", "value", "customer", "customer_name", "learnt_by",
                 "learnt_at", "confirmed_by"},
                {}, Where(options.where));
  return kDone;
}

int withdraw_learnt(const LearntWithdrawOptions& options) {
  const Daemon daemon(options.socket);
  const auto sink = open_sink({});
  const auto rows = make_rows(to_format(options.format), *sink, {"learnt", "state"});
  int code = kDone;
  for (const std::string& id : options.learnt) {
    try {
      rows->add(fetch_object(daemon,
                             {.method = "POST",
                              .target = "/v1/learnt/" + url_encoded(id) + "/withdraw",
                              .body = json::serialize(json::object{{"reason", options.reason}})}));
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

}  // namespace saldo::cli
