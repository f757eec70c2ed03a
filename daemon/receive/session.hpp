#pragma once

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "receive/door.hpp"

namespace saldo::receive {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<PlainStream>;

/// One connection. Reads ahead while answers are due, which are written in order. All of it runs on
/// the stream's strand.
template <class Stream>
class Session final : public std::enable_shared_from_this<Session<Stream>> {
 public:
  /// `ended` is called once, when the connection is no more.
  Session(Stream stream, std::shared_ptr<const Door> door, std::function<void()> ended)
      : stream_(std::move(stream)), door_(std::move(door)), ended_(std::move(ended)) {}
  ~Session() { ended_(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start();
  /// Any thread.
  void close();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Response = boost::beast::http::response<boost::beast::http::string_body>;
  struct Due {
    std::optional<Response> response;
  };

  void read_header();
  void on_header();
  void read_body(const std::shared_ptr<Due>& due);
  void answer(const std::shared_ptr<Due>& due, const Answer& answer, bool keep_alive);
  void write_next();
  void linger();
  void end();
  PlainStream& plain();

  Stream stream_;
  std::shared_ptr<const Door> door_;
  std::function<void()> ended_;
  std::string common_name_;
  boost::beast::flat_buffer buffer_;
  std::unique_ptr<Parser> parser_;
  Door::Admitted admitted_;
  std::deque<std::shared_ptr<Due>> due_;  // in the order of the requests
  std::size_t lingered_ = 0;
  bool reading_ = false, writing_ = false, last_ = false;
};

extern template class Session<PlainStream>;
extern template class Session<TlsStream>;

}  // namespace saldo::receive
