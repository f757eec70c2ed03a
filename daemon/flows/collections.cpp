#include "flows/collections.hpp"

#include <boost/json.hpp>
#include <map>

#include "collect/promise.hpp"
#include "collect/worklist.hpp"
#include "flows/notices.hpp"
#include "store/accounts_at_hand.hpp"
#include "store/audit.hpp"
#include "store/promises.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr int kToleranceMax = 30;

[[noreturn]] void refuse(const std::string& message) {
  throw FailureException({.kind = FailureKind::invalid, .message = message});
}

Money promised_amount(const PromiseRequest& request, const Money& open) {
  if (request.amount.empty()) return open;
  const Money amount = Money::parse(request.amount, open.currency);
  if (amount.minor <= 0 || (amount - open).minor > 0)
    refuse("the promised amount must be above 0 and up to the " + open.to_string() + " " +
           std::string(open.currency.code()) + " that are open on its items, not " +
           request.amount);
  return amount;
}

void check(const PromiseRequest& request, Date today) {
  if (request.promised_for.empty()) refuse("a promise needs the day by which it is to be kept");
  if (request.promised_for < today)
    refuse("a promise can't be for " + request.promised_for.to_string() + ", which is over");
  if (request.tolerance_days < 0 || request.tolerance_days > kToleranceMax)
    refuse("the tolerance is from 0 to 30 days, not " + std::to_string(request.tolerance_days));
}

void note(const Environment& environment, soci::session& sql, const std::string& actor,
          const std::string& action, std::int64_t promise, const json::object& detail) {
  store::add_audit(sql,
                   {.actor = actor,
                    .action = "promise." + action,
                    .object = "promise " + std::to_string(promise),
                    .detail_json = json::serialize(detail)},
                   environment.clock->now());
}

}  // namespace

json::object add_promise(const Environment& environment, const PromiseRequest& request, Date today,
                         const std::string& actor) {
  check(request, today);
  const Instant now = environment.clock->now();
  store::WriteTransaction transaction(*environment.store);
  soci::session& sql = transaction.sql();
  const auto items = store::promised_items(sql, request.customer, request.items);
  std::optional<collect::EarlierPromise> earlier;
  if (const auto latest = store::latest_promise(sql, items))
    earlier = collect::EarlierPromise{latest->first, latest->second};
  const int level = collect::promise_level(earlier);
  const std::int64_t id =
      store::add_promise(sql,
                         {.customer = request.customer,
                          .amount = promised_amount(request, items.open),
                          .given_on = today,
                          .promised_for = request.promised_for,
                          .tolerance_days = static_cast<int>(request.tolerance_days),
                          .level = level,
                          .given_by = request.given_by,
                          .note = request.note,
                          .actor = actor},
                         items, now);
  json::object answer{
      {"promise", id}, {"level", level}, {"recalled", recall_overtaken(sql, today, now)}};
  note(environment, sql, actor, "add", id, answer);
  transaction.commit();
  return answer;
}

json::object withdraw_promise(const Environment& environment, std::int64_t id,
                              const std::string& reason, Date today, const std::string& actor) {
  if (reason.empty()) refuse("say why the promise is withdrawn");
  store::WriteTransaction transaction(*environment.store);
  soci::session& sql = transaction.sql();
  const store::OpenPromise promise = store::open_promises(sql, id).front();
  store::close_promise(sql, promise, model::PromiseState::withdrawn, today, actor, reason,
                       environment.clock->now());
  json::object answer{{"promise", id}, {"state", "withdrawn"}};
  note(environment, sql, actor, "withdraw", id, {{"reason", reason}});
  transaction.commit();
  return answer;
}

RunOutcome run_promises(const Environment& environment, Date today, bool dry_run,
                        const RunControl& control) {
  store::WriteTransaction transaction(*environment.store);
  soci::session& sql = transaction.sql();
  const auto open = store::open_promises(sql);
  std::map<model::PromiseState, std::int64_t> counts;
  std::int64_t done = 0;
  for (const store::OpenPromise& promise : open) {
    control.progress(done++, static_cast<std::int64_t>(open.size()));
    const auto state = collect::judge(
        {promise.amount, promise.promised_for, promise.tolerance_days}, promise.paid, today);
    ++counts[state];
    if (state == model::PromiseState::open || dry_run) continue;
    store::close_promise(sql, promise, state, today, "saldo", {}, environment.clock->now());
    note(environment, sql, "saldo", "judge", promise.id,
         {{"state", std::string(model::to_string(state))},
          {"promised", promise.amount.to_string()},
          {"paid", promise.paid.to_string()}});
  }
  if (!dry_run) transaction.commit();
  RunOutcome outcome;
  json::object result;
  for (const auto state : {model::PromiseState::open, model::PromiseState::kept,
                           model::PromiseState::partly_kept, model::PromiseState::broken})
    result[std::string(model::to_string(state))] = counts[state];
  outcome.changed = !dry_run && counts[model::PromiseState::open] != done;
  outcome.result_json = json::serialize(result);
  return outcome;
}

void collector_worklist(const Environment& environment, Date today,
                        const std::function<void(json::object&)>& each) {
  std::vector<model::AccountAtHand> accounts;
  {
    store::Snapshot snapshot(*environment.store);
    accounts = store::accounts_at_hand(snapshot.sql(), today);
  }
  for (const collect::WorklistEntry& entry : collect::worklist(accounts, today)) {
    const model::AccountAtHand& a = entry.account;
    json::object row{{"customer", a.customer},
                     {"name", a.name},
                     {"priority", entry.priority},
                     {"overdue", a.overdue.to_string()},
                     {"currency", std::string(a.overdue.currency.code())},
                     {"days_in_arrears", a.oldest_days}};
    if (a.broken_promises != 0) row["broken_promises"] = a.broken_promises;
    if (!a.next_action.empty()) row["next_action"] = a.next_action.to_string();
    if (a.promised.minor != 0) row["promised"] = a.promised.to_string();
    if (a.disputed.minor != 0) row["disputed"] = a.disputed.to_string();
    if (a.late_disputes != 0) row["late_disputes"] = a.late_disputes;
    if (a.closing_deductions != 0) row["closing_deductions"] = a.closing_deductions;
    if (a.closing_deductions != 0) row["contest_by"] = a.contest_by.to_string();
    if (a.failed_notices != 0) row["failed_notices"] = a.failed_notices;
    if (a.failed_notices != 0) row["failed_because"] = a.failed_because;
    if (a.unreachable) row["unreachable"] = true;
    json::array terms;
    for (const collect::PriorityTerm& t : entry.terms)
      terms.push_back(json::object{{"term", t.name}, {"points", t.points}, {"because", t.because}});
    row["terms"] = std::move(terms);
    each(row);
  }
}

}  // namespace saldo::flows
