#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <vector>

#include "flows/environment.hpp"

/// The collector's day: promises, and whom to turn to first.
namespace saldo::flows {

struct PromiseRequest {
  std::string customer;            ///< number
  std::vector<std::string> items;  ///< numbers
  std::string amount;              ///< as text; empty: all that is open on the items
  Date promised_for;
  std::int64_t tolerance_days = 0;
  std::string given_by, note;
};
/// Records a promise and holds its items out of dunning; a notice that waits for them is recalled.
/// The answer has "promise", "level" and "recalled". Throws FailureException where it makes no
/// sense: more than is open, a day that is over.
boost::json::object add_promise(const Environment& environment, const PromiseRequest& request,
                                Date today, const std::string& actor);
/// Throws FailureException (not_found) unless the promise is open.
boost::json::object withdraw_promise(const Environment& environment, std::int64_t id,
                                     const std::string& reason, Date today,
                                     const std::string& actor);
/// Judges every open promise by what was paid on its items, and ends the holds of those that are
/// over.
RunOutcome run_promises(const Environment& environment, Date today, bool dry_run,
                        const RunControl& control);

/// Calls `each` for the accounts that want something done, the most urgent first, with every term
/// of their priority.
void collector_worklist(const Environment& environment, Date today,
                        const std::function<void(boost::json::object&)>& each);

}  // namespace saldo::flows
