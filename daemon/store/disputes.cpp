#include "store/disputes.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>
#include <map>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/dispute_evidence.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

[[noreturn]] void not_found(std::int64_t id) {
  throw FailureException(
      {.kind = FailureKind::not_found, .message = "there is no dispute " + std::to_string(id)});
}

std::string name_of(const std::optional<model::DisputeResolution>& resolution) {
  return resolution ? std::string(model::to_string(*resolution)) : std::string();
}

const std::string kDispute =
    "SELECT d.id AS dispute, d.state, c.number AS customer, c.name, d.reason, d.customer_reason, "
    "d.root_cause, d.currency, p.original_minor, p.disputed_minor, p.paid_minor, p.credited_minor, "
    "p.written_off_minor, p.cleared_minor, p.released_minor, d.owner, NULLIF(d.queue, '') AS "
    "queue, CASE d.escalation WHEN 0 THEN 'collector' WHEN 1 THEN 'team_lead' WHEN 2 THEN 'sales' "
    "ELSE 'credit_manager' END AS escalated_to, d.due_day AS due_on_day, (d.due_day IS NOT NULL "
    "AND d.due_day < :today) AS late_flag, d.opened_day AS opened_on_day, d.opened_by, "
    "d.resolution, d.credit_minor, d.resolved_by, CASE WHEN d.resolution IS NOT NULL THEN "
    "d.approved END AS approved_flag, d.closed_day AS closed_on_day, d.note, d.decision_id AS "
    "decision, d.contest_by_day, p.items_json FROM dispute d JOIN customer c ON c.id = "
    "d.customer_id JOIN (SELECT "
    "x.dispute_id, SUM(x.original_minor) AS original_minor, SUM(x.disputed_minor) AS "
    "disputed_minor, SUM(x.paid_minor) AS paid_minor, SUM(x.credited_minor) AS credited_minor, "
    "SUM(x.written_off_minor) AS written_off_minor, SUM(x.cleared_minor) AS cleared_minor, "
    "SUM(x.released_minor) AS released_minor, json_group_array(i.number) AS items_json FROM "
    "dispute_item x JOIN item i ON i.id = x.item_id GROUP BY x.dispute_id) p ON p.dispute_id = "
    "d.id ";

/// What came of a dispute is told where something did.
void drop_nothing(json::object& row) {
  for (const char* field :
       {"paid", "credited", "written_off", "cleared", "released", "late", "approved"}) {
    const json::value* value = row.if_contains(field);
    if (value == nullptr) continue;
    const bool nothing = value->is_bool()
                             ? !value->get_bool()
                             : value->as_string().find_first_of("123456789") == json::string::npos;
    if (nothing) row.erase(field);
  }
}

}  // namespace

std::int64_t add_dispute(soci::session& sql, const Dispute& d, Instant now) {
  const std::string currency(d.currency.code()), reason(model::to_string(d.reason)),
      state(model::to_string(d.state));
  const std::int32_t opened = d.opened_on.days(), contest = d.contest_by.days();
  const auto at = to_column(now);
  sql << "INSERT INTO dispute (customer_id, currency, reason, customer_reason, note, state, queue, "
         "opened_day, opened_by, decision_id, source, contest_by_day, recorded_at) VALUES ((SELECT "
         "id FROM "
         "customer WHERE number = :customer), :currency, :reason, NULLIF(:theirs, ''), "
         "NULLIF(:note, ''), :state, :queue, :opened, :by, NULLIF(:decision, 0), NULLIF(:source, "
         "''), NULLIF(:contest, -2147483648), :at)",
      soci::use(d.customer, "customer"), soci::use(currency, "currency"),
      soci::use(reason, "reason"), soci::use(d.customer_reason, "theirs"),
      soci::use(d.note, "note"), soci::use(state, "state"), soci::use(d.queue, "queue"),
      soci::use(opened, "opened"), soci::use(d.opened_by, "by"), soci::use(d.decision, "decision"),
      soci::use(d.source, "source"), soci::use(contest, "contest"), soci::use(at, "at");
  std::int64_t id = 0;
  sql << "SELECT MAX(id) FROM dispute", soci::into(id);
  return id;
}

Dispute find_dispute(soci::session& sql, std::int64_t id) {
  Dispute d;
  std::string currency, reason, state, resolution;
  std::int64_t found = 0, credit = 0;
  int opened = 0, due = 0, closed = 0, approved = 0, contest = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT d.id, c.number, d.currency, d.reason, COALESCE(d.customer_reason, ''), "
              "COALESCE(d.root_cause, ''), COALESCE(d.note, ''), d.state, COALESCE(d.owner, ''), "
              "d.queue, d.escalation, d.opened_day, d.opened_by, COALESCE(d.due_day, "
              "-2147483648), COALESCE(d.resolution, ''), COALESCE(d.credit_minor, 0), "
              "COALESCE(d.resolved_by, ''), d.eyes, d.approved, COALESCE(d.closed_day, "
              "-2147483648), COALESCE(d.decision_id, 0), COALESCE(d.source, ''), "
              "COALESCE(d.contest_by_day, -2147483648) FROM dispute d JOIN customer c ON c.id = "
              "d.customer_id WHERE d.id = :id",
       soci::use(id, "id"), soci::into(found), soci::into(d.customer), soci::into(currency),
       soci::into(reason), soci::into(d.customer_reason), soci::into(d.root_cause),
       soci::into(d.note), soci::into(state), soci::into(d.owner), soci::into(d.queue),
       soci::into(d.escalation), soci::into(opened), soci::into(d.opened_by), soci::into(due),
       soci::into(resolution), soci::into(credit), soci::into(d.resolved_by), soci::into(d.eyes),
       soci::into(approved), soci::into(closed), soci::into(d.decision), soci::into(d.source),
       soci::into(contest));
  if (!query.execute(true)) not_found(id);
  d.id = found;
  d.currency = Currency::parse(currency);
  d.reason = model::parse_dispute_reason(reason).value();
  d.state = model::parse_dispute_state(state).value();
  d.opened_on = Date::from_days(opened);
  d.due = Date::from_days(due);
  d.closed_on = Date::from_days(closed);
  d.contest_by = Date::from_days(contest);
  d.approved = approved != 0;
  if (!resolution.empty()) d.resolution = model::parse_dispute_resolution(resolution).value();
  if (credit != 0) d.credit = Money{credit, d.currency};
  return d;
}

std::vector<std::int64_t> open_disputes(soci::session& sql) {
  std::vector<std::int64_t> all;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT id FROM dispute WHERE state NOT IN ('closed', 'voided') ORDER BY id",
       soci::into(id));
  query.execute();
  while (query.fetch()) all.push_back(id);
  return all;
}

bool has_dispute_of(soci::session& sql, const std::string& source) {
  std::int64_t count = 0;
  sql << "SELECT COUNT(*) FROM dispute WHERE source = :source", soci::use(source, "source"),
      soci::into(count);
  return count != 0;
}

void save_dispute(soci::session& sql, const Dispute& d) {
  const std::string state(model::to_string(d.state)), resolution = name_of(d.resolution);
  const std::int32_t due = d.due.days(), closed = d.closed_on.days();
  const std::int64_t credit = d.credit ? d.credit->minor : 0;
  const int approved = d.approved ? 1 : 0;
  sql << "UPDATE dispute SET state = :state, owner = NULLIF(:owner, ''), queue = :queue, "
         "escalation = :escalation, due_day = NULLIF(:due, -2147483648), root_cause = "
         "NULLIF(:cause, ''), resolution = NULLIF(:resolution, ''), credit_minor = NULLIF(:credit, "
         "0), resolved_by = NULLIF(:by, ''), eyes = :eyes, approved = :approved, closed_day = "
         "NULLIF(:closed, -2147483648) WHERE id = :id",
      soci::use(state, "state"), soci::use(d.owner, "owner"), soci::use(d.queue, "queue"),
      soci::use(d.escalation, "escalation"), soci::use(due, "due"),
      soci::use(d.root_cause, "cause"), soci::use(resolution, "resolution"),
      soci::use(credit, "credit"), soci::use(d.resolved_by, "by"), soci::use(d.eyes, "eyes"),
      soci::use(approved, "approved"), soci::use(closed, "closed"), soci::use(d.id, "id");
}

std::int64_t add_dispute_act(soci::session& sql, const NewDisputeAct& a, Instant now) {
  const std::string state(model::to_string(a.state));
  const std::int32_t day = a.day.days();
  const auto at = to_column(now);
  sql << "INSERT INTO dispute_act (dispute_id, act, state, actor, reason, act_day, acted_at) "
         "VALUES (:dispute, :act, :state, :actor, :reason, :day, :at)",
      soci::use(a.dispute, "dispute"), soci::use(a.act, "act"), soci::use(state, "state"),
      soci::use(a.actor, "actor"), soci::use(a.reason, "reason"), soci::use(day, "day"),
      soci::use(at, "at");
  std::int64_t id = 0;
  sql << "SELECT MAX(id) FROM dispute_act", soci::into(id);
  return id;
}

std::vector<std::pair<Date, model::DisputeState>> dispute_steps(soci::session& sql,
                                                                std::int64_t id) {
  std::vector<std::pair<Date, model::DisputeState>> steps;
  int day = 0;
  std::string state;
  soci::statement query =
      (sql.prepare << "SELECT act_day, state FROM dispute_act WHERE dispute_id = :id ORDER BY id",
       soci::use(id, "id"), soci::into(day), soci::into(state));
  query.execute();
  while (query.fetch())
    steps.emplace_back(Date::from_days(day), model::parse_dispute_state(state).value());
  return steps;
}

std::vector<std::string> dispute_approvers(soci::session& sql, std::int64_t id) {
  std::vector<std::string> approvers;
  std::string actor;
  soci::statement query =
      (sql.prepare << "SELECT actor FROM dispute_act WHERE dispute_id = :id AND act = 'approve' "
                      "AND id > COALESCE((SELECT MAX(id) FROM dispute_act WHERE dispute_id = :id "
                      "AND act = 'resolve'), 0) ORDER BY id",
       soci::use(id, "id"), soci::into(actor));
  query.execute();
  while (query.fetch()) approvers.push_back(actor);
  return approvers;
}

void list_disputes(soci::session& sql, const DisputeFilter& filter, Date today,
                   const std::function<void(json::object&)>& each) {
  for_each_object(sql,
                  kDispute +
                      "WHERE (:customer = '' OR c.number = :customer) AND (:owner = '' OR d.owner "
                      "= :owner) AND (:queue = '' OR d.queue = :queue) AND (:state = '' OR d.state "
                      "= :state OR (:state = 'open' AND d.state NOT IN ('closed', 'voided'))) AND "
                      "(:deductions = 0 OR d.decision_id IS NOT NULL) "
                      "ORDER BY COALESCE(d.due_day, 2147483647), d.id",
                  {{"customer", filter.customer},
                   {"owner", filter.owner},
                   {"queue", filter.queue},
                   {"state", filter.state},
                   {"deductions", std::int64_t{filter.deductions ? 1 : 0}},
                   {"today", std::int64_t{today.days()}}},
                  [&](json::object& row) {
                    drop_nothing(row);
                    each(row);
                  });
}

json::object show_dispute(soci::session& sql, std::int64_t id, Date today) {
  json::object shown;
  for_each_object(sql, kDispute + "WHERE d.id = :id",
                  {{"id", id}, {"today", std::int64_t{today.days()}}},
                  [&](json::object& row) { shown = std::move(row); });
  if (shown.empty()) not_found(id);
  drop_nothing(shown);
  json::array items, acts;
  std::map<std::int64_t, json::array> changes;  // by act
  for_each_object(sql,
                  "SELECT i.number AS item, i.due_day AS due_date_day, i.currency, i.open_minor, "
                  "p.original_minor, p.disputed_minor, p.paid_minor, p.credited_minor, "
                  "p.written_off_minor, p.cleared_minor, p.released_minor, p.released_day AS "
                  "released_on_day FROM dispute_item p JOIN item i ON i.id = p.item_id WHERE "
                  "p.dispute_id = :id ORDER BY i.due_day, i.number",
                  {{"id", id}}, [&](json::object& row) {
                    drop_nothing(row);
                    items.push_back(std::move(row));
                  });
  for_each_object(sql,
                  "SELECT x.act_id, i.number AS item, x.kind, x.minor AS amount_minor, i.currency "
                  "FROM dispute_change x JOIN item i ON i.id = x.item_id WHERE x.dispute_id = :id "
                  "ORDER BY x.id",
                  {{"id", id}}, [&](json::object& row) {
                    json::array& of_act = changes[row.at("act_id").as_int64()];
                    row.erase("act_id");
                    of_act.push_back(std::move(row));
                  });
  for_each_object(
      sql,
      "SELECT id, act, state, actor, NULLIF(reason, '') AS reason, act_day AS date_day, "
      "acted_at FROM dispute_act WHERE dispute_id = :id ORDER BY id",
      {{"id", id}}, [&](json::object& row) {
        const auto found = changes.find(row.at("id").as_int64());
        if (found != changes.end()) row["changes"] = std::move(found->second);
        row.erase("id");
        acts.push_back(std::move(row));
      });
  if (json::array evidence = list_evidence(sql, id); !evidence.empty())
    shown["evidence"] = std::move(evidence);
  shown["items"] = std::move(items);
  shown["history"] = std::move(acts);
  return shown;
}

}  // namespace saldo::store
