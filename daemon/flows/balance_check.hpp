#pragma once

#include "collect/run_gate.hpp"
#include "flows/environment.hpp"

namespace soci {
class session;
}

namespace saldo::flows {

/// Compares what is open here, per customer and company code, with the newest complete lists of the
/// ERP's open items, and keeps the differences by cause: `saldo export balance-check`. Fails when
/// the ERP hasn't listed its open items yet.
RunOutcome run_balance_check(const Environment& environment, bool dry_run,
                             const RunControl& control);

/// What the last one found, for the gate of dunning.
collect::BalanceCheckState balance_check_state(soci::session& sql);

}  // namespace saldo::flows
