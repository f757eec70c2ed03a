#include "flows/exclude_item.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "flows/business_day.hpp"
#include "flows/dunning_account.hpp"
#include "flows/notice_act.hpp"
#include "flows/notice_proposal.hpp"
#include "store/dunning_holds.hpp"
#include "store/dunning_notices.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

const model::DunningProcedure& procedure_of(const Environment& environment,
                                            const store::NoticeOrigin& origin) {
  const auto found = environment.config->procedures.find(origin.procedure);
  if (found == environment.config->procedures.end())
    refuse(FailureKind::conflict, "the configuration has no procedure '" + origin.procedure +
                                      "' any more, by which it was decided; void the notice");
  return found->second;
}

/// Decides on the notice's account as on the day of its run, and proposes what comes of it.
void decide_anew(const Environment& environment, soci::session& sql,
                 const store::NoticeOrigin& origin, const std::string& actor,
                 json::object& answer) {
  const model::DunningProcedure& procedure = procedure_of(environment, origin);
  const DunningBasis basis(*environment.config, procedure);
  store::NoticeWriter notices(sql);
  answer["because"] = "nothing is left to be reminded of";
  const store::AccountQuery query{.as_of = origin.run_date,
                                  .customer = origin.customer_number,
                                  .settlements = basis.needs_settlements()};
  store::for_each_account(sql, query, [&](const store::AccountToDun& a) {
    if (a.customer != origin.customer || a.company_code != origin.company_code ||
        a.currency != origin.currency)
      return;
    const collect::DunningRules rules = basis.rules(a.customer_country);
    for (const collect::DunningAccount& one : to_accounts(a, basis, origin.run_date)) {
      if (one.area != origin.area) continue;
      collect::DunningDecision d = collect::decide(one, rules, origin.run_date);
      answer["because"] = d.reason;
      if (d.outcome != collect::AccountOutcome::notice) continue;
      d.needs_approval = true;
      d.eyes = std::max(d.eyes, 2);
      const store::NewNotice notice =
          new_notice(a, one.area, d, origin.run_date,
                     {origin.run, origin.procedure, environment.config->digest, actor});
      if (!notices.add(notice, environment.clock->now())) continue;
      answer["instead"] = model::raw(store::notice_of_key(sql, notice.idempotency_key));
      answer["because"] = "another person must approve it";
    }
  });
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
    decide_anew(environment, sql, origin, actor, answer);
  });
}

}  // namespace saldo::flows
