#pragma once

#include <boost/json/object.hpp>
#include <functional>

#include "flows/environment.hpp"
#include "model/dunning_procedure.hpp"

namespace saldo::flows {

/// Goes through the days of past dunning runs twice, with the procedure that is configured under
/// this name and with another one, and calls `each` for every account on a day that would have got
/// another notice, or one where it got none: with both, or why there is none. Each of the two goes
/// on from the notices that were sent before `from`, and takes its own as sent on their day. The
/// last line has `total`: counts and money. Changes nothing.
///
/// The accounts stand as store::for_each_past_account has them; interest isn't gone through, nor
/// what kept a whole run from beginning. Throws FailureException: `not_found` when there is no such
/// procedure, or none of its runs fell on these days.
void backtest_dunning(const Environment& environment, const model::DunningProcedure& procedure,
                      Date from, Date to,
                      const std::function<void(const boost::json::object&)>& each);

}  // namespace saldo::flows
