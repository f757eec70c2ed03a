#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "cli/exit.hpp"

/// The daemon's HTTP API over its Unix socket. Every failure ends the verb (Stop) with the exit
/// code that belongs to it. One thread at a time.
namespace saldo::cli {

struct Request {
  std::string method = "GET";
  std::string target;                 ///< path and query, already encoded
  std::string body;                   ///< JSON
  std::filesystem::path file;         ///< sent as the body instead, from disk
  Exit when_unknown = Exit::kFailed;  ///< what "404 not found" means here
};

class Daemon {
 public:
  /// `socket` as the user gave it; empty: SALDO_SOCKET, then /run/saldo/saldo.sock.
  explicit Daemon(const std::string& socket);

  /// Hands on the answer's body as it comes.
  void stream(const Request& request, const std::function<void(std::string_view)>& each) const;
  /// The whole body; for answers of a known, small size.
  std::string fetch(const Request& request) const;

  const std::filesystem::path& socket() const { return socket_; }

 private:
  std::filesystem::path socket_;
};

/// Whether somebody listens on the socket.
bool is_answering(const std::filesystem::path& socket);

/// A name as one part of a path or query (RFC 3986).
std::string url_encoded(std::string_view text);

}  // namespace saldo::cli
