#include "connect/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "wire/bodies.hpp"

namespace saldo::connect {
namespace {

namespace fs = std::filesystem;

/// Above every number that a child's descriptors get, so that placing one never overwrites the
/// next.
constexpr int kAbove = 64;
constexpr std::size_t kDirectoriesMax = 32;
/// A part of a document fits, so that neither side waits for the other to read.
constexpr int kSocketBufferBytes = 1 << 20;

Failure failed(const std::string& what, FailureKind kind = FailureKind::unavailable) {
  const int error = errno;
  return {.kind = kind, .message = what + ": " + std::strerror(error)};
}

/// Our ends and the child's ends of what connects us.
struct Ends {
  FileHandle ours, theirs;
};

FileHandle lifted(int fd) {
  const int high = ::fcntl(fd, F_DUPFD_CLOEXEC, kAbove);
  const int error = errno;
  ::close(fd);
  errno = error;
  return {high, {}};
}

Result<Ends> make_socket() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    return failed("cannot make a socket for a plugin");
  for (const int fd : fds)
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kSocketBufferBytes, sizeof kSocketBufferBytes);
  ::fcntl(fds[0], F_SETFL, O_NONBLOCK);
  return Ends{FileHandle(fds[0], {}), lifted(fds[1])};
}

/// `child_writes`: which end is whose.
Result<Ends> make_pipe(bool child_writes) {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return failed("cannot make a pipe for a plugin");
  const int ours = child_writes ? fds[0] : fds[1];
  ::fcntl(ours, F_SETFL, (child_writes ? O_RDONLY : O_WRONLY) | O_NONBLOCK);
  return Ends{FileHandle(ours, {}), lifted(child_writes ? fds[1] : fds[0])};
}

struct Memory {
  FileHandle theirs;
  wire::SharedMemory ours;
};

/// Never to be executed, where the kernel knows of that (Linux 6.3): some are set to demand it.
int make_memory_file() {
  constexpr unsigned kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING, kNoExecSeal = 0x0008;
  const int fd = ::memfd_create("saldo", kFlags | kNoExecSeal);
  return fd < 0 && errno == EINVAL ? ::memfd_create("saldo", kFlags) : fd;
}

/// Sealed, so that the child can't take the memory away from under us, nor write what we write.
Result<Memory> make_memory(const wire::SharedLayout& layout, wire::SharedMemory::Use ours) {
  const int fd = make_memory_file();
  if (fd < 0) return failed("cannot make memory for a plugin");
  FileHandle file = lifted(fd);
  if (!file || ::ftruncate(file.get(), static_cast<off_t>(layout.bytes())) != 0)
    return failed("cannot make memory for a plugin");
  wire::SharedMemory memory(file.get(), layout, ours);
  if (!memory) return failed("cannot map memory for a plugin");
  const bool we_write = ours == wire::SharedMemory::Use::write;
  const int seals =
      F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL | (we_write ? F_SEAL_FUTURE_WRITE : 0);
  if (::fcntl(file.get(), F_ADD_SEALS, seals) != 0)
    return failed("cannot seal memory for a plugin");
  return Memory{std::move(file), std::move(memory)};
}

Result<FileHandle> open_library(const Launch& launch) {
  const int fd = ::open(launch.library.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return failed("cannot open the plugin " + launch.library.string(), FailureKind::invalid);
  return lifted(fd);
}

Result<FileHandle> open_directory(const Launch& launch, const DirectoryGrant& grant) {
  const int fd = ::open(grant.path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return failed("cannot open the directory " + grant.path.string() + " of option '" +
                      grant.option + "' of connector '" + launch.connector + "'",
                  FailureKind::invalid);
  return lifted(fd);
}

/// posix_spawn's two lists, which must be freed.
class SpawnPlan {
 public:
  SpawnPlan() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    // Its own process group: Ctrl-C at a terminal is ours to handle. Nothing of our signal handling
    // is inherited.
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    ::posix_spawn_file_actions_addchdir_np(&actions_, "/");
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void place(const FileHandle& from, int to) {
    ::posix_spawn_file_actions_adddup2(&actions_, from.get(), to);
  }
  void close_from(int first) { ::posix_spawn_file_actions_addclosefrom_np(&actions_, first); }
  /// 0 or an errno.
  int run(const fs::path& program, std::vector<std::string> arguments,
          std::vector<std::string> environment, pid_t& pid) {
    const auto argv = pointers(arguments), envp = pointers(environment);
    return ::posix_spawn(&pid, program.c_str(), &actions_, &attributes_, argv.data(), envp.data());
  }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    list.reserve(texts.size() + 1);
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  }
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::vector<std::string> environment() {
  std::vector<std::string> list{"LC_ALL=C.UTF-8"};
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"})
    if (const char* value = std::getenv(name)) list.push_back(std::string(name) + "=" + value);
  return list;
}

}  // namespace

Result<Process> Process::start(const Launch& launch, const fs::path& host) {
  if (launch.directories.size() > kDirectoriesMax)
    return Failure{.message = "connector '" + launch.connector +
                              "' has more than 32 directories; split it into several"};
  auto socket = make_socket();
  if (!socket) return socket.error();
  auto log = make_pipe(/*child_writes=*/true);
  if (!log) return log.error();
  auto lifeline = make_pipe(/*child_writes=*/false);
  if (!lifeline) return lifeline.error();
  auto input = make_memory(wire::kInputMemory, wire::SharedMemory::Use::write);
  if (!input) return input.error();
  auto records = make_memory(wire::kRecordsMemory, wire::SharedMemory::Use::read);
  if (!records) return records.error();
  auto library = open_library(launch);
  if (!library) return library.error();

  SpawnPlan plan;
  plan.place(log->theirs, STDOUT_FILENO);
  plan.place(log->theirs, STDERR_FILENO);
  plan.place(socket->theirs, wire::kSocketFd);
  plan.place(*library, wire::kLibraryFd);
  plan.place(lifeline->theirs, wire::kLifelineFd);
  plan.place(input->theirs, wire::kInputFd);
  plan.place(records->theirs, wire::kRecordsFd);
  std::vector<FileHandle> directories;
  int next = wire::kFirstDirectoryFd;
  for (const DirectoryGrant& grant : launch.directories) {
    auto directory = open_directory(launch, grant);
    if (!directory) return directory.error();
    plan.place(*directory, next++);
    directories.push_back(std::move(*directory));
  }
  plan.close_from(next);

  Process process;
  errno = plan.run(
      host,
      {"saldo-plugin-host", launch.connector, std::to_string(launch.limits.address_space_bytes),
       std::to_string(launch.directories.size())},
      environment(), process.pid_);
  if (errno != 0) {
    process.pid_ = -1;
    return failed("cannot start " + host.string(), FailureKind::broken);
  }
  process.socket_ = std::move(socket->ours);
  process.log_ = std::move(log->ours);
  process.lifeline_ = std::move(lifeline->ours);
  process.input_ = std::move(input->ours);
  process.records_ = std::move(records->ours);
  process.pidfd_ = FileHandle(static_cast<int>(::syscall(SYS_pidfd_open, process.pid_, 0)), {});
  if (!process.pidfd_) return failed("cannot watch a plugin's process", FailureKind::broken);
  return process;
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      socket_(std::move(other.socket_)),
      log_(std::move(other.log_)),
      input_(std::move(other.input_)),
      records_(std::move(other.records_)),
      lifeline_(std::move(other.lifeline_)),
      ending_(std::move(other.ending_)) {}

Process::~Process() { finish(); }

void Process::signal(int number) const {
  // Until its status is taken the pid is its own, so a plain kill is as good as one by pidfd.
  if (pid_ > 0 && ending_.empty()) ::kill(pid_, number);
}

bool Process::ended_within(std::chrono::milliseconds time) {
  if (!ending_.empty()) return true;
  const auto deadline = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd on{pidfd_.get(), POLLIN, 0};
    const int ready = ::poll(&on, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) {
      reap();
      return true;
    }
    if (ready == 0) return false;
  }
}

void Process::finish() {
  if (pid_ < 0 || !ending_.empty()) return;
  signal(SIGKILL);
  reap();
}

void Process::reap() {
  siginfo_t info{};
  int result = 0;
  do {
    result = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED);
  } while (result != 0 && errno == EINTR);
  if (result != 0) {
    ending_ = "ended, and somebody else took its exit status";
  } else if (info.si_code == CLD_EXITED) {
    ending_ = "ended with exit code " + std::to_string(info.si_status);
  } else {
    const char* name = ::sigabbrev_np(info.si_status);
    ending_ = "ended by SIG" + (name ? std::string(name) : std::to_string(info.si_status));
    if (info.si_status == SIGSYS) ending_ += " (a system call that plugins may not make)";
  }
}

}  // namespace saldo::connect
