#pragma once

#include <boost/json.hpp>
#include <string>

#include "flows/environment.hpp"
#include "model/ids.hpp"
#include "store/audit.hpp"
#include "store/notice_charge.hpp"

/// What all acts of persons on notices have in common.
namespace saldo::flows {

/// One act on one notice: does it, notes it in the audit chain, commits. `act` is called with the
/// session and the answer, which has "notice".
template <class Act>
boost::json::object act_on(const Environment& environment, model::NoticeId id,
                           const std::string& action, const std::string& actor, Act act) {
  store::WriteTransaction transaction(*environment.store);
  boost::json::object answer{{"notice", model::raw(id)}};
  act(transaction.sql(), answer);
  store::add_audit(transaction.sql(),
                   {.actor = actor,
                    .action = "dunning." + action,
                    .object = "notice " + std::to_string(model::raw(id)),
                    .detail_json = boost::json::serialize(answer)},
                   environment.clock->now());
  transaction.commit();
  return answer;
}

/// "a charge is waived" … with a reason. Throws FailureException (invalid) when there is none.
void need_reason(const std::string& reason, const char* what);

/// fee, interest or compensation. Throws FailureException (invalid).
store::NoticeCharge parse_charge(const std::string& charge);

}  // namespace saldo::flows
