#include "store/boot.hpp"

#include <fstream>

#include "base/chance.hpp"

namespace saldo::store {

const std::string& boot_id() {
  static const std::string id = [] {
    std::string line;
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    if (std::getline(file, line) && !line.empty()) return line;
    return "unknown-" + std::to_string(chance()) + "-" + std::to_string(chance());
  }();
  return id;
}

}  // namespace saldo::store
