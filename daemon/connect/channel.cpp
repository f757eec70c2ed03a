#include "connect/channel.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace saldo::connect {

std::size_t Channel::send_some() {
  const std::size_t before = sent_;
  while (sent_ < out_.size()) {
    const ssize_t n = ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) {  // the peer is gone: nothing will be sent any more
      out_.clear();
      sent_ = 0;
      return 0;
    }
    sent_ += static_cast<std::size_t>(n);
  }
  const std::size_t sent = sent_ - before;
  if (sent_ == out_.size()) {
    out_.clear();
    sent_ = 0;
  }
  return sent;
}

bool Channel::receive_some() {
  for (;;) {
    const auto room = in_.room();
    const ssize_t n = ::recv(socket_, room.data(), room.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    in_.filled(static_cast<std::size_t>(n));
    return n > 0;
  }
}

}  // namespace saldo::connect
