#include "base/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace saldo {

namespace {

Failure io_failure(const std::filesystem::path& path, const char* what) {
  return {.kind = FailureKind::unavailable,
          .message = std::string(what) + ": " + std::strerror(errno),
          .file = path.string()};
}

}  // namespace

FileHandle::~FileHandle() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> FileHandle::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_failure(path_, "can't write");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> FileHandle::sync() {
  if (::fsync(fd_) != 0) return io_failure(path_, "can't bring to disk");
  return {};
}

Result<void> sync_directory(const std::filesystem::path& folder) {
  FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), folder);
  if (!handle) return io_failure(folder, "can't open");
  return handle.sync();
}

}  // namespace saldo
