#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "flows/environment.hpp"
#include "model/ids.hpp"

/// From memo to debt: fee, interest and compensation of a notice that was sent are charged by one
/// person and approved by another; then `debit-notes` tells the ERP what to post. What is charged
/// isn't claimed by later notices.
namespace saldo::flows {

/// The answer has "state" (awaiting), "amount", "currency" and, where not all is charged, "left".
/// Throws FailureException: `invalid` without a reason, `conflict` when it can't be charged.
boost::json::object charge_notice(const Environment& environment, model::NoticeId id,
                                  const std::string& charge, const std::string& reason,
                                  const std::string& actor);
/// Throws FailureException: `denied` for whoever proposed it.
boost::json::object approve_charge(const Environment& environment, model::NoticeId id,
                                   const std::string& charge, const std::string& actor);
/// Throws FailureException: `invalid` without a reason, `conflict` once the ERP has posted it.
boost::json::object withdraw_charge(const Environment& environment, model::NoticeId id,
                                    const std::string& charge, const std::string& reason,
                                    const std::string& actor);

}  // namespace saldo::flows
