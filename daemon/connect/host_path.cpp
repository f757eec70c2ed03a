#include "connect/host_path.hpp"

namespace saldo::connect {

std::filesystem::path plugin_host_path() {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  return program.parent_path().parent_path() / "libexec/saldo/saldo-plugin-host";
}

}  // namespace saldo::connect
