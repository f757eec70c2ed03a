#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "flows/environment.hpp"
#include "model/ids.hpp"

namespace saldo::flows {

/// Takes an item off a notice that hasn't gone out: the item is held for the day, and its account
/// decided on anew, so that level, fee, text and amount are those of what is left. The answer has
/// "state" (superseded) and "instead", the notice in its place, which another person has to
/// approve; or "because", where nothing is left to be reminded of. A later run may remind of the
/// item again. Throws FailureException: `invalid` without a reason, `not_found` when the notice
/// doesn't remind of the item, `conflict` when it isn't proposed or approved.
boost::json::object exclude_item(const Environment& environment, model::NoticeId id,
                                 const std::string& item, const std::string& reason,
                                 const std::string& actor);

}  // namespace saldo::flows
