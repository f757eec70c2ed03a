#pragma once

#include <filesystem>

namespace saldo::connect {

/// Where saldo-plugin-host stands: ../libexec/saldo beside the folder of the running program, in
/// the build tree as in the installed one.
std::filesystem::path plugin_host_path();

}  // namespace saldo::connect
