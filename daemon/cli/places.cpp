#include "cli/places.hpp"

#include <cstdlib>
#include <string_view>

#include "cli/exit.hpp"

namespace saldo::cli {
namespace {

namespace fs = std::filesystem;

/// The folder that holds bin/.
fs::path home() { return fs::read_symlink("/proc/self/exe").parent_path().parent_path(); }

}  // namespace

fs::path default_plugin_folder() { return home() / "lib/saldo/plugins"; }
fs::path template_folder() { return home() / "share/saldo/template"; }

std::vector<fs::path> plugin_folders(const std::vector<std::string>& given) {
  if (!given.empty()) return {given.begin(), given.end()};
  std::vector<fs::path> folders;
  const char* path = std::getenv("SALDO_PLUGIN_PATH");
  for (std::string_view rest = path != nullptr ? path : ""; !rest.empty();) {
    const auto end = rest.find(':');
    if (end != 0) folders.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  if (folders.empty()) folders.push_back(default_plugin_folder());
  return folders;
}

fs::path scratch_folder() {
  std::error_code error;
  auto folder = fs::temp_directory_path(error);
  if (error) throw Stop(kFailed, "there is no folder for temporary files; set TMPDIR");
  return folder;
}

}  // namespace saldo::cli
