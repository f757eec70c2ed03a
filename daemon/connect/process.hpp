#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "base/file.hpp"
#include "base/result.hpp"
#include "connect/child.hpp"
#include "wire/shared_memory.hpp"

namespace saldo::connect {

/// A saldo-plugin-host process and our ends of what connects us to it. It is watched by pidfd, so
/// there is no SIGCHLD handler and no confusion when a pid is used again. Kills what still runs
/// when it goes. Not thread-safe.
class Process {
 public:
  /// Starts `host` for the plugin and the directories of `launch`. The child gets nothing of ours
  /// but the descriptors it needs, and an environment of LC_ALL=C.UTF-8.
  static Result<Process> start(const Launch& launch, const std::filesystem::path& host);

  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  ~Process();

  int pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }
  int socket() const { return socket_.get(); }
  int log() const { return log_.get(); }
  /// For the documents that it reads.
  const wire::SharedMemory& input() const { return input_; }
  /// With the records that it sends. It can change them at any time.
  const wire::SharedMemory& records() const { return records_; }

  void signal(int number) const;
  /// Waits until the process has ended, at most so long. True when it has.
  bool ended_within(std::chrono::milliseconds time);
  /// Kills it unless it has ended, and takes its status.
  void finish();
  /// "ended by SIGSEGV" or "ended with exit code 3". After finish(), or ended_within() said true.
  const std::string& how_it_ended() const { return ending_; }

 private:
  Process() = default;
  void reap();

  pid_t pid_ = -1;
  FileHandle pidfd_, socket_, log_;
  wire::SharedMemory input_, records_;
  FileHandle lifeline_;  ///< never written to; the kernel kills the child when it closes
  std::string ending_;
};

}  // namespace saldo::connect
