#include "receive/listener.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <future>
#include <list>
#include <mutex>

#include "config/secret.hpp"
#include "receive/session.hpp"

namespace saldo::receive {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

constexpr std::size_t kConnectionsMax = 256;
constexpr std::chrono::milliseconds kPause{100};  // before accepting is tried again

Failure unusable(const config::Receiver& receiver, const std::string& why) {
  return {.kind = FailureKind::unavailable, .message = "receiver '" + receiver.name + "': " + why};
}

Result<std::unique_ptr<asio::ssl::context>> tls_of(const config::Receiver& receiver) {
  const auto key = config::reveal(*receiver.key);
  if (!key) return key.error();
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression);
  boost::system::error_code error;
  tls->use_certificate_chain_file(receiver.certificate.string(), error);
  if (error)
    return unusable(receiver, "the certificate " + receiver.certificate.string() +
                                  " can't be used: " + error.message());
  tls->use_private_key(asio::buffer(*key), asio::ssl::context::pem, error);
  if (error) return unusable(receiver, "the key can't be used: " + error.message());
  if (::SSL_CTX_check_private_key(tls->native_handle()) != 1)
    return unusable(receiver, "the key isn't that of the certificate");
  if (!receiver.client_ca.empty()) {
    tls->load_verify_file(receiver.client_ca.string(), error);
    if (error)
      return unusable(receiver, "client_ca " + receiver.client_ca.string() +
                                    " can't be used: " + error.message());
    // One that shows none may still be known by its password.
    tls->set_verify_mode(asio::ssl::verify_peer);
  }
  static constexpr unsigned char kSessions[] = "saldo";
  ::SSL_CTX_set_session_id_context(tls->native_handle(), kSessions, sizeof kSessions - 1);
  return tls;
}

}  // namespace

struct Listener::State : std::enable_shared_from_this<Listener::State> {
  State(asio::io_context& l, const config::Receiver& r, std::shared_ptr<const Door> d)
      : loop(l),
        strand(asio::make_strand(l)),
        receiver(r),
        door(std::move(d)),
        acceptor(strand),
        timer(strand) {}

  void accept() {
    if (closed) return;
    if (count() >= kConnectionsMax) return accept_later();
    acceptor.async_accept(
        asio::make_strand(loop),
        [self = shared_from_this()](boost::system::error_code error, tcp::socket socket) {
          if (self->closed) return;
          if (error) return self->accept_later();
          self->serve(std::move(socket));
          self->accept();
        });
  }

  /// Out of descriptors, or enough connections: those who wait are accepted a moment later.
  void accept_later() {
    timer.expires_after(kPause);
    timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (!error) self->accept();
    });
  }

  void serve(tcp::socket socket) {
    if (tls)
      open(TlsStream(PlainStream(std::move(socket)), *tls));
    else
      open(PlainStream(std::move(socket)));
  }

  template <class Stream>
  void open(Stream stream) {
    std::list<std::function<void()>>::iterator place;
    {
      const std::lock_guard lock(mutex);
      place = closers.emplace(closers.end(), [] {});
    }
    const auto ended = [self = shared_from_this(), place] {
      const std::lock_guard lock(self->mutex);
      self->closers.erase(place);
    };
    const auto session = std::make_shared<Session<Stream>>(std::move(stream), door, ended);
    {
      const std::lock_guard lock(mutex);
      *place = [weak = std::weak_ptr(session)] {
        if (const auto alive = weak.lock()) alive->close();
      };
    }
    session->start();
  }

  std::size_t count() {
    const std::lock_guard lock(mutex);
    return closers.size();
  }

  void close() {
    std::list<std::function<void()>> all;
    {
      const std::lock_guard lock(mutex);
      all = closers;
    }
    for (const auto& close_one : all) close_one();
    boost::system::error_code ignored;
    closed = true;
    acceptor.close(ignored);
    timer.cancel();
  }

  asio::io_context& loop;
  asio::strand<asio::io_context::executor_type> strand;
  config::Receiver receiver;
  std::shared_ptr<const Door> door;
  std::unique_ptr<asio::ssl::context> tls;
  tcp::acceptor acceptor;
  asio::steady_timer timer;
  bool closed = false;  // of the strand
  std::mutex mutex;
  std::list<std::function<void()>> closers;  // one for each open connection
};

Listener::Listener(asio::io_context& loop, const config::Receiver& receiver,
                   std::shared_ptr<const Door> door)
    : state_(std::make_shared<State>(loop, receiver, std::move(door))) {}

Listener::~Listener() {
  // The address is free for the next one when this returns.
  std::promise<void> closed;
  asio::post(state_->strand, [state = state_, &closed] {
    state->close();
    closed.set_value();
  });
  closed.get_future().wait();
}

Result<void> Listener::listen() {
  State& s = *state_;
  if (s.receiver.key) {
    auto tls = tls_of(s.receiver);
    if (!tls) return tls.error();
    s.tls = std::move(*tls);
  }
  const tcp::endpoint endpoint(asio::ip::make_address(s.receiver.address),
                               static_cast<asio::ip::port_type>(s.receiver.port));
  boost::system::error_code error;
  s.acceptor.open(endpoint.protocol(), error);
  if (!error) s.acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) s.acceptor.bind(endpoint, error);
  if (!error) s.acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return unusable(s.receiver, "can't listen at " + s.receiver.address + ":" +
                                    std::to_string(s.receiver.port) + ": " + error.message() +
                                    "; correct 'listen' or free the address");
  asio::post(s.strand, [state = state_] { state->accept(); });
  return {};
}

int Listener::port() const { return state_->acceptor.local_endpoint().port(); }

}  // namespace saldo::receive
