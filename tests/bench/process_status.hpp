#pragma once

#include <sys/types.h>

#include <fstream>
#include <string>

namespace saldo::bench {

/// A number from /proc/PID/task/TID/status, e.g. "VmRSS:"; 0 when it isn't there.
inline long status_field(pid_t process, pid_t thread, const std::string& field) {
  std::ifstream in("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread) +
                   "/status");
  std::string line;
  while (std::getline(in, line))
    if (line.rfind(field, 0) == 0) return std::stol(line.substr(field.size()));
  return 0;
}

}  // namespace saldo::bench
