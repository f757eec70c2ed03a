#include "flows/exclude_item.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "flows/business_day.hpp"
#include "flows/notice_act.hpp"
#include "flows/notice_anew.hpp"
#include "store/dunning_holds.hpp"
#include "store/dunning_notices.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

}  // namespace

json::object exclude_item(const Environment& environment, model::NoticeId id,
                          const std::string& item, const std::string& reason,
                          const std::string& actor) {
  need_reason(reason, "an item is left off");
  return act_on(environment, id, "exclude", actor, [&](soci::session& sql, json::object& answer) {
    const store::NoticeOrigin origin = store::notice_origin(sql, id);
    const std::string name = "notice " + std::to_string(model::raw(id));
    if (origin.state != "proposed" && origin.state != "approved")
      refuse(FailureKind::conflict, name + " is " + origin.state +
                                        "; only of what is proposed or approved an item can be "
                                        "left off");
    if (std::ranges::find(origin.items, item) == origin.items.end())
      refuse(FailureKind::not_found, name + " doesn't remind of item " + item);
    const Instant now = environment.clock->now();
    const Date today = business_day(environment, origin.company_code);
    store::add_hold(sql,
                    {.customer = origin.customer_number,
                     .item = item,
                     .kind = store::HoldKind::block,
                     .period = {std::min(origin.run_date, today), std::max(origin.run_date, today)},
                     .reason = "left off " + name + ": " + reason,
                     .actor = actor},
                    now);
    store::withdraw_notice(sql, id, "superseded", actor, "without item " + item + ": " + reason,
                           now);
    answer["state"] = "superseded";
    propose_anew(environment, sql, origin, {}, actor, answer);
  });
}

}  // namespace saldo::flows
