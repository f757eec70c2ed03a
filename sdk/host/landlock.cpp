#include "landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace saldo::host {
namespace {

// Constants of kernels newer than the headers we build with (Linux 6.2 to 6.12).
constexpr std::uint64_t kTruncate = 1u << 14;
constexpr std::uint64_t kIoctlDev = 1u << 15;
constexpr std::uint64_t kNetwork = 3;  // bind, connect
constexpr std::uint64_t kScopes = 3;   // abstract sockets, signals

constexpr std::uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t kReadTree = kReadFile | LANDLOCK_ACCESS_FS_READ_DIR;

/// landlock_ruleset_attr as of ABI 6; older kernels are given its beginning.
struct Attributes {
  std::uint64_t files = 0, network = 0, scopes = 0;
};

std::uint64_t all_file_rights(int abi) {
  std::uint64_t rights = (LANDLOCK_ACCESS_FS_REFER << 1) - 1;  // ABI 2
  if (abi >= 3) rights |= kTruncate;
  if (abi >= 5) rights |= kIoctlDev;
  return rights;
}

std::uint64_t rights_beneath_grant(int abi) {
  constexpr std::uint64_t kNever = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                   LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                                   LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM |
                                   kIoctlDev;
  return all_file_rights(abi) & ~kNever;
}

}  // namespace

int landlock_abi() {
  static const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi < 2 ? 0 : static_cast<int>(abi);
}

Landlock::Landlock() {
  const int abi = landlock_abi();
  Attributes attributes;
  attributes.files = all_file_rights(abi);
  std::size_t size = sizeof attributes.files;
  if (abi >= 4) {
    attributes.network = kNetwork;
    size += sizeof attributes.network;
  }
  if (abi >= 6) {
    attributes.scopes = kScopes;
    size += sizeof attributes.scopes;
  }
  ruleset_ = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
}

Landlock::~Landlock() {
  if (ruleset_ >= 0) ::close(ruleset_);
}

void Landlock::allow(int fd, std::uint64_t rights) {
  const landlock_path_beneath_attr rule{rights, fd};
  if (::syscall(SYS_landlock_add_rule, ruleset_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
    failed_ = true;
}

void Landlock::allow_read(const char* path) {
  const int fd = ::open(path, O_PATH | O_CLOEXEC);
  if (fd < 0) return;
  struct stat facts {};
  ::fstat(fd, &facts);
  allow(fd, S_ISDIR(facts.st_mode) ? kReadTree : kReadFile);
  ::close(fd);
}

void Landlock::allow_read_file(int fd) { allow(fd, kReadFile); }

void Landlock::allow_everything_beneath(int fd) { allow(fd, rights_beneath_grant(landlock_abi())); }

bool Landlock::enforce() {
  return !failed_ && ruleset_ >= 0 && ::syscall(SYS_landlock_restrict_self, ruleset_, 0) == 0;
}

}  // namespace saldo::host
