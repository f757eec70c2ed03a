#include "cli/collections.hpp"

#include <boost/json.hpp>

#include "cli/documents.hpp"
#include "cli/listing.hpp"
#include "cli/runs.hpp"
#include "cli/terminal.hpp"
#include "cli/xlsx.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

/// A request's body of texts; what is empty isn't said.
class Body {
 public:
  Body& text(const char* key, const std::string& value) {
    if (!value.empty()) members_[key] = value;
    return *this;
  }
  Body& texts(const char* key, const std::vector<std::string>& values) {
    if (!values.empty()) members_[key] = json::array(values.begin(), values.end());
    return *this;
  }
  std::string take() const { return json::serialize(members_); }

 private:
  json::object members_;
};

int post(const std::string& socket, const std::string& format, const std::string& target,
         const Body& body) {
  const Daemon daemon(socket);
  const auto sink = open_sink({});
  print_object(to_format(format), *sink,
               fetch_object(daemon, {.method = "POST", .target = target, .body = body.take()}));
  sink->finish();
  return kDone;
}

}  // namespace

int show_worklist(const WorklistOptions& options) {
  const Daemon daemon(options.socket);
  std::string target = "/v1/worklist";
  if (!options.as_of.empty()) target += "?as_of=" + parse_day(options.as_of);
  print_listing(daemon, {.target = target}, to_format(options.format),
                {"priority", "customer", "name", "overdue", "currency", "days_in_arrears",
                 "next_action", "promised", "disputed", "broken_promises", "failed_because"},
                {}, Where(options.where));
  return kDone;
}

int print_statement(const StatementOptions& options) {
  const Daemon daemon(options.socket);
  std::string target = "/v1/customers/" + url_encoded(options.customer) +
                       "/statement?format=" + (options.format == "pdf" ? "pdf" : "jsonl");
  if (!options.from.empty()) target += "&from=" + parse_day(options.from);
  if (!options.to.empty()) target += "&to=" + parse_day(options.to);
  if (options.format == "pdf" || options.format == "xlsx") require_out_for_xlsx(options.out);
  if (options.format == "pdf") {
    const auto sink = open_sink(options.out);
    daemon.stream({.target = target}, [&](std::string_view piece) { sink->write(piece); });
    sink->finish();
    return kDone;
  }
  if (options.format == "xlsx") {
    const auto sink = open_sink(options.out);
    XlsxRecords book(*sink);
    for (const json::object& row : fetch_rows(daemon, {.target = target})) book.add(row);
    book.finish();
    sink->finish();
    return kDone;
  }
  print_listing(daemon, {.target = target}, to_format(options.format),
                {"record", "date", "kind", "reference", "due_date", "amount", "balance", "open",
                 "days_overdue", "currency"},
                options.out);
  return kDone;
}

int add_promise(const PromiseAddOptions& options) {
  Body body;
  body.text("customer", options.customer).texts("items", options.items);
  body.text("amount", options.amount).text("date", options.date);
  body.text("tolerance_days", options.tolerance).text("given_by", options.by);
  body.text("note", options.note);
  return post(options.socket, options.format, "/v1/promises", body);
}

int list_promises(const PromiseListOptions& options) {
  const Daemon daemon(options.socket);
  print_listing(daemon,
                {.target = "/v1/promises?customer=" + url_encoded(options.customer) +
                           "&state=" + url_encoded(options.state)},
                to_format(options.format),
                {"promise", "customer", "name", "amount", "currency", "promised_for", "level",
                 "state", "paid", "given_by"});
  return kDone;
}

int withdraw_promise(const PromiseWithdrawOptions& options) {
  Body body;
  body.text("reason", options.reason);
  return post(options.socket, options.format,
              "/v1/promises/" + url_encoded(options.promise) + "/withdraw", body);
}

int add_contact(const ContactAddOptions& options) {
  Body body;
  body.text("customer", options.customer).text("channel", options.channel);
  body.text("direction", options.incoming ? "in" : "out").text("date", options.date);
  body.text("person", options.person).text("outcome", options.outcome);
  body.text("note", options.note).texts("items", options.items);
  body.text("next_action", options.next);
  return post(options.socket, options.format, "/v1/contacts", body);
}

int list_contacts(const ContactListOptions& options) {
  const Daemon daemon(options.socket);
  print_listing(daemon, {.target = "/v1/contacts?customer=" + url_encoded(options.customer)},
                to_format(options.format),
                {"contact", "date", "customer", "channel", "direction", "person", "outcome",
                 "next_action", "actor"});
  return kDone;
}

}  // namespace saldo::cli
