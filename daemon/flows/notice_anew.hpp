#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "flows/environment.hpp"
#include "store/dunning_notices.hpp"

namespace saldo::flows {

/// What a person wants otherwise of a notice.
struct NoticeWish {
  std::optional<int> level;  ///< no item above it
  std::string channel;       ///< empty: as decided
  bool repeats = false;      ///< also where all its levels were sent before
  std::string mark;          ///< keeps it apart from what a run would propose; empty: needn't
};

/// Decides on the account of a notice that was withdrawn, as on the day of its run, and proposes
/// what comes of it; another person has to approve that. Nothing rises above the notice's level,
/// and at that level it keeps its channel, so that an edit before stands. The answer gets
/// "instead", the new notice, and "because". Throws FailureException: `conflict` when the
/// configuration has its procedure no more, `invalid` when the channel doesn't reach the customer.
void propose_anew(const Environment& environment, soci::session& sql,
                  const store::NoticeOrigin& origin, const NoticeWish& wish,
                  const std::string& actor, boost::json::object& answer);

}  // namespace saldo::flows
