#pragma once

#include "link.hpp"
#include "saldo/plugin.h"
#include "services.hpp"

namespace saldo::host {

/// Serves the daemon's calls, one after the other, until it has asked to destroy the instance.
void serve(const saldo_plugin& plugin, Link& link);

}  // namespace saldo::host
