#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// Raw documents, kept for ever under the SHA-256 of their bytes.
///
/// A document lies at ROOT/ab/cdef….zst, compressed with zstd. It is there only after its bytes and
/// its name are on disk (fsync of file and folder), so what the archive admits to hold survives a
/// power cut. Readers hash while they read: damage is an error, never a wrong byte believed.
namespace saldo::archive {

struct Stored {
  std::string sha256;  ///< lower-case hex
  std::uint64_t size = 0;
  bool already_there = false;
};

/// Takes in one document. Dropped without finish(), it leaves nothing behind. One thread at a time.
class Writer {
 public:
  Writer(Writer&&) noexcept;
  ~Writer();
  Result<void> write(std::string_view bytes);
  /// Returns when the document is durable.
  Result<Stored> finish();

 private:
  friend class Archive;
  struct State;
  explicit Writer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Gives back one document. The last read (which returns 0) fails if the bytes aren't those that
/// were stored. One thread at a time.
class Reader {
 public:
  Reader(Reader&&) noexcept;
  ~Reader();
  Result<std::size_t> read(std::span<char> buffer);

 private:
  friend class Archive;
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Thread-safe: any number of writers and readers at once.
class Archive {
 public:
  /// Makes the folder if need be and clears what writers of an earlier process left unfinished.
  static Result<Archive> open(const std::filesystem::path& root);

  Result<Writer> begin() const;
  /// Takes in several documents at once. They are durable, all of them, when it returns: the file
  /// system is flushed twice, where finish() flushes for each.
  Result<std::vector<Stored>> store(std::span<const std::string_view> documents) const;
  Result<Reader> read(std::string_view sha256) const;
  /// Reads the whole document and drops it: proves that its hash still holds.
  Result<void> verify(std::string_view sha256) const;
  /// For spool files that must lie on the same disk.
  const std::filesystem::path& scratch() const { return scratch_; }
  std::filesystem::path path_of(std::string_view sha256) const;

 private:
  explicit Archive(std::filesystem::path root);
  std::filesystem::path root_, scratch_;
};

}  // namespace saldo::archive
