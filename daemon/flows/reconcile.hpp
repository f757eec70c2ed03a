#pragma once

#include <optional>
#include <string>

#include "flows/environment.hpp"

namespace saldo::flows {

struct ReconcileOptions {
  bool dry_run = false;       ///< decide and count, change nothing
  std::optional<Date> as_of;  ///< only transactions booked up to this day
  std::string job;            ///< whose policy counts; empty: the first reconcile job's
};

/// Cash application: decides on every transaction that is new or still undecided, by booking date.
/// One transaction per decision, so a stop or a crash loses none and doubles none. What an earlier
/// run left undecided is looked at again, because items may have arrived since.
RunOutcome run_reconcile(const Environment& environment, const ReconcileOptions& options,
                         const RunControl& control);

}  // namespace saldo::flows
