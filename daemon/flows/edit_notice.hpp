#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "flows/environment.hpp"
#include "model/ids.hpp"

namespace saldo::flows {

/// What a person changes of a notice; at least one of them.
struct NoticeEdit {
  std::optional<std::int64_t> level;  ///< lower than the notice's; 1 or more
  std::string channel;                ///< by which it is to go out; empty: as it is
};

/// Proposes a notice otherwise than the procedure would: at a lower level, or by another channel.
/// The first one is voided, so that a run of the same day doesn't bring it back; a run of a later
/// day decides by the procedure again. The answer has "state" (voided) and "instead", the notice in
/// its place, whose letter, fee and effects are those of its level, and which another person has to
/// approve. Throws FailureException: `invalid` without a reason or a change, when the level isn't
/// lower, or the channel doesn't reach the customer; `conflict` when the notice isn't proposed or
/// approved, or its account would get none any more: it stays then.
boost::json::object edit_notice(const Environment& environment, model::NoticeId id,
                                const NoticeEdit& edit, const std::string& reason,
                                const std::string& actor);

}  // namespace saldo::flows
