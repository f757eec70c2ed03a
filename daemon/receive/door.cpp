#include "receive/door.hpp"

#include <algorithm>

#include "receive/envelope.hpp"
#include "saldo/plugin.h"

namespace saldo::receive {

namespace http = boost::beast::http;

namespace {

constexpr std::uint64_t kOnTheirWayMax = 256u << 20;  // bytes of bodies in memory
constexpr std::uint64_t kFreeBytesMin = 256u << 20;   // of the archive's disk
constexpr int kRetrySeconds = 5;
constexpr std::string_view kPath = "/idoc/";

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// The connector in "/idoc/CONNECTOR", with or without a query such as "?sap-client=100"; empty
/// for another path. Names of connectors need no percent-encoding.
std::string connector_in(std::string_view target) {
  target = target.substr(0, target.find('?'));
  if (!target.starts_with(kPath)) return {};
  target.remove_prefix(kPath.size());
  if (target.ends_with('/')) target.remove_suffix(1);
  return std::string(target);
}

Answer come_later(const std::string& why) {
  return {.status = 503,
          .text = why + "; nothing was taken, send it again later",
          .closes = false,
          .retry_after_seconds = kRetrySeconds};
}

}  // namespace

Door::Door(const config::Receiver& receiver, Senders senders, Journal& journal,
           const Intake& intake, const flows::Environment& environment)
    : name_(receiver.name),
      largest_bytes_(static_cast<std::uint64_t>(receiver.largest_mib) << 20),
      waiting_max_(static_cast<std::size_t>(receiver.waiting_max)),
      senders_(std::move(senders)),
      journal_(journal),
      intake_(intake),
      disk_(environment.archive->scratch()),
      observer_(environment.observer) {}

Answer Door::refused(int status, const std::string& text) const {
  if (observer_.metric) observer_.metric(name_, "push_refused_" + std::to_string(status), 1);
  return {.status = status, .text = text, .closes = true};
}

Answer Door::too_large() const {
  return refused(413, "the body is larger than " + std::to_string(largest_bytes_ >> 20) +
                          " MiB; send fewer IDocs at once, or raise largest_mib");
}

bool Door::is_full(std::string& why) const {
  const auto waiting = journal_.waiting() + static_cast<std::size_t>(intake_.backlog());
  std::error_code error;
  const auto space = std::filesystem::space(disk_, error);
  if (waiting >= waiting_max_)
    why = std::to_string(waiting) + " documents wait to be read already";
  else if (error || space.available < kFreeBytesMin)
    why = "the archive's disk is full";
  return !why.empty();
}

std::optional<Answer> Door::admit(const Header& header, std::optional<std::uint64_t> length,
                                  std::string_view common_name, Admitted& admitted) const {
  const std::string connector = connector_in(view(header.target()));
  if (connector.empty())
    return refused(404, "there is nothing at this path; IDocs go to /idoc/CONNECTOR");
  const auto* sender = senders_.find(view(header[http::field::authorization]), common_name);
  if (sender == nullptr)
    return refused(401,
                   "saldo doesn't know you; send user and password, or show the certificate, "
                   "of a sender in its configuration");
  if (std::ranges::find(sender->connectors, connector) == sender->connectors.end())
    return refused(403, "sender '" + sender->name + "' may not push for this connector");
  if (header.method() != http::verb::post) return refused(405, "IDocs are sent with POST");
  if (!header[http::field::content_encoding].empty())
    return refused(415, "compressed bodies aren't read; send it as it is");
  if (length && *length > largest_bytes_) return too_large();
  std::string why;
  if (is_full(why)) {
    Answer later = come_later(why);
    later.closes = true;
    return later;
  }
  const std::uint64_t bytes = length.value_or(largest_bytes_);
  auto room = std::make_unique<Room>(on_their_way_, bytes);
  if ((*on_their_way_ += bytes) > kOnTheirWayMax) {
    Answer later = come_later("too much is being sent at once");
    later.closes = true;
    return later;
  }
  admitted = {
      .info = {.connector = connector,
               .sender = sender->name,
               .media_type = std::string(view(header[http::field::content_type]).substr(0, 100))},
      .room = std::move(room)};
  return std::nullopt;
}

void Door::take(Admitted admitted, std::string body, std::function<void(Answer)> done) const {
  const auto envelope = find_idocs(body);
  if (!envelope) {
    Answer answer = refused(400, envelope.error().message);
    answer.closes = false;
    return done(std::move(answer));
  }
  const std::size_t count = envelope->idocs.size();
  const auto observer = observer_;
  const std::string connector = admitted.info.connector;
  journal_.append(
      std::move(admitted.info), std::move(body),
      [count, observer, connector, room = std::shared_ptr(std::move(admitted.room)),
       done = std::move(done)](const Result<void>& durable) {
        if (!durable) {
          observer.log("saldod", SALDO_LOG_ERROR, durable.error().to_string());
          return done(come_later("the archive can't take it"));
        }
        if (observer.metric)
          observer.metric(connector, "idocs_pushed", static_cast<std::int64_t>(count));
        done({.status = 200,
              .text = "received " + std::to_string(count) + (count == 1 ? " IDoc" : " IDocs")});
      });
}

}  // namespace saldo::receive
