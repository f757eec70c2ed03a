#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace saldo::test {

/// A program that a test runs; ended when it goes out of scope.
class Process {
 public:
  Process() = default;
  /// Starts it; what it prints goes to the end of `log`.
  Process(const std::vector<std::string>& command, const std::filesystem::path& log);
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  /// Started, and not ended yet.
  bool alive() const;
  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// The exit code, or minus the signal that ended it; nothing when the time is up.
  std::optional<int> wait(std::chrono::milliseconds time);
  /// SIGKILL, and gone when this returns.
  void kill();
  /// Its child processes at this moment.
  std::vector<pid_t> children() const;

 private:
  pid_t pid_ = 0;
};

}  // namespace saldo::test
