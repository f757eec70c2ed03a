#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "collect/dispute.hpp"
#include "flows/environment.hpp"

/// What people do to disputes. Each act is one transaction with its audit entry; what was paid or
/// credited meanwhile is taken over first. The answers have "dispute", "state" and "disputed". All
/// throw FailureException: `not_found`; `conflict` where the state doesn't allow it.
namespace saldo::flows {

struct DisputeRequest {
  struct Item {
    std::string number;
    std::optional<std::string> amount;  ///< as text; none: all that is open and not disputed
  };
  std::string customer;  ///< number
  std::vector<Item> items;
  std::string reason;           ///< model::DisputeReason
  std::string customer_reason;  ///< the customer's own code or words
  std::string note, queue;
};
/// Opens a dispute and recalls the notices that wait for its items. Throws FailureException where
/// the amount is beyond what is open and not disputed, or an open one has the same item and reason.
boost::json::object open_dispute(const Environment& environment, const DisputeRequest& request,
                                 Date today, const std::string& actor);

struct DisputeAssignment {
  std::string owner;  ///< needed
  std::optional<std::string> queue;
  std::string reason;
};
boost::json::object assign_dispute(const Environment& environment, std::int64_t id,
                                   const DisputeAssignment& assignment, Date today,
                                   const std::string& actor);

/// `act` is resume, wait_customer or wait_internal; `reason` may be empty.
boost::json::object move_dispute(const Environment& environment, std::int64_t id,
                                 collect::DisputeAct act, const std::string& reason, Date today,
                                 const std::string& actor);

struct DisputeEvidence {
  std::string kind;       ///< model::EvidenceKind
  std::string reference;  ///< where it is to be found; needed
};
/// Puts down what shows who is right. Not for one that has ended.
boost::json::object add_dispute_evidence(const Environment& environment, std::int64_t id,
                                         const DisputeEvidence& evidence, Date today,
                                         const std::string& actor);

struct DisputeOutcome {
  std::string resolution;  ///< model::DisputeResolution
  std::string amount;      ///< what is credited; of a partial one only
  std::string root_cause;  ///< what went wrong at our end, in words
  std::string reason;      ///< why; needed
};
/// Says what comes of it. Where the customer is to pay, the dispute is closed at once and dunning
/// goes on from the level that the items had, one interval later. Everything else gives money away
/// and waits for another person's approval. A deduction is credited only where the evidence is
/// there that the policy wants; that of the customer's window is told where it has closed.
boost::json::object resolve_dispute(const Environment& environment, std::int64_t id,
                                    const DisputeOutcome& outcome, Date today,
                                    const std::string& actor);

/// Approves the resolution. The dispute stays until its items are credited or written off in the
/// ERP and then closes by itself; of a partial one, what isn't credited is the customer's to pay
/// from now on. Throws FailureException (denied) for whoever opened or resolved it.
boost::json::object approve_dispute(const Environment& environment, std::int64_t id, Date today,
                                    const std::string& actor);
/// Takes the resolution back, approved or not. Needs a reason.
boost::json::object reject_dispute(const Environment& environment, std::int64_t id,
                                   const std::string& reason, Date today, const std::string& actor);
/// Ends one that shouldn't have been opened; its items are dunned as if there had been none. Needs
/// a reason.
boost::json::object void_dispute(const Environment& environment, std::int64_t id,
                                 const std::string& reason, Date today, const std::string& actor);
/// Opens one again that was closed lately, over what is still open of it. Needs a reason.
boost::json::object reopen_dispute(const Environment& environment, std::int64_t id,
                                   const std::string& reason, Date today, const std::string& actor);

}  // namespace saldo::flows
