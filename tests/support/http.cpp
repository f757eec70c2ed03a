#include "support/http.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

#include "base/file.hpp"

namespace saldo::test {

namespace {

FileHandle connected(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = path.string();
  if (name.size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, name.c_str(), name.size());
  FileHandle socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), path);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return {};
  return socket;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::optional<std::string> receive_all(int socket) {
  std::string all;
  char buffer[64 << 10];
  for (;;) {
    const ssize_t n = ::recv(socket, buffer, sizeof buffer, 0);
    if (n == 0) return all;
    if (n < 0) return std::nullopt;
    all.append(buffer, static_cast<std::size_t>(n));
  }
}

std::optional<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (result.ec != std::errc()) return std::nullopt;
  return value;
}

/// RFC 9112 §7.1; nothing unless the last chunk is there.
std::optional<std::string> joined_chunks(std::string_view chunked) {
  std::string out;
  for (;;) {
    const std::size_t end = chunked.find("\r\n");
    if (end == chunked.npos) return std::nullopt;
    const auto size = number(chunked.substr(0, end), 16);
    if (!size) return std::nullopt;
    if (*size == 0) return out;
    chunked.remove_prefix(end + 2);
    if (chunked.size() < *size + 2) return std::nullopt;
    out.append(chunked.substr(0, *size));
    chunked.remove_prefix(*size + 2);
  }
}

std::optional<Reply> parsed(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  if (end == answer.npos || !answer.starts_with("HTTP/1.1 ")) return std::nullopt;
  const std::string_view head = std::string_view(answer).substr(0, end);
  std::string_view body = std::string_view(answer).substr(end + 4);
  Reply reply;
  reply.status = static_cast<int>(number(head.substr(9, 3), 10).value_or(0));
  if (head.find("chunked") != head.npos) {
    auto joined = joined_chunks(body);
    if (!joined) return std::nullopt;
    reply.body = std::move(*joined);
    return reply;
  }
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t at = head.find(kLength);
  if (at != head.npos) {
    const auto length = number(head.substr(at + kLength.size()), 10);
    if (!length || body.size() < *length) return std::nullopt;
    body = body.substr(0, *length);
  }
  reply.body = std::string(body);
  return reply;
}

}  // namespace

boost::json::object Reply::json() const {
  const auto value = boost::json::parse(body);
  return value.as_object();
}

std::vector<boost::json::object> Reply::lines() const {
  std::vector<boost::json::object> out;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    const auto value = boost::json::parse(body.substr(at, end - at));
    out.push_back(value.as_object());
    at = end + 1;
  }
  return out;
}

std::optional<Reply> request(const std::filesystem::path& socket, std::string_view method,
                             std::string_view target, std::string_view body) {
  const FileHandle connection = connected(socket);
  if (!connection) return std::nullopt;
  std::string head = std::string(method) + " " + std::string(target) +
                     " HTTP/1.1\r\nHost: saldo\r\nContent-Length: " + std::to_string(body.size()) +
                     "\r\nConnection: close\r\n\r\n";
  if (!send_all(connection.get(), head) || !send_all(connection.get(), body)) return std::nullopt;
  const auto answer = receive_all(connection.get());
  return answer ? parsed(*answer) : std::nullopt;
}

}  // namespace saldo::test
