#pragma once

#include <fcntl.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace saldo::host {

/// A descriptor that closes itself.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  int release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }

 private:
  int fd_ = -1;
};

/// A granted directory: every name is resolved beneath its descriptor, without following links
/// (openat2, Linux 5.6). Functions throw Stop with a sentence for the operator.
class Directory {
 public:
  Directory(std::string option, int fd) : option_(std::move(option)), fd_(fd) {}

  const std::string& option() const { return option_; }
  /// Opens `name`; "" is the directory itself.
  Fd open(std::string_view name, int flags, mode_t mode = 0) const;
  /// The folder that holds `name`, and its last part. `make`: folders that are missing are made.
  struct Parent {
    Fd folder;
    std::string base;
  };
  Parent parent(std::string_view name, bool make) const;
  /// Throws the Stop that says what `error` (an errno) means for `name`.
  [[noreturn]] void fail(const char* action, std::string_view name, int error) const;

 private:
  int try_open(const std::string& name, int flags, mode_t mode) const;
  Fd make_folders(const std::string& folder, std::string_view name) const;

  std::string option_;
  int fd_;
};

}  // namespace saldo::host
