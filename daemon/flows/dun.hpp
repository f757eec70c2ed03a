#pragma once

#include <string>

#include "flows/environment.hpp"

namespace saldo::flows {

struct DunOptions {
  std::string procedure;  ///< by name, from the configuration
  Date run_date;
  bool dry_run = false;  ///< decide and count, propose nothing
};

/// A dunning run: refuses on bank data with gaps or too old, decides on every account that has
/// something open, and proposes notices. Every account and item gets its reason. Nothing is sent;
/// levels and dates are written when a notice is.
RunOutcome run_dunning(const Environment& environment, const DunOptions& options,
                       const RunControl& control);

}  // namespace saldo::flows
