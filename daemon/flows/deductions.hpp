#pragma once

#include <cstdint>

#include "flows/dispute_case.hpp"

namespace saldo::flows {

/// Opens a dispute for every deduction that stands in an advice and was decided on behind the
/// cursor of disputes, which moves on. The customer's code is kept; a code that cash application's
/// policy maps to a reason of ours gives the dispute that reason, any other one `unknown`: what a
/// code means isn't guessed. Nothing is opened where all that is open is disputed already, or an
/// open dispute has the same item and reason. How many were opened.
std::int64_t open_deductions(const DisputeDesk& desk);

}  // namespace saldo::flows
