#include "wire/frame_buffer.hpp"

namespace saldo::wire {
namespace {

/// A whole frame and a good part of the next one: room for it is rarely made by moving bytes.
constexpr std::size_t kCapacity = kHeaderBytes + kBodyBytesMax + kPartBytes;

}  // namespace

// The pages of the buffer cost nothing until they are used, so it isn't zeroed.
FrameBuffer::FrameBuffer() : bytes_(std::make_unique_for_overwrite<char[]>(kCapacity)) {}

std::span<char> FrameBuffer::room() {
  if (start_ == end_) start_ = end_ = 0;
  if (kCapacity - end_ < kPartBytes) {
    std::memmove(bytes_.get(), bytes_.get() + start_, end_ - start_);
    end_ -= start_;
    start_ = 0;
  }
  return {bytes_.get() + end_, kCapacity - end_};
}

FrameBuffer::Next FrameBuffer::next(Frame& frame) {
  const std::size_t have = end_ - start_;
  if (have < kHeaderBytes) return Next::incomplete;
  const FrameHeader header = load_header(bytes_.get() + start_);
  if (!header.acceptable()) {
    refused_ = header;
    return Next::refused;
  }
  if (have - kHeaderBytes < header.length) return Next::incomplete;
  frame = {static_cast<FrameType>(header.type),
           header.id,
           {bytes_.get() + start_ + kHeaderBytes, header.length}};
  start_ += kHeaderBytes + header.length;
  return Next::frame;
}

}  // namespace saldo::wire
