#include "flows/notices.hpp"

#include <boost/json.hpp>
#include <map>

#include "collect/approval.hpp"
#include "collect/run_gate.hpp"
#include "flows/business_day.hpp"
#include "flows/dun.hpp"
#include "flows/dunning_account.hpp"
#include "flows/notice_act.hpp"
#include "flows/notice_mail.hpp"
#include "store/audit.hpp"
#include "store/dunning_notices.hpp"
#include "store/notice_delivery.hpp"
#include "store/notice_waiver.hpp"
#include "store/overtaken.hpp"
#include "store/runs.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

/// The day where the notice's company code is.
Date day_of(const Environment& environment, soci::session& sql, model::NoticeId id) {
  return business_day(environment, store::notice_route(sql, id).company_code);
}

/// Notes an act on all notices of a run in the audit chain.
void note_run(soci::session& sql, const std::string& action, const json::object& answer,
              const std::string& actor, Instant now) {
  store::add_audit(sql,
                   {.actor = actor,
                    .action = "dunning." + action,
                    .object = "run " + std::to_string(answer.at("run").as_int64()),
                    .detail_json = json::serialize(answer)},
                   now);
}

/// Recalls the notice if something has happened to it; true if so.
bool recalled(const Environment& environment, soci::session& sql, model::NoticeId id,
              json::object& answer) {
  const auto overtaken = store::overtaken_notices(sql, day_of(environment, sql, id), &id);
  if (overtaken.empty()) return false;
  const std::string& reason = overtaken.front().reason;
  store::withdraw_notice(sql, id, "recalled", "saldo", reason, environment.clock->now());
  answer["state"] = "recalled";
  answer["reason"] = reason;
  return true;
}

json::object account_json(const store::AccountToDun& a, const collect::DunningAccount& one,
                          const collect::DunningDecision& d, Date day) {
  json::object line{{"customer", a.customer_number},
                    {"company_code", a.company_code},
                    {"currency", std::string(a.currency.code())},
                    {"day", day.to_string()},
                    {"outcome", std::string(collect::to_string(d.outcome))},
                    {"because", d.reason},
                    {"total_open", d.total_open.to_string()},
                    {"unapplied", a.unapplied.to_string()}};
  if (!one.area.empty()) line["area"] = one.area;
  if (!one.last_dunning_date.empty()) line["last_notice"] = one.last_dunning_date.to_string();
  if (d.outcome != collect::AccountOutcome::notice) return line;
  line["level"] = d.level;
  line["amount"] = d.amount.to_string();
  line["fee"] = d.fee.to_string();
  line["interest_memo"] = d.interest.to_string();
  line["compensation_memo"] = d.compensation.to_string();
  if (!d.interest_missing.empty()) line["interest_missing"] = d.interest_missing;
  if (!d.channel.empty()) line["channel"] = d.channel;
  line["eyes"] = d.eyes;
  return line;
}

json::object item_json(const collect::DunningItem& item, const collect::ItemDecision& i) {
  json::object line{{"item", item.number},
                    {"outcome", std::string(collect::to_string(i.reason))},
                    {"open", item.open.to_string()},
                    {"currency", std::string(item.open.currency.code())},
                    {"due_date", item.due_date.to_string()},
                    {"days_overdue", i.days_overdue},
                    {"previous_level", i.previous_level}};
  if (i.level > 0) {
    line["level"] = i.level;
    line["amount"] = i.amount.to_string();
  }
  if (i.interest) {
    line["interest_memo"] = i.interest->interest.to_string();
    line["interest_segments"] = segments_json(*i.interest);
  }
  return line;
}

}  // namespace

json::array segments_json(const collect::LateInterest& interest) {
  json::array segments;
  for (const collect::InterestSegment& s : interest.segments)
    segments.push_back(json::object{{"from", s.from.to_string()},
                                    {"to", s.to.to_string()},
                                    {"days", s.days()},
                                    {"principal", s.principal.to_string()},
                                    {"rate", s.rate.to_string()},
                                    {"source", s.source}});
  return segments;
}

json::object approve_notice(const Environment& environment, model::NoticeId id,
                            const std::string& actor) {
  return act_on(environment, id, "approve", actor, [&](soci::session& sql, json::object& answer) {
    const store::NoticeLife life = store::notice_life(sql, id);
    if (life.state != "proposed")
      throw FailureException({.kind = FailureKind::conflict,
                              .message = "notice " + std::to_string(model::raw(id)) + " is " +
                                         life.state + "; only what is proposed can be approved"});
    if (recalled(environment, sql, id, answer)) return;
    const bool enough = collect::approve({life.maker, life.approvers, life.eyes}, actor).value();
    store::add_approval(sql, id, actor, enough, environment.clock->now());
    answer["state"] = enough ? "approved" : "proposed";
    if (!enough) answer["reason"] = "another person must approve it, too";
  });
}

json::object approve_run(const Environment& environment, std::int64_t run,
                         const std::string& actor) {
  store::WriteTransaction transaction(*environment.store);
  soci::session& sql = transaction.sql();
  const Instant now = environment.clock->now();
  const auto proposed = store::proposed_in_run(sql, run).size();
  recall_overtaken(sql, business_day(environment, {}), now);
  std::int64_t approved = 0, waiting = 0, denied = 0;
  json::object answer{{"run", run}};
  const auto left = store::proposed_in_run(sql, run);
  for (const model::NoticeId id : left) {
    const store::NoticeLife life = store::notice_life(sql, id);
    const auto enough = collect::approve({life.maker, life.approvers, life.eyes}, actor);
    if (enough) {
      store::add_approval(sql, id, actor, *enough, now);
      ++(*enough ? approved : waiting);
    } else if (denied++ == 0) {
      answer["because"] = enough.error().message;
    }
  }
  answer["approved"] = approved;
  answer["waiting"] = waiting;
  answer["denied"] = denied;
  answer["recalled"] = static_cast<std::int64_t>(proposed - left.size());
  note_run(sql, "approve", answer, actor, now);
  transaction.commit();
  return answer;
}

json::object void_notice(const Environment& environment, model::NoticeId id,
                         const std::string& reason, const std::string& actor) {
  need_reason(reason, "a notice is voided");
  return act_on(environment, id, "void", actor, [&](soci::session& sql, json::object& answer) {
    store::withdraw_notice(sql, id, "voided", actor, reason, environment.clock->now());
    answer["state"] = "voided";
    answer["reason"] = reason;
  });
}

json::object void_run(const Environment& environment, std::int64_t run, const std::string& reason,
                      const std::string& actor) {
  need_reason(reason, "notices are voided");
  store::WriteTransaction transaction(*environment.store);
  soci::session& sql = transaction.sql();
  const Instant now = environment.clock->now();
  const auto waiting = store::waiting_in_run(sql, run);
  if (waiting.empty())
    throw FailureException(
        {.kind = FailureKind::not_found,
         .message = "run " + std::to_string(run) + " has no notice that could still be voided"});
  for (const model::NoticeId id : waiting)
    store::withdraw_notice(sql, id, "voided", actor, reason, now);
  json::object answer{
      {"run", run}, {"voided", static_cast<std::int64_t>(waiting.size())}, {"reason", reason}};
  note_run(sql, "void", answer, actor, now);
  transaction.commit();
  return answer;
}

json::object waive_charge(const Environment& environment, model::NoticeId id,
                          const std::string& charge, const std::string& reason,
                          const std::string& actor) {
  const store::NoticeCharge kind = parse_charge(charge);
  need_reason(reason, "a charge is waived");
  return act_on(environment, id, "waive", actor, [&](soci::session& sql, json::object& answer) {
    const Money waived = store::waive_charge(sql, id, kind, actor);
    const std::string amount = waived.to_string() + " " + std::string(waived.currency.code());
    store::add_notice_act(sql, id, "waive", actor, charge + " of " + amount + ": " + reason,
                          environment.clock->now());
    answer["state"] = "proposed";
    answer["waived"] = waived.to_string();
    answer["currency"] = std::string(waived.currency.code());
    answer["because"] = "another person must approve it";
  });
}

json::object send_notice(const Environment& environment, model::NoticeId id,
                         const std::string& actor) {
  if (const config::Connector* mail = mail_connector(*environment.config)) {
    store::Snapshot snapshot(*environment.store);
    if (goes_by_mail(store::notice_route(snapshot.sql(), id)))
      return mail_notice(environment, *mail, id, actor);
  }
  return act_on(environment, id, "send", actor, [&](soci::session& sql, json::object& answer) {
    if (recalled(environment, sql, id, answer)) return;
    store::begin_sending(sql, id, actor, environment.clock->now());
    answer["state"] = "sending";
  });
}

json::object note_sent(const Environment& environment, model::NoticeId id,
                       const std::string& receipt, const std::string& actor) {
  return act_on(environment, id, "sent", actor, [&](soci::session& sql, json::object& answer) {
    store::finish_sending(sql, id, actor, receipt, day_of(environment, sql, id),
                          environment.clock->now());
    answer["state"] = "sent";
  });
}

std::int64_t recall_overtaken(soci::session& sql, Date today, Instant now) {
  const auto overtaken = store::overtaken_notices(sql, today);
  for (const store::Overtaken& o : overtaken)
    store::withdraw_notice(sql, o.id, "recalled", "saldo", o.reason, now);
  return static_cast<std::int64_t>(overtaken.size());
}

std::string person_behind(soci::session& sql, std::int64_t run) {
  const auto found = store::find_run(sql, run);
  return found && found->cause == "demand" ? found->actor : std::string();
}

void explain_dunning(const Environment& environment, const std::string& procedure,
                     const std::string& customer, Date day,
                     const std::function<void(const json::object&)>& each) {
  const auto found = environment.config->procedures.find(procedure);
  if (found == environment.config->procedures.end())
    throw FailureException({.kind = FailureKind::not_found,
                            .message = "there is no dunning procedure '" + procedure + "'"});
  const DunningBasis basis(*environment.config, found->second);
  store::Snapshot snapshot(*environment.store);
  const auto gate = gate_dunning(snapshot.sql(), found->second, day);
  if (gate.refused())
    each({{"outcome", "RUN_REFUSED"},
          {"day", day.to_string()},
          {"because", std::string(collect::to_string(gate.gate)) + ": " + gate.reason}});
  bool any = false;
  const store::AccountQuery query{
      .as_of = day, .customer = customer, .settlements = basis.needs_settlements()};
  store::for_each_account(snapshot.sql(), query, [&](const store::AccountToDun& a) {
    any = true;
    const collect::DunningRules rules = basis.rules(a.customer_country);
    for (const collect::DunningAccount& one : to_accounts(a, basis, day)) {
      const collect::DunningDecision d = collect::decide(one, rules, day);
      each(account_json(a, one, d, day));
      for (const collect::ItemDecision& i : d.items)
        for (const collect::DunningItem& item : one.items)
          if (item.id == i.item) each(item_json(item, i));
    }
  });
  if (!any)
    throw FailureException(
        {.kind = FailureKind::not_found,
         .message = "customer '" + customer + "' has nothing open on " + day.to_string()});
}

}  // namespace saldo::flows
