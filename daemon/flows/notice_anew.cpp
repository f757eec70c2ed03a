#include "flows/notice_anew.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "flows/dunning_account.hpp"
#include "flows/notice_proposal.hpp"

namespace saldo::flows {

namespace {

const model::DunningProcedure& procedure_of(const Environment& environment,
                                            const store::NoticeOrigin& origin) {
  const auto found = environment.config->procedures.find(origin.procedure);
  if (found == environment.config->procedures.end())
    throw FailureException({.kind = FailureKind::conflict,
                            .message = "the configuration has no procedure '" + origin.procedure +
                                       "' any more, by which it was decided; void the notice"});
  return found->second;
}

bool reaches(const collect::DunningAccount& account, const std::string& channel) {
  return std::ranges::find(account.channels, channel) != account.channels.end();
}

void need_channel(const collect::DunningAccount& account, const std::string& channel) {
  if (reaches(account, channel)) return;
  std::string reached;
  for (const std::string& by : account.channels) reached += (reached.empty() ? "" : ", ") + by;
  throw FailureException(
      {.kind = FailureKind::invalid,
       .message = "the customer can't be reached by '" + channel + "', only by " + reached});
}

/// What comes of one account by the person's wish.
collect::DunningDecision decide(collect::DunningAccount account, collect::DunningRules rules,
                                const store::NoticeOrigin& origin, const NoticeWish& wish) {
  if (!wish.channel.empty()) need_channel(account, wish.channel);
  rules.repeats = wish.repeats;
  const int highest = wish.level.value_or(origin.level);
  for (collect::DunningItem& item : account.items)
    item.level_cap = std::min(item.level_cap.value_or(highest), highest);
  collect::DunningDecision d = collect::decide(account, rules, origin.run_date);
  if (!wish.channel.empty())
    d.channel = wish.channel;
  else if (d.level == origin.level && reaches(account, origin.channel))
    d.channel = origin.channel;
  d.idempotency_basis += wish.mark;
  d.needs_approval = true;
  d.eyes = std::max(d.eyes, 2);
  return d;
}

}  // namespace

void propose_anew(const Environment& environment, soci::session& sql,
                  const store::NoticeOrigin& origin, const NoticeWish& wish,
                  const std::string& actor, boost::json::object& answer) {
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
      const collect::DunningDecision d = decide(one, rules, origin, wish);
      answer["because"] = d.reason;
      if (d.outcome != collect::AccountOutcome::notice) continue;
      const store::NewNotice notice =
          new_notice(a, one.area, d, origin.run_date,
                     {origin.run, origin.procedure, environment.config->digest, actor});
      if (!notices.add(notice, environment.clock->now())) continue;
      answer["instead"] = model::raw(store::notice_of_key(sql, notice.idempotency_key));
      answer["because"] = "another person must approve it";
    }
  });
}

}  // namespace saldo::flows
