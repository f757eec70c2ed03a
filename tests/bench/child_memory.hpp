#pragma once

#include <atomic>
#include <thread>

namespace saldo::bench {

/// Watches this process's children and keeps the most memory that one of them ever held resident
/// (VmHWM: of the program that it runs; getrusage would count what it had before exec, our own).
class ChildMemory {
 public:
  ChildMemory();
  double peak_mib() const { return static_cast<double>(peak_kib_.load()) / 1024; }

 private:
  void look();
  std::atomic<long> peak_kib_ = 0;
  std::jthread watcher_;
};

}  // namespace saldo::bench
