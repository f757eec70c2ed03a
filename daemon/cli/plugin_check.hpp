#pragma once

#include <cstdint>
#include <string>

namespace saldo::cli {

struct PluginCheckOptions {
  std::string format;
  std::string file;     ///< library, manifest or their folder
  std::string samples;  ///< a folder of documents; may be empty
  std::string only;     ///< part of the names of the checks to run; empty: all
  std::uint64_t seed = 1;
};

/// Runs the conformance suite; each call goes to a confined process of its own. Exit 1 when a
/// check failed or the plugin crashed.
int check_plugin(const PluginCheckOptions& options);

}  // namespace saldo::cli
