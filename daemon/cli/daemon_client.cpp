#include "cli/daemon_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <cerrno>
#include <cstdlib>

#include "cli/flatten.hpp"

namespace saldo::cli {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;
using Socket = boost::asio::local::stream_protocol::socket;
using Parser = http::response_parser<http::buffer_body>;

constexpr std::size_t kPieceBytes = 64u << 10;
constexpr std::size_t kErrorBytesMax = 1u << 20;

void connect(Socket& socket, const std::filesystem::path& path) {
  error_code error;
  try {
    socket.connect(path.string(), error);
  } catch (const boost::system::system_error& e) {
    error = e.code();  // the path is longer than Linux allows
  }
  if (!error) return;
  if (error.value() == EACCES)
    throw Stop(kDenied, "you may not use the daemon's socket " + path.string() +
                            "; ask to become a member of the group that owns it");
  throw Stop(kUnreachable, "the daemon can't be reached at " + path.string() + ": " +
                               error.message() +
                               "; start it (systemctl start saldod) or name its socket with "
                               "--socket or SALDO_SOCKET");
}

template <class Message>
error_code send(Socket& socket, Message& message, const Request& request) {
  message.method(request.method == "POST" ? http::verb::post : http::verb::get);
  message.target(request.target);
  message.version(11);
  message.set(http::field::host, "saldo");
  message.set(http::field::user_agent, "saldo/" SALDO_VERSION);
  message.keep_alive(false);
  message.prepare_payload();
  error_code error;
  http::write(socket, message, error);
  return error;
}

error_code send(Socket& socket, const Request& request) {
  if (request.file.empty()) {
    http::request<http::string_body> message;
    if (!request.body.empty()) message.set(http::field::content_type, "application/json");
    message.body() = request.body;
    return send(socket, message, request);
  }
  http::request<http::file_body> message;
  message.set(http::field::content_type, "application/octet-stream");
  error_code error;
  message.body().open(request.file.c_str(), boost::beast::file_mode::scan, error);
  if (error) throw Stop(kFailed, request.file.string() + ": can't be read: " + error.message());
  return send(socket, message, request);
}

/// Hands on the body piece by piece.
void read_body(Socket& socket, boost::beast::flat_buffer& buffer, Parser& parser,
               const std::function<void(std::string_view)>& each) {
  std::string piece(kPieceBytes, '\0');
  while (!parser.is_done()) {
    parser.get().body().data = piece.data();
    parser.get().body().size = piece.size();
    error_code error;
    http::read(socket, buffer, parser, error);
    if (error == http::error::need_buffer) error = {};
    each(std::string_view(piece.data(), piece.size() - parser.get().body().size));
    if (error)
      throw Stop(kFailed, "the daemon ended the answer early (" + error.message() +
                              "); what was read is incomplete. Its log says why");
  }
}

/// What the daemon's error says: {"error": {"message", "file", "line"}}.
std::string message_of(const std::string& body, unsigned status) {
  error_code error;
  const boost::json::value value = boost::json::parse(body, error);
  const auto* object = error ? nullptr : value.if_object();
  const auto* inner = object != nullptr ? object->if_contains("error") : nullptr;
  const auto* fields = inner != nullptr ? inner->if_object() : nullptr;
  if (fields == nullptr) return "the daemon answered with HTTP status " + std::to_string(status);
  std::string text;
  if (const auto* file = fields->if_contains("file"); file != nullptr && file->is_string())
    text += text_of(*file) + ':';
  if (const auto* line = fields->if_contains("line"); line != nullptr && line->is_number())
    text += text_of(*line) + ':';
  if (!text.empty()) text += ' ';
  if (const auto* message = fields->if_contains("message"); message && message->is_string())
    text += text_of(*message);
  return text;
}

Exit code_of(unsigned status, const Request& request) {
  switch (status) {
    case 400:
      return kUsage;
    case 401:
    case 403:
      return kDenied;
    case 404:
      return request.when_unknown;
    default:
      return kFailed;
  }
}

}  // namespace

Daemon::Daemon(const std::string& socket) : socket_(socket) {
  const char* environment = std::getenv("SALDO_SOCKET");
  if (socket_.empty() && environment != nullptr) socket_ = environment;
  if (socket_.empty()) socket_ = "/run/saldo/saldo.sock";
}

void Daemon::stream(const Request& request,
                    const std::function<void(std::string_view)>& each) const {
  boost::asio::io_context io;
  Socket socket(io);
  connect(socket, socket_);
  // A daemon that refuses a document doesn't read all of it, but says why.
  const error_code unsent = send(socket, request);
  boost::beast::flat_buffer buffer;
  Parser parser;
  parser.body_limit(boost::none);
  error_code error;
  http::read_header(socket, buffer, parser, error);
  if (error)
    throw Stop(kFailed, "the daemon at " + socket_.string() + " ended the connection: " +
                            (unsent ? unsent : error).message() + ". Its log says why");
  const unsigned status = parser.get().result_int();
  if (status < 300) return read_body(socket, buffer, parser, each);
  std::string body;
  read_body(socket, buffer, parser, [&](std::string_view piece) {
    if (body.size() < kErrorBytesMax) body += piece;
  });
  throw Stop(code_of(status, request), message_of(body, status));
}

std::string Daemon::fetch(const Request& request) const {
  std::string body;
  stream(request, [&](std::string_view piece) { body += piece; });
  return body;
}

bool is_answering(const std::filesystem::path& socket) {
  boost::asio::io_context io;
  Socket end(io);
  error_code error;
  end.connect(socket.string(), error);
  return !error;
}

std::string url_encoded(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

}  // namespace saldo::cli
