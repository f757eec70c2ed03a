#include "cli/mails.hpp"

#include <boost/json.hpp>

#include "cli/documents.hpp"
#include "cli/listing.hpp"
#include "cli/sink.hpp"

namespace saldo::cli {

namespace json = boost::json;

int list_mails(const MailListOptions& options) {
  print_listing(Daemon(options.socket),
                {.target = "/v1/mails?state=" + url_encoded(options.state) +
                           "&notice=" + url_encoded(options.notice)},
                to_format(options.format),
                {"token", "state", "notice", "customer", "name", "recipient", "sent_at", "attempts",
                 "doubts", "receipt", "error"},
                {}, Where(options.where));
  return kDone;
}

int list_undeliverable(const MailAddressesOptions& options) {
  print_listing(Daemon(options.socket), {.target = "/v1/mails/addresses"},
                to_format(options.format), {"address", "customer", "name", "reason", "recorded_at"},
                {}, Where(options.where));
  return kDone;
}

int lift_undeliverable(const MailLiftOptions& options) {
  const json::object answer =
      fetch_object(Daemon(options.socket),
                   {.method = "POST",
                    .target = "/v1/mails/addresses/lift",
                    .body = json::serialize(json::object{{"address", options.address}})});
  const auto sink = open_sink({});
  print_object(to_format(options.format), *sink, answer);
  sink->finish();
  return kDone;
}

}  // namespace saldo::cli
