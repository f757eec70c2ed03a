#include "filter.hpp"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

namespace saldo::host {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "saldo-plugin-host has no system call filter for this architecture"
#endif

constexpr std::uint16_t kLoad = BPF_LD | BPF_W | BPF_ABS;
constexpr std::uint16_t kJumpIfEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t kJumpIfAny = BPF_JMP | BPF_JSET | BPF_K;
constexpr std::uint16_t kReturn = BPF_RET | BPF_K;

constexpr std::uint32_t kNumberAt = offsetof(seccomp_data, nr);
constexpr std::uint32_t kArchitectureAt = offsetof(seccomp_data, arch);

/// Both architectures are little-endian: the lower half of an argument comes first.
constexpr std::uint32_t argument_at(unsigned argument) {
  return static_cast<std::uint32_t>(offsetof(seccomp_data, args) +
                                    argument * sizeof(std::uint64_t));
}

std::uint32_t error_action(int error) {
  return SECCOMP_RET_ERRNO | (static_cast<std::uint32_t>(error) & SECCOMP_RET_DATA);
}

}  // namespace

Filter::Filter() {
  // Calls of another architecture (32-bit code on x86) have other numbers.
  add(kLoad, kArchitectureAt);
  add(kJumpIfEqual, kArchitecture, 1, 0);
  add(kReturn, SECCOMP_RET_KILL_PROCESS);
  add(kLoad, kNumberAt);
}

void Filter::add(std::uint16_t code, std::uint32_t operand, std::uint8_t if_true,
                 std::uint8_t if_false) {
  program_.push_back({code, if_true, if_false, operand});
}

void Filter::rule(std::initializer_list<int> calls, std::uint32_t action) {
  for (const int call : calls) {
    add(kJumpIfEqual, static_cast<std::uint32_t>(call), 0, 1);
    add(kReturn, action);
  }
}

void Filter::allow(std::initializer_list<int> calls) { rule(calls, SECCOMP_RET_ALLOW); }

void Filter::refuse(std::initializer_list<int> calls, int error) {
  rule(calls, error_action(error));
}

void Filter::kill(std::initializer_list<int> calls) { rule(calls, SECCOMP_RET_KILL_PROCESS); }

void Filter::allow_if_equal(int call, unsigned argument, std::uint32_t value) {
  add(kJumpIfEqual, static_cast<std::uint32_t>(call), 0, 4);
  add(kLoad, argument_at(argument));
  add(kJumpIfEqual, value, 0, 1);
  add(kReturn, SECCOMP_RET_ALLOW);
  add(kLoad, kNumberAt);
}

void Filter::allow_if_null(int call, unsigned argument) {
  constexpr std::uint32_t kUpperHalf = 4;
  add(kJumpIfEqual, static_cast<std::uint32_t>(call), 0, 6);
  add(kLoad, argument_at(argument));
  add(kJumpIfEqual, 0, 0, 3);
  add(kLoad, argument_at(argument) + kUpperHalf);
  add(kJumpIfEqual, 0, 0, 1);
  add(kReturn, SECCOMP_RET_ALLOW);
  add(kLoad, kNumberAt);
}

void Filter::refuse_if_any(int call, unsigned argument, std::uint32_t bits, int error) {
  add(kJumpIfEqual, static_cast<std::uint32_t>(call), 0, 4);
  add(kLoad, argument_at(argument));
  add(kJumpIfAny, bits, 0, 1);
  add(kReturn, error_action(error));
  add(kReturn, SECCOMP_RET_ALLOW);
}

bool Filter::enforce(std::uint32_t fallback) {
  add(kReturn, fallback);
  const sock_fprog program{static_cast<unsigned short>(program_.size()), program_.data()};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

}  // namespace saldo::host
