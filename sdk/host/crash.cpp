#include "crash.hpp"

#include <execinfo.h>
#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>

#include "sanitizers.hpp"

namespace saldo::host {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
/// Few enough that a crash report, which keeps the last 20 lines, has room for what came before.
constexpr int kFrames = 12;

/// Only async-signal-safe calls from here on.
void write_text(const char* text) {
  if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) return;
}

void write_hex(std::uintptr_t value) {
  char digits[2 * sizeof value + 1];
  char* p = digits + sizeof digits - 1;
  *p = '\0';
  do {
    *--p = "0123456789abcdef"[value & 15];
    value >>= 4;
  } while (value != 0);
  write_text(p);
}

void on_crash(int signal, siginfo_t* info, void*) {
  write_text("fatal signal ");
  write_text(::sigabbrev_np(signal));
  if (signal != SIGABRT) {
    write_text(" at address 0x");
    write_hex(reinterpret_cast<std::uintptr_t>(info->si_addr));
  }
  write_text("\n");
  void* frames[kFrames];
  ::backtrace_symbols_fd(frames, ::backtrace(frames, kFrames), STDERR_FILENO);
  // SA_RESETHAND gave the signal its default action back: it ends the process on return.
  ::raise(signal);
}

}  // namespace

void install_crash_handler() {
  // AddressSanitizer's own report is better than ours.
  if (kAddressSanitizer) return;
  void* frames[kFrames];
  ::backtrace(frames, kFrames);
  static char stack[32 << 10];  // a stack overflow leaves no room on the stack itself
  stack_t alternative{};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof stack;
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_sigaction = &on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
}

}  // namespace saldo::host
