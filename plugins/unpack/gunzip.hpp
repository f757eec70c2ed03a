#pragma once

#include <zlib.h>

#include <functional>
#include <vector>

namespace saldo::unpack {

/// Unpacks gzip (RFC 1952) as a stream, also several members one behind the other. libarchive does
/// so, too, but looks neither at the checksum nor at the length, so that a byte which was changed
/// on its way would change what is paid. Not thread-safe.
class Gunzip {
 public:
  /// Fills up to `capacity` bytes and returns how many; 0 at the end.
  using Read = std::function<std::size_t(char* buffer, std::size_t capacity)>;

  /// `head` is what was read already.
  Gunzip(std::vector<char> head, Read read);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  /// The next bytes; 0 at the end. Throws Rejected("archive.damaged").
  std::size_t read(char* to, std::size_t capacity);

 private:
  bool fill();
  bool next_member();

  Read read_;
  std::vector<char> packed_;
  z_stream stream_{};
  bool done_ = false;
};

}  // namespace saldo::unpack
