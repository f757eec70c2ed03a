/// Runs a program under the system call restrictions that saldod.service asks systemd for, so that
/// they can be tested without a running systemd and without root.
///
/// Usage: test_systemd_confine CALLS PROGRAM [ARGUMENT…]
/// CALLS is a file with the names of the permitted system calls, one a line.

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace {

using Filter = std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, decltype(&seccomp_release)>;

void require(int outcome, const std::string& what) {
  if (outcome < 0) throw std::runtime_error(what + ": " + std::strerror(-outcome));
}

Filter new_filter(std::uint32_t default_action) {
  Filter filter(seccomp_init(default_action), &seccomp_release);
  if (!filter) throw std::runtime_error("seccomp_init failed");
  return filter;
}

/// SystemCallFilter= with SystemCallErrorNumber=EPERM. Names that this kernel's headers don't know
/// are passed over, as systemd does.
void permit_only(const char* file) {
  std::ifstream names(file);
  if (!names) throw std::runtime_error(std::string(file) + ": can't be read");
  const Filter filter = new_filter(SCMP_ACT_ERRNO(EPERM));
  for (std::string name; std::getline(names, name);) {
    const int call = seccomp_syscall_resolve_name(name.c_str());
    if (call != __NR_SCMP_ERROR) {
      require(seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0), name);
    }
  }
  require(seccomp_load(filter.get()), "the permitted calls");
}

/// MemoryDenyWriteExecute=, RestrictNamespaces= and RestrictAddressFamilies=, as systemd writes
/// them.
void restrict_arguments() {
  constexpr scmp_datum_t kWriteExec = PROT_WRITE | PROT_EXEC;
  constexpr scmp_datum_t kNamespaces = CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID |
                                       CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
  const Filter filter = new_filter(SCMP_ACT_ALLOW);
  const auto deny = [&](int error, int call, scmp_arg_cmp when) {
    require(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(error), call, 1, when), "a restriction");
  };
  deny(EPERM, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, kWriteExec, kWriteExec));
  deny(EPERM, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  deny(EPERM, SCMP_SYS(pkey_mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  deny(EPERM, SCMP_SYS(unshare), SCMP_A0(SCMP_CMP_NE, 0));
  for (scmp_datum_t flag = 1; flag <= kNamespaces; flag <<= 1) {
    if (kNamespaces & flag) {
      deny(EPERM, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
    }
  }
  require(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0), "clone3");
  for (int family = 0; family <= AF_MAX; ++family) {
    if (family != AF_UNIX && family != AF_INET && family != AF_INET6) {
      deny(EAFNOSUPPORT, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, static_cast<unsigned>(family)));
    }
  }
  require(seccomp_load(filter.get()), "the restrictions");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s CALLS PROGRAM [ARGUMENT…]\n", argv[0]);
    return 2;
  }
  try {
    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
    restrict_arguments();
    permit_only(argv[1]);
    execvp(argv[2], argv + 2);
    throw std::runtime_error(std::string(argv[2]) + ": " + std::strerror(errno));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 2;
  }
}
