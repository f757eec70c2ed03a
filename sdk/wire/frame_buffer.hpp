#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "wire/frame.hpp"

/// Turns a stream of bytes into frames without copying their bodies. No I/O.
namespace saldo::wire {

struct Frame {
  FrameType type{};
  std::uint64_t id = 0;
  std::string_view body;  ///< good until the next room()
};

/// Holds what was received and not yet taken. Not thread-safe.
class FrameBuffer {
 public:
  enum class Next { frame, incomplete, refused };

  FrameBuffer();
  /// Where to receive to; never empty as long as next() said incomplete.
  std::span<char> room();
  void filled(std::size_t bytes) { end_ += bytes; }
  /// Takes the next frame. refused: its header is one that nobody may send; the stream is lost.
  Next next(Frame& frame);
  /// What the refused header said, for people.
  FrameHeader refused_header() const { return refused_; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t start_ = 0, end_ = 0;
  FrameHeader refused_;
};

}  // namespace saldo::wire
