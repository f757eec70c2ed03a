#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <iterator>

#include "config/secret.hpp"
#include "config/sections.hpp"

namespace saldo::config {
namespace {

namespace fs = std::filesystem;

/// "127.0.0.1:8443", "[::1]:8443".
void read_listen(const Node& node, Receiver& receiver, Faults& faults) {
  const auto text = read_text(node, "listen", faults);
  if (!text) return;
  const std::size_t colon = text->rfind(':');
  std::string host = text->substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  const std::string digits = colon == std::string::npos ? "" : text->substr(colon + 1);
  constexpr int kPortMax = 65'535;
  const auto [end, bad] =
      std::from_chars(digits.data(), digits.data() + digits.size(), receiver.port);
  if (error || digits.empty() || bad != std::errc() || end != digits.data() + digits.size() ||
      receiver.port < 0 || receiver.port > kPortMax) {
    faults.add(node.at, in_quotes(*text) +
                            " is no address to listen at; write one such as 127.0.0.1:8443 or "
                            "[::]:8443");
    return;
  }
  receiver.address = host;
}

fs::path read_path(Mapping& map, const char* key, const fs::path& folder, Faults& faults) {
  const Node* node = map.find(key);
  if (node == nullptr) return {};
  const auto text = read_text(*node, key, faults);
  if (!text) return {};
  fs::path path = resolve(folder, *text);
  std::error_code error;
  if (!fs::is_regular_file(path, error))
    faults.add(node->at, in_quotes(key) + " is " + in_quotes(path.string()) +
                             ", which isn't a file that saldo can read");
  return path;
}

void read_tls(const Node& node, const fs::path& folder, Receiver& receiver, Faults& faults) {
  Mapping map(node, "tls", "tls", faults);
  if (map.require("certificate") != nullptr)
    receiver.certificate = read_path(map, "certificate", folder, faults);
  if (const Node* key = map.require("key")) receiver.key = read_secret("key", *key, folder, faults);
  receiver.client_ca = read_path(map, "client_ca", folder, faults);
  map.finish();
}

void read_connectors_of(const Node& node, const std::vector<Connector>& connectors, Sender& sender,
                        Faults& faults) {
  std::vector<std::string> known;
  std::ranges::transform(connectors, std::back_inserter(known), &Connector::name);
  const auto& list = read_list(node, "connectors", faults);
  if (list.empty() && node.kind == Node::Kind::sequence)
    faults.add(node.at, "'connectors' must name at least one for which it may push");
  for (const Node& entry : list) {
    const auto name = read_text(entry, "connectors", faults);
    if (!name) continue;
    if (std::ranges::count(known, *name) == 0)
      faults.add(entry.at, "there is no connector " + in_quotes(*name) +
                               suggestion(*name, known, "there are"));
    sender.connectors.push_back(*name);
  }
}

Sender read_sender(const Node& node, const Receiver& receiver,
                   const std::vector<Connector>& connectors, const fs::path& folder,
                   Faults& faults) {
  Sender sender;
  Mapping map(node, "senders", "a sender", faults);
  sender.name = map.required_text("name");
  if (const Node* name = map.find("name"); name != nullptr && !sender.name.empty())
    check_name(sender.name, "name", name->at, faults);
  sender.user = map.text("user");
  if (const Node* password = map.find("password"))
    sender.password = read_secret("password", *password, folder, faults);
  sender.common_name = map.text("common_name");
  if (sender.user.empty() != !sender.password)
    faults.add(map.at(), "'user' and 'password' go together; one of them is missing");
  if (sender.user.find(':') != std::string::npos)
    faults.add(map.key_at("user"), "a user of HTTP basic authentication can't have a colon");
  if (sender.user.empty() && sender.common_name.empty())
    faults.add(map.at(), "sender " + in_quotes(sender.name) +
                             " is known by nothing: give it 'user' and 'password', or the "
                             "'common_name' of its certificate");
  if (!sender.common_name.empty() && receiver.client_ca.empty())
    faults.add(map.key_at("common_name"),
               "certificates of senders aren't asked for; add 'client_ca' to the receiver's 'tls'");
  if (const Node* list = map.require("connectors"))
    read_connectors_of(*list, connectors, sender, faults);
  map.finish();
  return sender;
}

/// Passwords must not travel in the clear, unless a proxy in front of saldo has the TLS.
void check_plain(const Receiver& receiver, Mark at, Faults& faults) {
  if (receiver.address.empty()) return;
  const auto address = boost::asio::ip::make_address(receiver.address);
  if (!receiver.certificate.empty() || receiver.behind_proxy || address.is_loopback()) return;
  faults.add(at, "receiver " + in_quotes(receiver.name) + " would take passwords without TLS at " +
                     in_quotes(receiver.address) +
                     "; add 'tls', or 'behind_proxy: true' where a proxy in front of it has the "
                     "TLS and nobody else reaches the address");
}

Receiver read_receiver(const Node& node, const std::vector<Connector>& connectors,
                       const fs::path& folder, Names& names, Faults& faults) {
  constexpr int kLargestMib = 512, kWaitingMax = 10'000'000;
  Receiver receiver;
  Mapping map(node, "receivers", "a receiver", faults);
  receiver.name = read_new_name(map, names, faults);
  if (const Node* listen = map.require("listen")) read_listen(*listen, receiver, faults);
  if (const Node* tls = map.find("tls")) read_tls(*tls, folder, receiver, faults);
  receiver.behind_proxy = map.flag("behind_proxy", false);
  if (receiver.behind_proxy && !receiver.certificate.empty())
    faults.add(map.key_at("behind_proxy"),
               "'behind_proxy' means that the proxy has the TLS; remove it or 'tls'");
  receiver.largest_mib = map.integer("largest_mib", 1, kLargestMib, receiver.largest_mib);
  receiver.waiting_max = map.integer("waiting_max", 1, kWaitingMax, receiver.waiting_max);
  check_plain(receiver, map.at(), faults);
  if (const Node* senders = map.require("senders")) {
    for (const Node& entry : read_list(*senders, "senders", faults)) {
      Sender sender = read_sender(entry, receiver, connectors, folder, faults);
      const bool again = std::ranges::any_of(receiver.senders, [&](const Sender& earlier) {
        return earlier.name == sender.name ||
               (!sender.user.empty() && earlier.user == sender.user) ||
               (!sender.common_name.empty() && sender.user.empty() && earlier.user.empty() &&
                earlier.common_name == sender.common_name);
      });
      if (again)
        faults.add(entry.at, "sender " + in_quotes(sender.name) +
                                 " has the name, user or certificate of an earlier one; each needs "
                                 "its own");
      receiver.senders.push_back(std::move(sender));
    }
    if (receiver.senders.empty() && senders->kind == Node::Kind::sequence)
      faults.add(senders->at, "'senders' must name at least one");
  }
  map.finish();
  return receiver;
}

}  // namespace

std::vector<Receiver> read_receivers(const Node& node, const std::vector<Connector>& connectors,
                                     const std::filesystem::path& folder, Names& names,
                                     Faults& faults) {
  std::vector<Receiver> receivers;
  for (const Node& entry : read_list(node, "receivers", faults))
    receivers.push_back(read_receiver(entry, connectors, folder, names, faults));
  return receivers;
}

}  // namespace saldo::config
