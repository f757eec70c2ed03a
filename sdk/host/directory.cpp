#include "directory.hpp"

#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "saldo/sdk.hpp"

namespace saldo::host {
namespace {

std::uint32_t outcome_of(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return SALDO_E_CONFIG;
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case EXDEV:
    case EINVAL:
    case ENAMETOOLONG:
      return SALDO_E_REJECTED;
    default:
      return SALDO_E_RETRY;
  }
}

const char* remedy_of(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return "; give the user that saldo runs as the right to it";
    case ELOOP:
    case EXDEV:
      return "; names must stay below the granted directory and links are not followed";
    case ENOSPC:
    case EDQUOT:
      return "; make room on the volume";
    default:
      return "";
  }
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

void Directory::fail(const char* action, std::string_view name, int error) const {
  throw Stop(outcome_of(error), std::string("cannot ") + action + " '" + std::string(name) +
                                    "' in the directory of '" + option_ +
                                    "': " + std::strerror(error) + remedy_of(error));
}

int Directory::try_open(const std::string& name, int flags, mode_t mode) const {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags) | O_CLOEXEC | O_NOFOLLOW;
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const char* path = name.empty() ? "." : name.c_str();
  return static_cast<int>(::syscall(SYS_openat2, fd_, path, &how, sizeof how));
}

Fd Directory::open(std::string_view name, int flags, mode_t mode) const {
  Fd fd(try_open(std::string(name), flags, mode));
  if (!fd.open()) fail("open", name, errno);
  return fd;
}

Fd Directory::make_folders(const std::string& folder, std::string_view name) const {
  // From the top down; each step is resolved beneath the root anew, so no step can leave it.
  for (std::size_t end = 0; end != std::string::npos;) {
    end = folder.find('/', end + 1);
    const std::string step = folder.substr(0, end);
    if (Fd(try_open(step, O_PATH | O_DIRECTORY, 0)).open()) continue;
    if (errno != ENOENT) fail("open the folder of", name, errno);
    const std::size_t slash = step.rfind('/');
    const Fd above =
        open(slash == std::string::npos ? "" : step.substr(0, slash), O_PATH | O_DIRECTORY);
    const std::string base = slash == std::string::npos ? step : step.substr(slash + 1);
    if (::mkdirat(above.get(), base.c_str(), 0770) != 0 && errno != EEXIST)
      fail("make the folder of", name, errno);
  }
  return open(folder, O_PATH | O_DIRECTORY);
}

Directory::Parent Directory::parent(std::string_view name, bool make) const {
  const std::size_t slash = name.rfind('/');
  const std::string folder(slash == std::string_view::npos ? "" : name.substr(0, slash));
  std::string base(slash == std::string_view::npos ? name : name.substr(slash + 1));
  if (base.empty() || base == "." || base == "..") fail("use the name", name, EINVAL);
  if (make && !folder.empty()) return {make_folders(folder, name), std::move(base)};
  return {open(folder, O_PATH | O_DIRECTORY), std::move(base)};
}

}  // namespace saldo::host
