#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace saldo {

/// Owns a file descriptor and knows its path for messages. Movable; not thread-safe.
class FileHandle {
 public:
  FileHandle() = default;
  FileHandle(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
  FileHandle(FileHandle&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(path_, other.path_);
    return *this;
  }
  ~FileHandle();

  int get() const { return fd_; }
  const std::filesystem::path& path() const { return path_; }
  explicit operator bool() const { return fd_ >= 0; }

  /// Writes everything, however many calls it takes.
  Result<void> write_all(std::string_view bytes);
  /// Returns when the content is on disk.
  Result<void> sync();

 private:
  int fd_ = -1;
  std::filesystem::path path_;
};

/// Returns when the names in a folder are on disk.
Result<void> sync_directory(const std::filesystem::path& folder);

}  // namespace saldo
