#include "receive/session.hpp"

#include <openssl/x509.h>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <type_traits>

namespace saldo::receive {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr std::chrono::seconds kSilence{60};
constexpr std::size_t kHeaderBytesMax = 16u << 10;
constexpr std::chrono::seconds kLinger{2};
constexpr std::size_t kLingerPiece = 64u << 10, kLingerBytesMax = 64u << 20;
constexpr std::size_t kDueMax = 64;  // requests of one connection that wait for their answer

/// The common name of the certificate that the other end has shown and proved.
std::string common_name_of(SSL* ssl) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl),
                                                                &X509_free);
  if (!certificate || SSL_get_verify_result(ssl) != X509_V_OK) return {};
  const X509_NAME* subject = X509_get_subject_name(certificate.get());
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (size < 0) return {};
  std::string name(reinterpret_cast<char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return name;
}

}  // namespace

template <class Stream>
PlainStream& Session<Stream>::plain() {
  return beast::get_lowest_layer(stream_);
}

template <class Stream>
void Session<Stream>::start() {
  plain().expires_after(kSilence);
  beast::error_code ignored;
  plain().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [self = this->shared_from_this()](beast::error_code error) {
                              if (error) return self->end();
                              self->common_name_ = common_name_of(self->stream_.native_handle());
                              self->read_header();
                            });
  } else {
    asio::post(stream_.get_executor(), [self = this->shared_from_this()] { self->read_header(); });
  }
}

template <class Stream>
void Session<Stream>::close() {
  asio::post(stream_.get_executor(), [weak = this->weak_from_this()] {
    if (const auto self = weak.lock()) self->end();
  });
}

template <class Stream>
void Session<Stream>::read_header() {
  if (reading_ || last_ || due_.size() >= kDueMax) return;
  reading_ = true;
  parser_ = std::make_unique<Parser>();
  parser_->header_limit(kHeaderBytesMax);
  parser_->body_limit(door_->largest_bytes());
  plain().expires_after(kSilence);
  http::async_read_header(stream_, buffer_, *parser_,
                          [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                            if (!error) return self->on_header();
                            self->last_ = true;
                            if (error == http::error::body_limit) {
                              self->due_.push_back(std::make_shared<Due>());
                              return self->answer(self->due_.back(), self->door_->too_large(),
                                                  false);
                            }
                            // What is due is still written; without anything due the connection
                            // ends here.
                            if (self->due_.empty()) self->end();
                          });
}

template <class Stream>
void Session<Stream>::on_header() {
  const auto due = std::make_shared<Due>();
  due_.push_back(due);
  std::optional<std::uint64_t> length;
  if (const auto told = parser_->content_length()) length = *told;
  admitted_ = {};
  if (const auto refused = door_->admit(parser_->get(), length, common_name_, admitted_)) {
    last_ = refused->closes;
    return answer(due, *refused, !refused->closes);
  }
  if (parser_->get()[http::field::expect] != "100-continue") return read_body(due);
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  if (due_.size() > 1) return read_body(due);  // answers before it are still to be written
  asio::async_write(stream_, asio::buffer(kContinue),
                    [self = this->shared_from_this(), due](beast::error_code error, std::size_t) {
                      if (error) return self->end();
                      self->read_body(due);
                    });
}

template <class Stream>
void Session<Stream>::read_body(const std::shared_ptr<Due>& due) {
  http::async_read(stream_, buffer_, *parser_,
                   [self = this->shared_from_this(), due](beast::error_code error, std::size_t) {
                     if (error == http::error::body_limit) {
                       self->last_ = true;
                       return self->answer(due, self->door_->too_large(), false);
                     }
                     if (error) return self->end();
                     const bool keep_alive = self->parser_->get().keep_alive();
                     self->last_ = !keep_alive;
                     self->door_->take(
                         std::move(self->admitted_), std::move(self->parser_->get().body()),
                         [self, due, keep_alive](const Answer& given) {
                           asio::post(self->stream_.get_executor(), [self, due, keep_alive, given] {
                             self->answer(due, given, keep_alive);
                           });
                         });
                     self->reading_ = false;
                     self->read_header();
                   });
}

template <class Stream>
void Session<Stream>::answer(const std::shared_ptr<Due>& due, const Answer& given,
                             bool keep_alive) {
  Response response{static_cast<http::status>(given.status), 11};
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  if (given.status == 401)
    response.set(http::field::www_authenticate, "Basic realm=\"saldo\", charset=\"UTF-8\"");
  if (given.status == 405) response.set(http::field::allow, "POST");
  if (given.retry_after_seconds > 0)
    response.set(http::field::retry_after, std::to_string(given.retry_after_seconds));
  response.keep_alive(keep_alive);
  response.body() = given.text + "\n";
  response.prepare_payload();
  due->response = std::move(response);
  write_next();
}

template <class Stream>
void Session<Stream>::write_next() {
  if (writing_ || due_.empty() || !due_.front()->response) return;
  writing_ = true;
  plain().expires_after(kSilence);
  const std::shared_ptr<Due> due = due_.front();
  http::async_write(stream_, *due->response,
                    [self = this->shared_from_this(), due](beast::error_code error, std::size_t) {
                      self->writing_ = false;
                      if (error) return self->end();
                      self->due_.pop_front();
                      if (self->last_ && self->due_.empty()) return self->linger();
                      self->write_next();
                      self->read_header();
                    });
}

/// Reads what the other end still sends for a moment: closing at once would reset the connection
/// and might take the answer away from it.
template <class Stream>
void Session<Stream>::linger() {
  if (lingered_ == 0) {
    beast::error_code ignored;
    plain().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    plain().expires_after(kLinger);
  }
  buffer_.clear();
  plain().async_read_some(
      buffer_.prepare(kLingerPiece),
      [self = this->shared_from_this()](beast::error_code error, std::size_t size) {
        self->lingered_ += size;
        if (error || self->lingered_ > kLingerBytesMax) return self->end();
        self->linger();
      });
}

template <class Stream>
void Session<Stream>::end() {
  last_ = true;
  plain().close();
}

template class Session<PlainStream>;
template class Session<TlsStream>;

}  // namespace saldo::receive
