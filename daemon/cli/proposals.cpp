#include "cli/proposals.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "cli/documents.hpp"
#include "cli/listing.hpp"
#include "cli/runs.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

/// Does one thing to each; goes on after one that failed. Exit code of the worst.
int act(const ProposalActOptions& options, const std::string& what, const json::object& body) {
  const Daemon daemon(options.socket);
  const auto sink = open_sink({});
  const auto rows =
      make_rows(to_format(options.format), *sink, {"proposal", "state", "replaced_by"});
  int code = kDone;
  for (const std::string& id : options.proposals) {
    try {
      rows->add(fetch_object(daemon, {.method = "POST",
                                      .target = "/v1/proposals/" + url_encoded(id) + "/" + what,
                                      .body = body.empty() ? "" : json::serialize(body)}));
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

}  // namespace

int show_proposals(const ProposalsOptions& options) {
  const Daemon daemon(options.socket);
  const Format format = to_format(options.format);
  if (!options.proposal.empty()) {
    const auto sink = open_sink({});
    print_object(
        format, *sink,
        fetch_object(daemon, {.target = "/v1/proposals/" + url_encoded(options.proposal)}));
    sink->finish();
    return kDone;
  }
  print_listing(daemon, {.target = "/v1/proposals?state=" + url_encoded(options.status)}, format,
                {"id", "kind", "state", "customer", "company_code", "amount", "currency", "payment",
                 "about", "receipt", "error"},
                {}, Where(options.where));
  return kDone;
}

int retry_proposals(const ProposalActOptions& options) { return act(options, "retry", {}); }

int void_proposals(const ProposalActOptions& options) {
  return act(options, "void", {{"reason", options.reason}});
}

int propose_credit_change(const CreditChangeOptions& options) {
  const Daemon daemon(options.socket);
  json::object body;
  for (const auto& [key, value] : {std::pair{"customer", options.customer},
                                   {"area", options.area},
                                   {"limit", options.limit},
                                   {"currency", options.currency},
                                   {"block", options.block},
                                   {"reason", options.reason},
                                   {"connector", options.connector}})
    if (!value.empty()) body[key] = value;
  const auto sink = open_sink({});
  print_object(to_format(options.format), *sink,
               fetch_object(daemon, {.method = "POST",
                                     .target = "/v1/credit-changes",
                                     .body = json::serialize(body)}));
  sink->finish();
  return kDone;
}

int approve_credit_changes(const ProposalActOptions& options) {
  return act(options, "approve", {});
}

}  // namespace saldo::cli
