#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

/// Frames between the daemon and saldo-plugin-host. No I/O.
///
/// header, 16 bytes, little-endian: u32 body length | u16 type | u16 0 | u64 id, then the body.
/// The id is the number of the call that a frame belongs to; what comes too late is recognised.
namespace saldo::wire {

static_assert(std::endian::native == std::endian::little, "the wire is little-endian");

inline constexpr std::size_t kHeaderBytes = 16;
/// Refused from the header alone, before a byte of the body is read.
inline constexpr std::uint32_t kBodyBytesMax = 1u << 20;
/// Documents travel in parts of at most this size.
inline constexpr std::size_t kPartBytes = 256u << 10;
/// A batch of records is sent when it holds so many records or bytes.
inline constexpr std::size_t kBatchRecords = 1024;
inline constexpr std::size_t kBatchBytes = 384u << 10;

enum class FrameType : std::uint16_t {
  hello = 1,             ///< child: first frame; or why the plugin can't be used
  welcome = 2,           ///< daemon: options, directories, limits
  call = 3,              ///< daemon: one at a time
  done = 4,              ///< child: the outcome of the call
  records = 5,           ///< child: where a batch stands, see records.hpp; answered by taken
  input_read = 6,        ///< child: the next part of the document, please
  input_part = 7,        ///< daemon: where it stands; empty at the end
  document_begin = 8,    ///< child: answered by reply, as the next two are
  document_bytes = 9,    ///< child
  document_finish = 10,  ///< child
  checkpoint = 11,       ///< child: cursor; answered by durable
  reply = 12,            ///< daemon: the outcome of a document request
  durable = 13,          ///< daemon: the outcome of a checkpoint
  refusal = 14,          ///< daemon: records or reads of this call failed and fail from now on
  log = 15,              ///< child
  metric = 16,           ///< child
  beat = 17,             ///< child: sign of life
  progress = 18,         ///< child: sign of life with figures
  cancel = 19,           ///< daemon: stop the running call
  transfer = 20,         ///< child: a request to a server; answered by transfer_reply
  transfer_read = 21,    ///< child: the next part of the reply's body, please
  transfer_reply = 22,   ///< daemon: the outcome, and the reply without its body
  transfer_bytes = 23,   ///< daemon: the part; empty at the end
  delivery_bytes = 24,   ///< daemon: a part of the body of a delivery
  taken = 25,            ///< daemon: the place of the oldest batch can be written to again
};
inline constexpr std::uint16_t kFrameTypeLast = 25;

struct FrameHeader {
  std::uint32_t length = 0;
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint64_t id = 0;

  /// Whether the peer may send this at all: known type, no flags, body within the limit.
  bool acceptable() const {
    return length <= kBodyBytesMax && flags == 0 && type >= 1 && type <= kFrameTypeLast;
  }
};
static_assert(sizeof(FrameHeader) == kHeaderBytes);

/// `bytes` holds at least kHeaderBytes.
inline FrameHeader load_header(const char* bytes) {
  FrameHeader header;
  std::memcpy(&header, bytes, kHeaderBytes);
  return header;
}
inline void store_header(char* bytes, std::uint32_t length, FrameType type, std::uint64_t id) {
  const FrameHeader header{length, static_cast<std::uint16_t>(type), 0, id};
  std::memcpy(bytes, &header, kHeaderBytes);
}

/// Appends a frame whose body is ready bytes of at most kBodyBytesMax.
inline void append_raw_frame(std::string& out, FrameType type, std::uint64_t id,
                             std::string_view body) {
  const std::size_t start = out.size();
  out.resize(start + kHeaderBytes);
  store_header(out.data() + start, static_cast<std::uint32_t>(body.size()), type, id);
  out.append(body);
}

}  // namespace saldo::wire
