#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>

#include "api/http.hpp"

namespace saldo::api {

/// HTTP/1.1 on a Unix socket. Connections are accepted on the control loop and served by threads of
/// the server's own, so a slow client holds up nothing but itself.
class Server {
 public:
  using Handler = std::function<void(Exchange&)>;

  Server(boost::asio::io_context& loop, Handler handler);
  ~Server();
  /// Listens. Fails when the path can't be used or another saldod answers on it.
  Result<void> listen(const std::filesystem::path& socket);
  /// Stops accepting and ends open connections. On the loop's thread, or when the loop is over.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace saldo::api
