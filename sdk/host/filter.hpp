#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace saldo::host {

/// A seccomp filter over system call numbers, written by hand so that the child links nothing for
/// it. Rules are tried in the order they were given. Knows x86-64 and AArch64.
class Filter {
 public:
  Filter();
  void allow(std::initializer_list<int> calls);
  void refuse(std::initializer_list<int> calls, int error);
  void kill(std::initializer_list<int> calls);
  /// Allows the call when its argument's lower 32 bits are `value`.
  void allow_if_equal(int call, unsigned argument, std::uint32_t value);
  /// Allows the call when its argument is a null pointer: all 64 bits of it are zero.
  void allow_if_null(int call, unsigned argument);
  /// Refuses the call when one of the bits is set in its argument, and allows it otherwise.
  void refuse_if_any(int call, unsigned argument, std::uint32_t bits, int error);
  /// Ends the list and puts it in force; false when the kernel refuses. `fallback` is for calls
  /// that no rule names: SECCOMP_RET_….
  bool enforce(std::uint32_t fallback);

 private:
  void rule(std::initializer_list<int> calls, std::uint32_t action);
  void add(std::uint16_t code, std::uint32_t operand, std::uint8_t if_true = 0,
           std::uint8_t if_false = 0);

  std::vector<sock_filter> program_;
};

}  // namespace saldo::host
