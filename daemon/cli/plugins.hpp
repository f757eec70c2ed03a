#pragma once

#include <string>
#include <vector>

/// Plugins, for those who install and those who write them. Works without the daemon.
namespace saldo::cli {

struct PluginListOptions {
  std::string format;
  std::vector<std::string> plugin_dirs;
};
/// A row for each component; exit 1 when a manifest is faulty.
int list_plugins(const PluginListOptions& options);

struct PluginInfoOptions {
  std::string format;
  std::string file;  ///< library, manifest or their folder
};
int show_plugin(const PluginInfoOptions& options);

struct PluginNewOptions {
  std::string name, directory;
  std::string kind = "decoder";
};
int new_plugin(const PluginNewOptions& options);

}  // namespace saldo::cli
