#include "flows/charges.hpp"

#include <boost/json.hpp>

#include "flows/notice_act.hpp"
#include "store/charges.hpp"
#include "store/dunning_notices.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

std::string show(Money amount) {
  return amount.to_string() + " " + std::string(amount.currency.code());
}

void tell(json::object& answer, const std::string& charge, const char* state, Money amount) {
  answer["charge"] = charge;
  answer["state"] = state;
  answer["amount"] = amount.to_string();
  answer["currency"] = std::string(amount.currency.code());
}

}  // namespace

json::object charge_notice(const Environment& environment, model::NoticeId id,
                           const std::string& charge, const std::string& reason,
                           const std::string& actor) {
  const store::NoticeCharge kind = parse_charge(charge);
  need_reason(reason, "a customer is charged");
  return act_on(environment, id, "charge", actor, [&](soci::session& sql, json::object& answer) {
    const Instant now = environment.clock->now();
    const store::Charged charged = store::propose_charge(sql, id, kind, actor, reason, now);
    store::add_notice_act(sql, id, "charge", actor,
                          charge + " of " + show(charged.amount) + ": " + reason, now);
    tell(answer, charge, "awaiting", charged.amount);
    if (charged.left.minor != 0) answer["left"] = charged.left.to_string();
    answer["because"] = "another person must approve it";
  });
}

json::object approve_charge(const Environment& environment, model::NoticeId id,
                            const std::string& charge, const std::string& actor) {
  const store::NoticeCharge kind = parse_charge(charge);
  return act_on(environment, id, "charge.approve", actor,
                [&](soci::session& sql, json::object& answer) {
                  const Instant now = environment.clock->now();
                  const Money amount = store::approve_charge(sql, id, kind, actor, now);
                  store::add_notice_act(sql, id, "approve charge", actor,
                                        charge + " of " + show(amount), now);
                  tell(answer, charge, "approved", amount);
                });
}

json::object withdraw_charge(const Environment& environment, model::NoticeId id,
                             const std::string& charge, const std::string& reason,
                             const std::string& actor) {
  const store::NoticeCharge kind = parse_charge(charge);
  need_reason(reason, "a charge is withdrawn");
  return act_on(environment, id, "charge.withdraw", actor,
                [&](soci::session& sql, json::object& answer) {
                  const Instant now = environment.clock->now();
                  const Money amount = store::withdraw_charge(sql, id, kind, actor, now);
                  store::add_notice_act(sql, id, "withdraw charge", actor,
                                        charge + " of " + show(amount) + ": " + reason, now);
                  tell(answer, charge, "withdrawn", amount);
                });
}

}  // namespace saldo::flows
