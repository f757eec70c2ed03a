#include "bench/child_memory.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>

#include "bench/process_status.hpp"

namespace saldo::bench {

ChildMemory::ChildMemory()
    : watcher_([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          look();
          std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
      }) {}

namespace {

/// A child that has not yet become the plugin host still shows the memory of this process.
bool is_plugin_host(pid_t child) {
  std::error_code gone;
  const auto program =
      std::filesystem::read_symlink("/proc/" + std::to_string(child) + "/exe", gone);
  return program.filename() == "saldo-plugin-host";
}

}  // namespace

void ChildMemory::look() {
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream children(task.path() / "children");
    for (pid_t child = 0; children >> child;)
      if (is_plugin_host(child))
        if (const long kib = status_field(child, child, "VmHWM:"); kib > peak_kib_) peak_kib_ = kib;
  }
}

}  // namespace saldo::bench
