#pragma once

#include <boost/json/array.hpp>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"
#include "store/notice_charge.hpp"

namespace soci {
class session;
}

/// Fees, interest and compensation that the company makes the customer owe: one person decides on
/// it, another approves it, then the ERP is asked to post it (RULES §6.6). Until then they are
/// memos of the notices that claim them.
namespace saldo::store {

struct Charged {
  Money amount;
  Money left;  ///< what the notice claims beyond it: in dispute, or charged with another notice
};

/// Proposes to charge what a notice that was sent claims. Interest is charged of the items that no
/// dispute makes contingent; of each item once a day. Throws FailureException: `not_found`;
/// `conflict` when the notice wasn't sent, its claim is charged already, or nothing is left of it.
Charged propose_charge(soci::session& sql, model::NoticeId id, NoticeCharge charge,
                       const std::string& actor, const std::string& reason, Instant now);
/// What was approved. Throws FailureException: `denied` for whoever proposed it; `conflict` when no
/// such charge awaits approval.
Money approve_charge(soci::session& sql, model::NoticeId id, NoticeCharge charge,
                     const std::string& actor, Instant now);
/// Takes the charge back: the notice's claim is a memo again. Throws FailureException: `conflict`
/// when nothing is charged, or the ERP has posted it.
Money withdraw_charge(soci::session& sql, model::NoticeId id, NoticeCharge charge,
                      const std::string& actor, Instant now);

/// All charges of a notice, oldest first.
boost::json::array list_charges(soci::session& sql, model::NoticeId id);

/// An open item of which something is charged, so that it isn't claimed again.
struct ChargedItem {
  model::ItemId item{};
  NoticeCharge charge = NoticeCharge::interest;
  Date through;  ///< of interest: the last day
};
void for_each_charged_item(soci::session& sql, const std::function<void(const ChargedItem&)>& each);

}  // namespace saldo::store
