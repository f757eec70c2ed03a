#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// Where things stand beside the program; the build tree looks like the installed one.
namespace saldo::cli {

/// ../lib/saldo/plugins
std::filesystem::path default_plugin_folder();
/// ../share/saldo/template
std::filesystem::path template_folder();
/// The folders of --plugin-dir, or else of SALDO_PLUGIN_PATH (split at ':'), or else the default.
std::vector<std::filesystem::path> plugin_folders(const std::vector<std::string>& given);
/// A folder for temporary files; ends the verb when there is none.
std::filesystem::path scratch_folder();

}  // namespace saldo::cli
