#pragma once

#include <cstddef>
#include <span>

#include "wire/frame.hpp"

/// Memory that the daemon and a child have both mapped. What is large - the document that is read,
/// the records that come of it - stands there, in slots that are used in turn; the frames that say
/// where, and so order and waiting, remain the socket's.
namespace saldo::wire {

/// How a memory is divided.
struct SharedLayout {
  std::size_t slots, slot_bytes;
  constexpr std::size_t bytes() const { return slots * slot_bytes; }
};
/// Written by the daemon. The child asks for part n when it has used up part n - 2, and the daemon
/// makes part n + 1 ready meanwhile: never in the place of the one that is read then, n - 1.
inline constexpr SharedLayout kInputMemory{3, kPartBytes};
/// Written by the child. It waits for `taken` before it writes into a slot again.
inline constexpr SharedLayout kRecordsMemory{3, kBodyBytesMax};

/// One process's mapping of it. Movable; not thread-safe.
class SharedMemory {
 public:
  enum class Use { read, write };

  SharedMemory() = default;
  /// Maps what `fd` is open for, which can be closed then. Check with operator bool; errno says
  /// why.
  SharedMemory(int fd, const SharedLayout& layout, Use use);
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&& other) noexcept;
  ~SharedMemory();

  explicit operator bool() const { return bytes_ != nullptr; }
  /// `index` is below the layout's slots.
  std::span<char> slot(std::size_t index) const {
    return {bytes_ + index * layout_.slot_bytes, layout_.slot_bytes};
  }

 private:
  char* bytes_ = nullptr;
  SharedLayout layout_{};
};

}  // namespace saldo::wire
