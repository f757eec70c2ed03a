#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "receive/door.hpp"

namespace saldo::receive {

/// HTTP/1.1 on a TCP address, with or without TLS. Requests on one connection may follow each other
/// without waiting for the answers, which come in order. Connections beyond a limit wait to be
/// accepted; one that is silent for a minute is ended.
class Listener {
 public:
  /// `loop` is run by threads of its own, whose number doesn't matter, and outlives the listener.
  Listener(boost::asio::io_context& loop, const config::Receiver& receiver,
           std::shared_ptr<const Door> door);
  ~Listener();  ///< stops accepting and ends open connections

  /// Fails when certificate, key or address can't be used.
  Result<void> listen();
  /// Where it listens; of use where the configuration leaves the port open.
  int port() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace saldo::receive
