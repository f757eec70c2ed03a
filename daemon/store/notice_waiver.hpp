#pragma once

#include <string>

#include "model/ids.hpp"
#include "saldo/money.hpp"
#include "store/notice_charge.hpp"

namespace soci {
class session;
}

namespace saldo::store {

/// Takes a charge off a notice that is proposed: what it was. `actor` is its maker from then on,
/// and somebody else has to approve it; approvals of before don't count. Throws FailureException:
/// `not_found`; `conflict` when it isn't proposed, or there is nothing to waive.
Money waive_charge(soci::session& sql, model::NoticeId id, NoticeCharge charge,
                   const std::string& actor);

}  // namespace saldo::store
