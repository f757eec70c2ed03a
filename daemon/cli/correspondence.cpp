#include "cli/correspondence.hpp"

#include <boost/json.hpp>

#include "cli/documents.hpp"
#include "cli/listing.hpp"
#include "cli/runs.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {

int list_correspondence(const CorrespondenceListOptions& options) {
  const Daemon daemon(options.socket);
  print_listing(daemon,
                {.target = "/v1/correspondence?customer=" + url_encoded(options.customer) +
                           "&class=" + url_encoded(options.classification) +
                           (options.unthreaded ? "&unthreaded=1" : "")},
                to_format(options.format),
                {"correspondence", "date", "class", "customer", "from.address", "subject", "thread",
                 "notice", "effect"},
                {}, Where(options.where));
  return kDone;
}

int show_correspondence(const CorrespondenceShowOptions& options) {
  const Daemon daemon(options.socket);
  const auto sink = open_sink({});
  print_object(to_format(options.format), *sink,
               fetch_object(daemon, {.target = "/v1/correspondence/" + url_encoded(options.mail)}));
  sink->finish();
  return kDone;
}

}  // namespace saldo::cli
