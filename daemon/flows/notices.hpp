#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <vector>

#include "collect/interest.hpp"
#include "flows/environment.hpp"
#include "model/ids.hpp"

/// What people do to dunning notices. Each act is one transaction with its audit entry.
namespace saldo::flows {

/// Approves a notice, or notes one of several approvals. A notice that was overtaken by a payment
/// or a hold is recalled instead. The answer has "notice", "state" and, if recalled, "reason".
/// Throws FailureException: `denied` where the four-eyes rule forbids it.
boost::json::object approve_notice(const Environment& environment, model::NoticeId id,
                                   const std::string& actor);
/// Approves all that a run proposed, in one transaction. The answer counts "approved", "waiting"
/// for another person, "recalled" and "denied", and says why of the first that was denied.
boost::json::object approve_run(const Environment& environment, std::int64_t run,
                                const std::string& actor);
/// Throws FailureException: `invalid` without a reason, `conflict` when it has gone out.
boost::json::object void_notice(const Environment& environment, model::NoticeId id,
                                const std::string& reason, const std::string& actor);
/// As void_notice, all of a run that hasn't gone out, in one transaction. The answer has "run" and
/// counts "voided".
boost::json::object void_run(const Environment& environment, std::int64_t run,
                             const std::string& reason, const std::string& actor);
/// Takes a `charge` off a proposed notice: fee, interest or compensation. It isn't claimed by this
/// notice any more, and another person has to approve it. Throws FailureException: `invalid`
/// without a reason, `conflict` when the notice isn't proposed or has no such charge.
boost::json::object waive_charge(const Environment& environment, model::NoticeId id,
                                 const std::string& charge, const std::string& reason,
                                 const std::string& actor);
/// Puts an approved notice on its way, or recalls it where it was overtaken. One that goes by mail
/// is written and queued (`queued`), if a job delivers mails; any other is `sending`, and a person
/// sends it.
boost::json::object send_notice(const Environment& environment, model::NoticeId id,
                                const std::string& actor);
/// Records that it has gone out: levels and date count from now on. Again is a no-op.
boost::json::object note_sent(const Environment& environment, model::NoticeId id,
                              const std::string& receipt, const std::string& actor);

/// Recalls all waiting notices that were overtaken; how many.
std::int64_t recall_overtaken(soci::session& sql, Date today, Instant now);

/// The person who asked for a run; empty when nobody did.
std::string person_behind(soci::session& sql, std::int64_t run);

/// Decides on one customer as a run on that day would, and tells every step; writes nothing. Calls
/// `each` for each account and then for its items.
void explain_dunning(const Environment& environment, const std::string& procedure,
                     const std::string& customer, Date day,
                     const std::function<void(const boost::json::object&)>& each);

/// [{"from":…,"to":…,"days":…,"principal":…,"rate":…,"source":…}]
boost::json::array segments_json(const collect::LateInterest& interest);

}  // namespace saldo::flows
