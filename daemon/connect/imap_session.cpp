#include "connect/imap_session.hpp"

#include <poll.h>

#include "saldo/plugin.h"
#include "wire/utf8.hpp"

namespace saldo::connect {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kLineMax = 1u << 20;
constexpr std::size_t kPieceBytes = 64u << 10;
constexpr int kSliceMs = 200;  // how often a stop is noticed
constexpr std::size_t kShownMax = 300;
constexpr std::uint64_t kTalkBytes = 64u << 10;  // of an answer, besides what was asked for

[[noreturn]] void broken(const std::string& message) { throw ImapBroken{SALDO_E_RETRY, message}; }

std::string shown(std::string_view line) { return wire::shown(line.substr(0, kShownMax)); }

}  // namespace

ImapSession::ImapSession(CURL* handle, milliseconds timeout, std::uint64_t largest_bytes,
                         const Pause& pause)
    : handle_(handle), timeout_(timeout), largest_bytes_(largest_bytes), pause_(pause) {}

void ImapSession::wait(bool for_writing) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  ::curl_easy_getinfo(handle_, CURLINFO_ACTIVESOCKET, &socket);
  if (socket == CURL_SOCKET_BAD) broken("the connection is closed");
  if (!pause_(milliseconds(0))) throw ImapBroken{SALDO_E_CANCELLED, "the request was cancelled"};
  if (steady_clock::now() > until_) broken("the server doesn't answer in time");
  pollfd one{
      .fd = socket, .events = static_cast<short>(for_writing ? POLLOUT : POLLIN), .revents = 0};
  ::poll(&one, 1, kSliceMs);
}

void ImapSession::send(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t n = 0;
    const CURLcode code = ::curl_easy_send(handle_, bytes.data(), bytes.size(), &n);
    if (code == CURLE_AGAIN)
      wait(/*for_writing=*/true);
    else if (code != CURLE_OK)
      broken(::curl_easy_strerror(code));
    bytes.remove_prefix(n);
  }
}

void ImapSession::fill() {
  buffer_.erase(0, used_);
  used_ = 0;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + kPieceBytes);
  for (;;) {
    std::size_t n = 0;
    const CURLcode code = ::curl_easy_recv(handle_, buffer_.data() + had, kPieceBytes, &n);
    if (code == CURLE_OK && n > 0) return buffer_.resize(had + n);
    buffer_.resize(had);
    if (code == CURLE_OK) broken("the server has closed the connection");
    if (code != CURLE_AGAIN) broken(::curl_easy_strerror(code));
    wait(/*for_writing=*/false);
    buffer_.resize(had + kPieceBytes);
  }
}

std::string ImapSession::read_line() {
  for (std::size_t from = used_;;) {
    const auto end = buffer_.find('\n', from);
    if (end != buffer_.npos) {
      std::string line = buffer_.substr(used_, end - used_);
      used_ = end + 1;
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (buffer_.size() - used_ > kLineMax) broken("the server says a line without an end");
    const std::size_t seen = buffer_.size() - used_;
    fill();
    from = used_ + seen;
  }
}

std::string ImapSession::read_bytes(std::uint64_t n) {
  if (n > largest_bytes_)
    throw ImapBroken{SALDO_E_LIMIT, "a mail has " + std::to_string(n) + " bytes, more than the " +
                                        std::to_string(largest_bytes_) +
                                        " of largest_mib; raise it, or take the mail by hand"};
  std::string bytes;
  while (bytes.size() < n) {
    if (used_ == buffer_.size()) fill();
    const auto part = std::min<std::uint64_t>(n - bytes.size(), buffer_.size() - used_);
    bytes.append(buffer_, used_, static_cast<std::size_t>(part));
    used_ += static_cast<std::size_t>(part);
  }
  return bytes;
}

ImapResponse ImapSession::read_response() {
  ImapResponse response;
  for (;;) {
    response.line += read_line();
    const auto size = literal_size(response.line);
    if (!size) return response;
    response.literals.push_back(read_bytes(*size));
    if (response.line.size() > kLineMax) broken("the server says a response without an end");
  }
}

ImapSession::Answer ImapSession::run(const std::string& command) {
  until_ = steady_clock::now() + timeout_;
  const std::string tag = "S" + std::to_string(++tag_);
  send(tag + " " + command + "\r\n");
  Answer answer;
  for (std::uint64_t kept = 0;;) {
    ImapResponse response = read_response();
    const std::string_view line = response.line;
    if (line.starts_with(tag + " ")) {
      answer.text = shown(line.substr(tag.size() + 1));
      answer.ok = answer.text.starts_with("OK");
      return answer;
    }
    if (line.starts_with("* BYE")) broken("the server ends the session: " + shown(line));
    if (!line.starts_with("* ")) broken("the server says what isn't IMAP: " + shown(line));
    kept += sizeof response + response.line.size();
    for (const std::string& literal : response.literals) kept += literal.size();
    if (kept > largest_bytes_ + kTalkBytes)
      throw ImapBroken{SALDO_E_LIMIT, "an answer has more than the " +
                                          std::to_string(largest_bytes_) +
                                          " bytes of largest_mib; raise it, or keep fewer mails "
                                          "in the folder"};
    answer.responses.push_back(std::move(response));
  }
}

bool ImapSession::select(const std::string& folder) {
  selected_.clear();
  uidvalidity_ = 0;
  const Answer answer = run("SELECT " + imap_folder(folder));
  for (const char* passing : {"[UNAVAILABLE]", "[SERVERBUG]", "[INUSE]"})  // RFC 5530
    if (answer.text.find(passing) != std::string::npos) broken("the server says " + answer.text);
  if (!answer.ok) return false;
  for (const ImapResponse& response : answer.responses)
    if (const auto value = number_behind(response.line, "UIDVALIDITY"))
      uidvalidity_ = static_cast<std::uint32_t>(*value);
  if (uidvalidity_ == 0) broken("the server gives no UIDVALIDITY for the folder");
  selected_ = folder;
  return true;
}

bool ImapSession::ensure_selected(const std::string& folder) {
  return selected_ == folder || select(folder);
}

bool ImapSession::can(const std::string& capability) {
  if (capabilities_.empty()) {
    for (const ImapResponse& response : run("CAPABILITY").responses) {
      if (!response.line.starts_with("* CAPABILITY ")) continue;
      std::string_view rest = std::string_view(response.line).substr(13);
      while (!rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        capabilities_.insert(std::string(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    capabilities_.insert("IMAP");  // so that a server without any is asked once
  }
  return capabilities_.contains(capability);
}

}  // namespace saldo::connect
