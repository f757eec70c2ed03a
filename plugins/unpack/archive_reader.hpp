#pragma once

#include <archive.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gunzip.hpp"
#include "saldo/sdk.hpp"

namespace saldo::unpack {

/// The members of an archive that is read as a stream, through libarchive. Faults throw Rejected.
class ArchiveReader {
 public:
  explicit ArchiveReader(Input& input);

  /// Goes to the next member that is a file; false at the end.
  bool next();
  /// Its name without folders, as UTF-8; empty when it has none (gzip).
  const std::string& name() const { return name_; }
  /// The next bytes of the member; empty at its end.
  std::string_view read();
  /// How much of the document was read so far.
  std::uint64_t packed_bytes() const { return packed_; }

 private:
  static la_ssize_t give(struct archive*, void* self, const void** buffer);
  void begin();
  std::size_t next_piece();
  std::size_t read_packed(char* to, std::size_t capacity);
  [[noreturn]] void damaged();

  Input& input_;
  std::vector<char> buffer_;
  std::size_t ready_ = 0;  // at the beginning of the buffer, which libarchive hasn't had yet
  std::uint64_t packed_ = 0;
  std::optional<Gunzip> gunzip_;
  std::optional<Stop> stopped_;  // a host call that failed inside libarchive's callback
  std::unique_ptr<struct archive, int (*)(struct archive*)> archive_;
  std::string name_;
  la_int64_t given_ = 0;  // bytes of the member
};

}  // namespace saldo::unpack
