#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "flows/environment.hpp"
#include "store/messages.hpp"

/// Changes of a customer's credit in the ERP. One person proposes, another approves; then it is a
/// message of the kind credit with the body application/vnd.saldo.credit+json.
namespace saldo::flows {

inline constexpr const char* kCreditMediaType = "application/vnd.saldo.credit+json";

struct NewCreditChange {
  std::string customer;         ///< number
  std::string area;             ///< the credit control area
  std::string limit, currency;  ///< empty: the limit stays
  std::optional<bool> blocked;  ///< nothing: the block stays
  std::string reason;
  std::string connector;  ///< empty: the only one whose sink tells changes of credit
};

/// Puts the change into the outbox, where it awaits approval; the answer has "proposal" and
/// "state". Throws FailureException: where it changes nothing, says what is on its way already, or
/// has another currency than the limit that the ERP told; `conflict` while another change of this
/// credit awaits approval.
boost::json::object propose_credit_change(const Environment& environment,
                                          const NewCreditChange& change, const std::string& actor);

/// Lets it go out; what was to go out before it, and can't have arrived, is void. Throws
/// FailureException: `denied` for whoever proposed it; `conflict` where it doesn't await approval,
/// or where the ERP has told another limit since it was proposed.
boost::json::object approve_credit_change(const Environment& environment, std::int64_t proposal,
                                          const std::string& actor);

/// What was approved is a step from the limit that the ERP had then. Throws FailureException
/// (conflict, credit.changed) where the ERP has told another one since.
void check_limit_unchanged(soci::session& sql, const store::Message& change);

}  // namespace saldo::flows
