#pragma once

#include <map>
#include <string>
#include <vector>

#include "collect/run_gate.hpp"
#include "flows/environment.hpp"

namespace saldo::flows {

struct DunOptions {
  std::string procedure;  ///< by name, from the configuration
  Date run_date;
  bool dry_run = false;  ///< decide and count, propose nothing
  /// The business days of company codes whose time zones have another one now.
  std::map<std::string, Date> company_dates;
};

/// Whether the bank accounts are known far enough, and the book agrees with the ERP's, for a run.
collect::RunGateDecision gate_dunning(soci::session& sql, const model::DunningProcedure& procedure,
                                      Date day);

/// A dunning run: recalls what was overtaken, refuses on bank data with gaps or too old, decides on
/// every account that has something open, and proposes notices. Every account and item gets its
/// reason. Nothing is sent; levels and dates are written when a notice is.
RunOutcome run_dunning(const Environment& environment, const DunOptions& options,
                       const RunControl& control);

}  // namespace saldo::flows
