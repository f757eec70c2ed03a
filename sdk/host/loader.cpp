#include "loader.hpp"

#include <boost/dll/shared_library.hpp>
#include <cstddef>

#include "saldo/records.hpp"
#include "wire/bodies.hpp"

namespace saldo::host {
namespace {

std::string version(unsigned major, unsigned minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

std::string this_version() { return version(SALDO_ABI_MAJOR, SALDO_ABI_MINOR); }

}  // namespace

std::string refusal_of(const saldo_plugin* plugin) {
  // Magic and size come first in every version; what follows is read only as far as it is there.
  if (plugin == nullptr) return "its entry gives no description of the plugin";
  if (plugin->magic != SALDO_PLUGIN_MAGIC) return "it is not a saldo plugin: wrong magic number";
  if (plugin->abi_major != SALDO_ABI_MAJOR || plugin->host_minor_min > SALDO_ABI_MINOR)
    return "needs saldo with ABI " + version(plugin->abi_major, plugin->host_minor_min) +
           "; this is " + this_version();
  if (!SALDO_HAS(plugin, destroy) || plugin->create == nullptr || plugin->extension == nullptr ||
      plugin->destroy == nullptr)
    return "its description is shorter than ABI " + this_version() +
           " demands; build it anew with the header of this version";
  return {};
}

Loaded load_plugin() {
  // The descriptor that the daemon opened and checked is what gets loaded, not a path. The library
  // stays loaded for the life of the process, hence the leak.
  auto* library = new boost::dll::shared_library;
  try {
    library->load("/proc/self/fd/" + std::to_string(wire::kLibraryFd),
                  boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    if (!library->has(SALDO_PLUGIN_ENTRY))
      return {nullptr, std::string("it doesn't export ") + SALDO_PLUGIN_ENTRY +
                           "; it is no saldo plugin, or one for another ABI than " +
                           this_version()};
    const auto entry = library->get<const saldo_plugin*()>(SALDO_PLUGIN_ENTRY);
    const saldo_plugin* plugin = entry();
    if (auto refusal = refusal_of(plugin); !refusal.empty()) return {nullptr, std::move(refusal)};
    return {plugin, {}};
  } catch (const std::exception& e) {
    return {nullptr, std::string("it can't be loaded: ") + e.what()};
  }
}

}  // namespace saldo::host
