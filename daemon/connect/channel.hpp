#pragma once

#include <string>
#include <string_view>

#include "wire/bodies.hpp"
#include "wire/frame_buffer.hpp"

namespace saldo::connect {

/// The daemon's end of the socket to a child. Never blocks: what can't be sent yet is kept, so that
/// both directions flow while a call runs. Not thread-safe.
class Channel {
 public:
  explicit Channel(int socket) : socket_(socket) {}

  /// False when the body is larger than a frame may be.
  template <class Body>
  bool queue(wire::FrameType type, std::uint64_t id, const Body& body) {
    return wire::append_frame(out_, type, id, body);
  }
  void queue_bytes(wire::FrameType type, std::uint64_t id, std::string_view body) {
    wire::append_raw_frame(out_, type, id, body);
  }

  std::size_t unsent() const { return out_.size() - sent_; }
  /// Sends what can be sent now; how many bytes that was. A closed peer shows when receiving.
  std::size_t send_some();
  /// Receives what is there; false when the peer has closed.
  bool receive_some();
  wire::FrameBuffer::Next next(wire::Frame& frame) { return in_.next(frame); }
  wire::FrameHeader refused_header() const { return in_.refused_header(); }

 private:
  int socket_;
  wire::FrameBuffer in_;
  std::string out_;
  std::size_t sent_ = 0;
};

}  // namespace saldo::connect
