#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// Something that speaks as much HTTP as saldod's clients need, and answers what a test says.
namespace saldo::cli {

struct Asked {
  std::string method, target, body;
};

class FakeDaemon {
 public:
  /// "200" and a body by "METHOD target"; what isn't listed is 404.
  struct Answer {
    int status = 200;
    std::string body;
    bool cut_off = false;  ///< ends in the middle of the body
  };

  explicit FakeDaemon(std::string socket) : path_(std::move(socket)) {
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(listener_, 16);
    thread_ = std::jthread([this] { serve(); });
  }
  ~FakeDaemon() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  FakeDaemon(const FakeDaemon&) = delete;
  FakeDaemon& operator=(const FakeDaemon&) = delete;

  /// The first answer that was not yet given; the last one stays. Call before asking.
  void on(const std::string& request, std::vector<Answer> answers) {
    const std::lock_guard lock(mutex_);
    answers_[request] = std::move(answers);
  }
  void on(const std::string& request, std::string body) { on(request, {{200, std::move(body)}}); }
  std::vector<Asked> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  const std::string& path() const { return path_; }

 private:
  void serve() {
    for (;;) {
      const int peer = ::accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      converse(peer);
      ::close(peer);
    }
  }

  void converse(int peer) {
    std::string bytes;
    while (bytes.find("\r\n\r\n") == std::string::npos)
      if (!receive(peer, bytes)) return;
    const auto head_end = bytes.find("\r\n\r\n") + 4;
    const std::size_t size = head_end + length_of(bytes.substr(0, head_end));
    while (bytes.size() < size)
      if (!receive(peer, bytes)) return;
    const auto space = bytes.find(' ');
    Asked asked{bytes.substr(0, space),
                bytes.substr(space + 1, bytes.find(' ', space + 1) - space - 1),
                bytes.substr(head_end)};
    const Answer answer = answer_to(asked);
    send(peer, answer);
  }

  static bool receive(int peer, std::string& bytes) {
    char buffer[4096];
    const ssize_t n = ::recv(peer, buffer, sizeof buffer, 0);
    if (n > 0) bytes.append(buffer, static_cast<std::size_t>(n));
    return n > 0;
  }

  static std::size_t length_of(const std::string& head) {
    constexpr std::string_view kName = "Content-Length: ";
    const auto at = head.find(kName);
    std::size_t length = 0;
    if (at != std::string::npos)
      std::from_chars(head.data() + at + kName.size(), head.data() + head.size(), length);
    return length;
  }

  Answer answer_to(Asked asked) {
    const std::lock_guard lock(mutex_);
    const std::string key = asked.method + ' ' + asked.target;
    asked_.push_back(std::move(asked));
    const auto found = answers_.find(key);
    if (found == answers_.end()) return {404, R"({"error":{"message":"there is nothing here"}})"};
    const Answer answer = found->second.front();
    if (found->second.size() > 1) found->second.erase(found->second.begin());
    return answer;
  }

  /// In chunks of 7 bytes, so that every line comes in pieces.
  static void send(int peer, const Answer& answer) {
    std::string out = "HTTP/1.1 " + std::to_string(answer.status) +
                      " Said\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    constexpr std::size_t kChunkBytes = 7;
    for (std::size_t at = 0; at < answer.body.size(); at += kChunkBytes) {
      const std::string piece = answer.body.substr(at, kChunkBytes);
      out += std::to_string(piece.size()) + "\r\n" + piece + "\r\n";
    }
    if (!answer.cut_off) out += "0\r\n\r\n";
    ::send(peer, out.data(), out.size(), MSG_NOSIGNAL);
  }

  std::string path_;
  int listener_ = -1;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Answer>> answers_;
  std::vector<Asked> asked_;
  std::jthread thread_;
};

}  // namespace saldo::cli
