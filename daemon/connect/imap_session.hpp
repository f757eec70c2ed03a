#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "connect/imap_text.hpp"
#include "connect/transfer.hpp"

namespace saldo::connect {

/// Why a session can't go on: the connection broke, took too long, or said what isn't IMAP.
struct ImapBroken {
  std::uint32_t outcome;  ///< as in plugin.h
  std::string message;
};

/// Talks IMAP over a connection that libcurl has made, with TLS and log-in. Literals are counted,
/// never searched for an end: whatever a mail says, it can't pass for the server. One thread.
class ImapSession {
 public:
  /// `handle` has connected with CURLOPT_CONNECT_ONLY and outlives this.
  ImapSession(CURL* handle, std::chrono::milliseconds timeout, std::uint64_t largest_bytes,
              const Pause& pause);

  struct Answer {
    bool ok = false;
    std::string text;                     ///< of the tagged response: "NO [TRYCREATE] …"
    std::vector<ImapResponse> responses;  ///< untagged
  };
  /// Sends one command and reads up to its end; throws ImapBroken.
  Answer run(const std::string& command);

  /// Opens a folder, again even if it is open; false when the server doesn't.
  bool select(const std::string& folder);
  /// Opens it unless it is open.
  bool ensure_selected(const std::string& folder);
  std::uint32_t uidvalidity() const { return uidvalidity_; }
  bool can(const std::string& capability);

 private:
  void send(std::string_view bytes);
  void wait(bool for_writing);
  void fill();
  std::string read_line();
  std::string read_bytes(std::uint64_t n);
  ImapResponse read_response();

  CURL* handle_;
  const std::chrono::milliseconds timeout_;
  const std::uint64_t largest_bytes_;
  const Pause& pause_;
  std::chrono::steady_clock::time_point until_;
  std::string buffer_;
  std::size_t used_ = 0;  // of the buffer
  std::uint64_t tag_ = 0;
  std::string selected_;
  std::uint32_t uidvalidity_ = 0;
  std::set<std::string> capabilities_;
};

}  // namespace saldo::connect
