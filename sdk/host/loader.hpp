#pragma once

#include <string>

#include "saldo/plugin.h"

namespace saldo::host {

/// A plugin's entry, or why it can't be used: a sentence for the operator.
struct Loaded {
  const saldo_plugin* plugin = nullptr;
  std::string refusal;
};

/// Loads the library that is open as wire::kLibraryFd and asks its entry. It is never unloaded.
Loaded load_plugin();

/// Why this host can't serve the plugin, or "". Reads no further than the plugin says it is long.
std::string refusal_of(const saldo_plugin* plugin);

}  // namespace saldo::host
