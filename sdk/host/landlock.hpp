#pragma once

#include <cstdint>

namespace saldo::host {

/// The Landlock ABI that is used: 0 when the kernel has none, or only ABI 1, with which a file
/// can't be moved between folders.
int landlock_abi();

/// One layer of Landlock. What no rule allows is refused once enforce() has returned; layers add
/// up.
class Landlock {
 public:
  /// landlock_abi() is not 0.
  Landlock();
  ~Landlock();
  Landlock(const Landlock&) = delete;
  Landlock& operator=(const Landlock&) = delete;

  void allow_read(const char* path);  ///< a path that doesn't exist is left out
  void allow_read_file(int fd);
  void allow_everything_beneath(int fd);
  /// False when the kernel refuses.
  bool enforce();

 private:
  void allow(int fd, std::uint64_t rights);
  int ruleset_;
  bool failed_ = false;
};

}  // namespace saldo::host
