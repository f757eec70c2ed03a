#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>

#include "flows/dispute_case.hpp"

namespace saldo::flows {

/// Opens a dispute for every deduction that stands in an advice and was decided on behind the
/// cursor of disputes, which moves on. The customer's code is kept; a code that cash application's
/// policy maps to a reason of ours gives the dispute that reason, any other one `unknown`: what a
/// code means isn't guessed. Nothing is opened where all that is open is disputed already, or an
/// open dispute has the same item and reason. How many were opened.
std::int64_t open_deductions(const DisputeDesk& desk);

/// Disputes that are deductions, the most urgent first, with `triage` and `because` (see
/// collect::triage); behind them those that aren't worked on any more.
void list_deductions(soci::session& sql, const store::DisputeFilter& filter, Date today,
                     const std::function<void(boost::json::object&)>& each);

}  // namespace saldo::flows
