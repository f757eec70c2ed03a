#include "confine.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "filter.hpp"
#include "landlock.hpp"
#include "sanitizers.hpp"
#include "wire/bodies.hpp"

namespace saldo::host {
namespace {

/// Standard descriptors, ours, files that the plugin opens, and some for loading libraries.
constexpr rlim_t kDescriptors = 32;

constexpr const char* kLibraryFolders[] = {
    "/lib",           "/lib64",           "/usr/lib",           "/usr/lib64",
    "/usr/local/lib", "/etc/ld.so.cache", "/etc/ld.so.preload",
};

void limit(__rlimit_resource resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(resource, &both);
}

void limit_resources(const Allowance& allowance) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, allowance.directories > 0 ? RLIM_INFINITY : 0);
  limit(RLIMIT_NOFILE, kDescriptors + static_cast<rlim_t>(allowance.directories));
  // Sanitizers map terabytes that they never touch.
  if (!kSanitized) limit(RLIMIT_AS, allowance.address_space_bytes);
}

/// Memory, time, signals of our own, and what is open already.
void allow_plain_work(Filter& f) {
  f.allow({SYS_read,
           SYS_write,
           SYS_recvfrom,
           SYS_sendto,
           SYS_futex,
           SYS_readv,
           SYS_writev,
           SYS_close,
           SYS_lseek,
           SYS_pread64,
           SYS_ppoll,
           SYS_pselect6,
           SYS_brk,
           SYS_munmap,
           SYS_mremap,
           SYS_madvise,
           SYS_rt_sigaction,
           SYS_rt_sigprocmask,
           SYS_rt_sigreturn,
           SYS_sigaltstack,
           SYS_clock_gettime,
           SYS_clock_getres,
           SYS_clock_nanosleep,
           SYS_nanosleep,
           SYS_gettimeofday,
           SYS_getpid,
           SYS_gettid,
           SYS_getppid,
           SYS_getuid,
           SYS_geteuid,
           SYS_getgid,
           SYS_getegid,
           SYS_getrandom,
           SYS_sched_yield,
           SYS_sched_getaffinity,
           SYS_getcpu,
           SYS_restart_syscall,
           SYS_exit,
           SYS_exit_group,
           SYS_sysinfo,
           SYS_getrusage,
           SYS_times,
           SYS_rseq,
           SYS_set_robust_list,
           SYS_membarrier,
           SYS_fstat});
#ifdef __x86_64__
  f.allow({SYS_poll, SYS_select, SYS_time});
#endif
  f.allow_if_equal(SYS_tgkill, 0, static_cast<std::uint32_t>(::getpid()));  // abort, raise
  f.allow_if_null(SYS_prlimit64, 2);  // a new limit would stand in the third argument
  f.allow_if_equal(SYS_fcntl, 1, F_GETFD);
  f.allow_if_equal(SYS_fcntl, 1, F_GETFL);
  f.allow_if_equal(SYS_fcntl, 1, F_SETFD);
}

/// Sanitizers ask a pipe whether memory can be read, and say themselves how a process ended.
void allow_sanitizers(Filter& f) {
  f.allow({SYS_pipe2, SYS_dup, SYS_readlinkat});
#ifdef __x86_64__
  f.allow({SYS_pipe, SYS_readlink});
#endif
}

/// What saldo.files/1 does beneath the granted directories. openat2 resolves each name beneath a
/// directory's descriptor; plain open stays refused.
void allow_files(Filter& f) {
  f.allow({SYS_openat2, SYS_getdents64, SYS_newfstatat, SYS_statx, SYS_faccessat, SYS_faccessat2,
           SYS_renameat2, SYS_renameat, SYS_mkdirat, SYS_unlinkat, SYS_linkat, SYS_fsync,
           SYS_fdatasync, SYS_inotify_init1, SYS_inotify_add_watch, SYS_inotify_rm_watch});
}

/// What the dynamic linker and our own second step need.
void allow_loading(Filter& f) {
  f.allow({SYS_openat, SYS_newfstatat, SYS_statx, SYS_faccessat, SYS_readlinkat, SYS_getcwd,
           SYS_mmap, SYS_mprotect, SYS_uname, SYS_seccomp, SYS_landlock_create_ruleset,
           SYS_landlock_add_rule, SYS_landlock_restrict_self});
#ifdef __x86_64__
  f.allow({SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink});
#endif
}

/// What libraries try in passing and can do without: they are told no and go on.
void refuse_politely(Filter& f) {
  f.refuse(
      {SYS_openat,     SYS_openat2,   SYS_newfstatat, SYS_statx,     SYS_faccessat,  SYS_faccessat2,
       SYS_readlinkat, SYS_getcwd,    SYS_chdir,      SYS_fchdir,    SYS_getdents64, SYS_mkdirat,
       SYS_unlinkat,   SYS_renameat,  SYS_renameat2,  SYS_linkat,    SYS_symlinkat,  SYS_truncate,
       SYS_ftruncate,  SYS_fallocate, SYS_fsync,      SYS_fdatasync, SYS_flock,      SYS_statfs,
       SYS_fstatfs,    SYS_fchmodat,  SYS_fchownat,   SYS_utimensat, SYS_getxattr,   SYS_umask},
      EACCES);
  f.refuse({SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
            SYS_sendmsg, SYS_recvmsg, SYS_sendmmsg, SYS_recvmmsg, SYS_getsockopt, SYS_setsockopt,
            SYS_getsockname, SYS_getpeername, SYS_shutdown},
           EACCES);
  f.refuse({SYS_ioctl,
            SYS_fcntl,
            SYS_uname,
            SYS_pipe2,
            SYS_dup,
            SYS_dup3,
            SYS_eventfd2,
            SYS_epoll_create1,
            SYS_epoll_ctl,
            SYS_epoll_pwait,
            SYS_timerfd_create,
            SYS_inotify_init1,
            SYS_memfd_create,
            SYS_clone,
            SYS_kill,
            SYS_tkill,
            SYS_tgkill,
            SYS_prctl,
            SYS_prlimit64,
            SYS_wait4,
            SYS_waitid,
            SYS_sched_setaffinity,
            SYS_sched_getparam,
            SYS_sched_getscheduler,
            SYS_sched_setscheduler,
            SYS_setpriority,
            SYS_getpriority,
            SYS_setitimer,
            SYS_mlock,
            SYS_munlock,
            SYS_sync},
           EACCES);
  f.refuse({SYS_clone3}, ENOSYS);  // glibc then tries clone, and is told no
#ifdef __x86_64__
  f.refuse(
      {SYS_open,  SYS_creat,  SYS_stat,   SYS_lstat, SYS_access,  SYS_readlink,   SYS_mkdir,
       SYS_rmdir, SYS_unlink, SYS_rename, SYS_link,  SYS_symlink, SYS_chmod,      SYS_chown,
       SYS_pipe,  SYS_dup2,   SYS_fork,   SYS_vfork, SYS_alarm,   SYS_epoll_wait, SYS_getrlimit},
      EACCES);
#endif
}

}  // namespace

void Confinement::before_load() {
  limit_resources(allowance_);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  landlock_ = enforce_landlock(/*loading=*/true);
  seccomp_ = enforce_filter(/*loading=*/true);
}

void Confinement::after_load() {
  ::close(wire::kLibraryFd);
  landlock_ = landlock_ && enforce_landlock(/*loading=*/false);
  seccomp_ = seccomp_ && enforce_filter(/*loading=*/false);
}

bool Confinement::enforce_landlock(bool loading) {
  if (landlock_abi() == 0) return false;
  Landlock layer;
  if (loading) {
    for (const char* folder : kLibraryFolders) layer.allow_read(folder);
    layer.allow_read_file(wire::kLibraryFd);
  }
  for (int i = 0; i < allowance_.directories; ++i)
    layer.allow_everything_beneath(wire::kFirstDirectoryFd + i);
  return layer.enforce();
}

bool Confinement::enforce_filter(bool loading) {
  Filter f;
  f.kill({SYS_execve, SYS_execveat});
  allow_plain_work(f);
  if (allowance_.directories > 0) allow_files(f);
  if (kSanitized) allow_sanitizers(f);
  if (loading) {
    allow_loading(f);
    return f.enforce(SECCOMP_RET_ERRNO | EPERM);
  }
  f.refuse_if_any(SYS_mmap, 2, PROT_EXEC, EACCES);
  f.refuse_if_any(SYS_mprotect, 2, PROT_EXEC, EACCES);
  refuse_politely(f);
  return f.enforce(kSanitized ? SECCOMP_RET_ERRNO | EPERM : SECCOMP_RET_KILL_PROCESS);
}

std::string Confinement::level() const {
  std::string level;
  if (landlock_) level = "landlock" + std::to_string(landlock_abi());
  if (seccomp_) level += level.empty() ? "seccomp" : "+seccomp";
  if (level.empty()) level = "none";
  return kSanitized ? level + " (laxer: built with a sanitizer)" : level;
}

}  // namespace saldo::host
