#pragma once

#include <boost/json/object.hpp>
#include <functional>

#include "flows/environment.hpp"
#include "model/cash_policy.hpp"

namespace saldo::flows {

/// Decides anew, under another policy, on the payments booked from one day to another, each on the
/// book as it was known before the decision that was made, and calls `each` for every payment that
/// would go otherwise: with both outcomes, and what a person decided on it if one did. The last
/// line has `total`: the counts and the money. Changes nothing. Returns of payments aren't gone
/// through again; the total says how many there were.
void backtest(const Environment& environment, const model::CashPolicy& policy, Date from, Date to,
              const std::function<void(const boost::json::object&)>& each);

}  // namespace saldo::flows
