#include "api/server.hpp"

#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include <atomic>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace saldo::api {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Protocol = asio::local::stream_protocol;

namespace {

constexpr int kThreads = 8;
constexpr std::size_t kSocketPathMax = sizeof(sockaddr_un::sun_path) - 1;  // unix(7)
constexpr int kClientSilenceSeconds = 60;
constexpr std::size_t kHeaderBytesMax = 16u << 10;
constexpr std::size_t kWriteBytes = 64u << 10;
constexpr std::size_t kUserBytesMax = 1u << 20;
constexpr std::chrono::milliseconds kPause{100};  // before accepting is tried again

/// "unix:NAME" of the process at the other end, as the kernel vouches for it; by number where the
/// user has no name. Empty when it can't be told now: with two names, one person would be two.
std::string peer_name(int socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return {};
  std::vector<char> buffer(1024);
  passwd entry{};
  passwd* found = nullptr;
  int error = 0;
  while ((error = ::getpwuid_r(credentials.uid, &entry, buffer.data(), buffer.size(), &found)) ==
             ERANGE &&
         buffer.size() < kUserBytesMax)
    buffer.resize(2 * buffer.size());
  if (found != nullptr) return "unix:" + std::string(found->pw_name);
  const bool no_such_user = error == 0 || error == ENOENT || error == ESRCH;  // getpwuid_r(3)
  return no_such_user ? "unix:" + std::to_string(credentials.uid) : std::string();
}

class BeastExchange final : public Exchange {
 public:
  explicit BeastExchange(Protocol::socket socket) : socket_(std::move(socket)) {
    const timeval silence{kClientSilenceSeconds, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof silence);
    actor = peer_name(socket_.native_handle());
    parser_.header_limit(kHeaderBytesMax);
    parser_.body_limit(boost::none);
  }

  /// Reads the header; false when there is no request.
  bool receive() {
    boost::system::error_code error;
    http::read_header(socket_, buffer_, parser_, error);
    if (error) return false;
    if (actor.empty()) {
      answer(503, error_body({.message = "which user is asking can't be told now: the directory "
                                         "of users doesn't answer; try again"}));
      return false;
    }
    const auto& message = parser_.get();
    method = std::string(message.method_string());
    const auto url = boost::urls::parse_origin_form(message.target());
    if (!url) {
      answer(400, error_body({.message = "the request's target is not a path"}));
      return false;
    }
    for (const auto segment : url->segments()) path.emplace_back(segment);
    for (const auto parameter : url->params()) query[parameter.key] = parameter.value;
    if (message[http::field::expect] == "100-continue")
      asio::write(socket_, asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), error);
    return true;
  }

  std::size_t read(std::span<char> target) override {
    if (parser_.is_done()) return 0;
    auto& body = parser_.get().body();
    body.data = target.data();
    body.size = target.size();
    boost::system::error_code error;
    http::read(socket_, buffer_, parser_, error);
    if (error && error != http::error::need_buffer)
      throw FailureException({.kind = FailureKind::invalid,
                              .message = "the request's body broke off: " + error.message()});
    return target.size() - body.size;
  }

  void answer(int status, const boost::json::object& body) override {
    answered_ = true;
    http::response<http::string_body> response{static_cast<http::status>(status), 11};
    response.set(http::field::content_type, "application/json");
    response.keep_alive(false);
    response.body() = boost::json::serialize(body) + "\n";
    response.prepare_payload();
    boost::system::error_code error;
    http::write(socket_, response, error);
  }

  void begin(std::string_view media_type) override {
    answered_ = true;
    http::response<http::empty_body> response{http::status::ok, 11};
    response.set(http::field::content_type,
                 boost::beast::string_view(media_type.data(), media_type.size()));
    response.chunked(true);
    response.keep_alive(false);
    http::response_serializer<http::empty_body> serializer{response};
    boost::system::error_code error;
    http::write_header(socket_, serializer, error);
    stop_if(error);
  }
  void write(std::string_view bytes) override {
    pending_.append(bytes);
    if (pending_.size() >= kWriteBytes) flush();
  }
  void end() override {
    flush();
    boost::system::error_code error;
    asio::write(socket_, http::make_chunk_last(), error);
  }
  bool answered() const override { return answered_; }

 private:
  void flush() {
    if (pending_.empty()) return;
    boost::system::error_code error;
    asio::write(socket_, http::make_chunk(asio::buffer(pending_)), error);
    pending_.clear();
    stop_if(error);
  }
  static void stop_if(const boost::system::error_code& error) {
    if (error)
      throw FailureException(
          {.kind = FailureKind::cancelled, .message = "the client went away: " + error.message()});
  }

  Protocol::socket socket_;
  boost::beast::flat_buffer buffer_;
  http::request_parser<http::buffer_body> parser_;
  std::string pending_;
  bool answered_ = false;
};

Failure unusable(const std::filesystem::path& path, const std::string& why) {
  return {.kind = FailureKind::unavailable, .message = why, .file = path.string()};
}

}  // namespace

struct Server::State {
  State(asio::io_context& loop, Handler h) : acceptor(loop), timer(loop), handler(std::move(h)) {}

  void accept(const std::shared_ptr<State>& self) {
    acceptor.async_accept(
        pool.get_executor(), [self](boost::system::error_code error, Protocol::socket socket) {
          if (self->stopping) return;
          if (error) return self->accept_later(self);
          asio::post(self->pool,
                     [self, s = std::move(socket)]() mutable { self->serve(std::move(s)); });
          self->accept(self);
        });
  }

  /// Out of descriptors: those who wait are accepted a moment later.
  void accept_later(const std::shared_ptr<State>& self) {
    timer.expires_after(kPause);
    timer.async_wait([self](boost::system::error_code error) {
      if (!error && !self->stopping) self->accept(self);
    });
  }

  void serve(Protocol::socket socket) {
    const int descriptor = socket.native_handle();
    {
      const std::lock_guard lock(mutex);
      if (stopping) return;
      open.insert(descriptor);
    }
    {
      BeastExchange exchange(std::move(socket));
      if (exchange.receive()) handler(exchange);
      const std::lock_guard lock(mutex);
      open.erase(descriptor);
    }
  }

  Protocol::acceptor acceptor;
  asio::steady_timer timer;  // of the one who accepts
  Handler handler;
  std::filesystem::path path;
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::set<int> open;  // connections being served
  asio::thread_pool pool{kThreads};
};

Server::Server(asio::io_context& loop, Handler handler)
    : state_(std::make_shared<State>(loop, std::move(handler))) {}

Server::~Server() { stop(); }

Result<void> Server::listen(const std::filesystem::path& path) {
  boost::system::error_code error;
  if (path.native().size() > kSocketPathMax)
    return unusable(path, "a socket's path has at most " + std::to_string(kSocketPathMax) +
                              " bytes; set a shorter api.socket");
  const Protocol::endpoint endpoint(path.string());
  if (std::filesystem::exists(path)) {
    asio::io_context probe_loop;
    Protocol::socket probe(probe_loop);
    probe.connect(endpoint, error);
    if (!error)
      return unusable(path, "another saldod answers on this socket; stop it or set api.socket");
    std::filesystem::remove(path);
  }
  std::error_code made;
  std::filesystem::create_directories(path.parent_path(), made);
  state_->acceptor.open(endpoint.protocol(), error);
  const mode_t before = ::umask(0117);  // the group may connect, others may not
  state_->acceptor.bind(endpoint, error);
  ::umask(before);
  if (error) return unusable(path, "can't listen here: " + error.message() + "; set api.socket");
  state_->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return unusable(path, "can't listen here: " + error.message());
  state_->path = path;
  state_->accept(state_);
  return {};
}

void Server::stop() {
  if (state_->stopping.exchange(true)) return;
  boost::system::error_code error;
  state_->acceptor.close(error);
  {
    const std::lock_guard lock(state_->mutex);
    for (const int descriptor : state_->open) ::shutdown(descriptor, SHUT_RDWR);
  }
  state_->pool.join();
  std::error_code removed;
  if (!state_->path.empty()) std::filesystem::remove(state_->path, removed);
}

}  // namespace saldo::api
