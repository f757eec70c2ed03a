#include "store/dunning_notices.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <boost/json.hpp>

#include "saldo/money.hpp"
#include "store/charges.hpp"
#include "store/columns.hpp"
#include "store/notice_sending.hpp"
#include "store/rows.hpp"
#include "store/sent_mail.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

std::string name_of(model::NoticeId id) { return "notice " + std::to_string(model::raw(id)); }

void set_state(soci::session& sql, model::NoticeId notice, const std::string& state) {
  const std::int64_t id = model::raw(notice);
  sql << "UPDATE dunning_notice SET state = :state WHERE id = :id", soci::use(state, "state"),
      soci::use(id, "id");
}

const std::string kNotice =
    "SELECT n.id, n.state, c.number AS customer, c.name, n.company_code, n.area, n.level, "
    "n.legal AS legal_flag, n.amount_minor, n.fee_minor, n.interest_minor, n.compensation_minor, "
    "n.currency, n.run_id AS run, n.run_day AS run_date_day, n.procedure_name AS procedure, "
    "n.config_version, n.channel, n.letter, n.effects AS effects_list, n.maker, n.eyes, "
    "n.proposed_at, n.sent_day AS sent_on_day, n.receipt, n.idempotency_key FROM dunning_notice n "
    "JOIN customer c ON c.id = n.customer_id ";

/// Fields that are empty where there is nothing.
void drop_empty(json::object& row) {
  for (const char* field : {"area", "maker"})
    if (const auto* value = row.if_contains(field); value != nullptr && *value == "")
      row.erase(field);
  if (const auto* effects = row.if_contains("effects");
      effects != nullptr && effects->is_array() &&
      (effects->get_array().empty() || effects->get_array()[0] == ""))
    row.erase("effects");
}

/// The notices of a run in one of the states, a list for SQL.
std::vector<model::NoticeId> in_run(soci::session& sql, std::int64_t run,
                                    const std::string& states) {
  std::vector<model::NoticeId> all;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT id FROM dunning_notice WHERE run_id = :run AND state IN (" + states +
                          ") ORDER BY id",
       soci::use(run, "run"), soci::into(id));
  query.execute();
  while (query.fetch()) all.push_back(model::NoticeId{id});
  return all;
}

}  // namespace

void add_notice_act(soci::session& sql, model::NoticeId notice, const std::string& act,
                    const std::string& actor, const std::string& reason, Instant now) {
  const std::int64_t id = model::raw(notice);
  const auto at = to_column(now);
  sql << "INSERT INTO dunning_act (notice_id, act, actor, reason, acted_at) VALUES (:id, :act, "
         ":actor, :reason, :at)",
      soci::use(id, "id"), soci::use(act, "act"), soci::use(actor, "actor"),
      soci::use(reason, "reason"), soci::use(at, "at");
}

NoticeLife notice_life(soci::session& sql, model::NoticeId notice) {
  const std::int64_t id = model::raw(notice);
  NoticeLife life{.id = notice};
  std::int64_t found = 0;
  sql << "SELECT COUNT(*), COALESCE(MAX(state), ''), COALESCE(MAX(maker), ''), COALESCE(MAX(eyes), "
         "1) FROM dunning_notice WHERE id = :id",
      soci::use(id, "id"), soci::into(found), soci::into(life.state), soci::into(life.maker),
      soci::into(life.eyes);
  if (found == 0) refuse(FailureKind::not_found, "there is no " + name_of(notice));
  std::string actor;
  soci::statement acts =
      (sql.prepare << "SELECT actor FROM dunning_act WHERE notice_id = :id AND act = 'approve' AND "
                      "id > COALESCE((SELECT MAX(w.id) FROM dunning_act w WHERE w.notice_id = :id "
                      "AND w.act = 'waive'), 0) ORDER BY id",
       soci::use(id, "id"), soci::into(actor));
  acts.execute();
  while (acts.fetch()) life.approvers.push_back(actor);
  return life;
}

NoticeOrigin notice_origin(soci::session& sql, model::NoticeId notice) {
  const std::int64_t id = model::raw(notice);
  NoticeOrigin origin{};
  origin.state = notice_life(sql, notice).state;
  std::int64_t run = 0, customer = 0;
  std::string currency, item;
  int day = 0, legal = 0;
  sql << "SELECT n.run_id, n.procedure_name, n.customer_id, c.number, n.company_code, n.area, "
         "n.currency, n.run_day, n.level, n.legal, COALESCE(n.channel, '') FROM dunning_notice n "
         "JOIN customer c ON c.id = "
         "n.customer_id "
         "WHERE n.id = :id",
      soci::use(id, "id"), soci::into(run), soci::into(origin.procedure), soci::into(customer),
      soci::into(origin.customer_number), soci::into(origin.company_code), soci::into(origin.area),
      soci::into(currency), soci::into(day), soci::into(origin.level), soci::into(legal),
      soci::into(origin.channel);
  origin.legal = legal != 0;
  origin.run = model::RunId{run};
  origin.customer = model::CustomerId{customer};
  origin.currency = Currency::parse(currency);
  origin.run_date = Date::from_days(day);
  soci::statement items =
      (sql.prepare << "SELECT i.number FROM dunning_notice_item m JOIN item i ON i.id = m.item_id "
                      "WHERE m.notice_id = :id AND m.level > 0 ORDER BY i.number",
       soci::use(id, "id"), soci::into(item));
  items.execute();
  while (items.fetch()) origin.items.push_back(item);
  return origin;
}

model::NoticeId notice_of_key(soci::session& sql, const std::string& key) {
  std::int64_t id = 0;
  sql << "SELECT id FROM dunning_notice WHERE idempotency_key = :key", soci::use(key, "key"),
      soci::into(id);
  return model::NoticeId{id};
}

std::vector<model::NoticeId> proposed_in_run(soci::session& sql, std::int64_t run) {
  return in_run(sql, run, "'proposed'");
}

std::vector<model::NoticeId> waiting_in_run(soci::session& sql, std::int64_t run) {
  return in_run(sql, run, "'proposed', 'approved', 'queued', 'failed'");
}

void add_approval(soci::session& sql, model::NoticeId id, const std::string& actor, bool enough,
                  Instant now) {
  add_notice_act(sql, id, "approve", actor, "", now);
  if (enough) set_state(sql, id, "approved");
}

void withdraw_notice(soci::session& sql, model::NoticeId notice, const std::string& state,
                     const std::string& actor, const std::string& reason, Instant now) {
  const std::int64_t id = model::raw(notice);
  soci::statement update =
      (sql.prepare << "UPDATE dunning_notice SET state = :state, former_key = "
                      "COALESCE(former_key, idempotency_key), idempotency_key = CASE WHEN "
                      "former_key IS NULL THEN idempotency_key || '/' || id ELSE idempotency_key "
                      "END WHERE id = :id AND state IN ('proposed', 'approved', 'queued', "
                      "'failed')",
       soci::use(state, "state"), soci::use(id, "id"));
  update.execute(true);
  if (update.get_affected_rows() == 0)
    refuse(FailureKind::conflict, name_of(notice) + " is " + notice_life(sql, notice).state +
                                      "; only what waits can be " + state);
  sql << "UPDATE sent_mail SET state = 'recalled', error = NULL WHERE notice_id = :id AND state = "
         "'queued'",
      soci::use(id, "id");
  add_notice_act(sql, notice, state, actor, reason, now);
}

void begin_sending(soci::session& sql, model::NoticeId id, const std::string& actor, Instant now) {
  const NoticeLife life = notice_life(sql, id);
  if (life.state != "approved")
    refuse(FailureKind::conflict,
           name_of(id) + " is " + life.state + "; only what is approved can be sent");
  set_state(sql, id, "sending");
  add_notice_act(sql, id, "send", actor, "", now);
}

bool finish_sending(soci::session& sql, model::NoticeId notice, const std::string& actor,
                    const std::string& receipt, Date day, Instant now) {
  if (NoticeSending(sql).finish(notice, actor, receipt, day, now)) return true;
  const NoticeLife life = notice_life(sql, notice);
  if (life.state == "sent") return false;
  refuse(FailureKind::conflict,
         name_of(notice) + " is " + life.state + "; it is not on its way out");
}

void list_notices(soci::session& sql, const std::string& state,
                  const std::function<void(json::object&)>& each) {
  for_each_object(sql, kNotice + "WHERE (:state = '' OR n.state = :state) ORDER BY n.id DESC",
                  {{"state", state}}, [&](json::object& row) {
                    drop_empty(row);
                    each(row);
                  });
}

json::object show_notice(soci::session& sql, model::NoticeId notice) {
  const std::int64_t id = model::raw(notice);
  json::object shown;
  for_each_object(sql, kNotice + "WHERE n.id = :id", {{"id", id}},
                  [&](json::object& row) { shown = std::move(row); });
  if (shown.empty()) refuse(FailureKind::not_found, "there is no " + name_of(notice));
  drop_empty(shown);
  json::array items, acts;
  for_each_object(
      sql,
      "SELECT i.number, i.kind, m.level, m.amount_minor, m.open_minor, i.open_minor AS "
      "open_now_minor, i.due_day AS due_date_day, m.days_overdue, m.interest_minor, "
      "m.contingent_minor AS contingent_interest_minor, m.compensation_minor, m.segments_json AS "
      "interest_segments_json, i.currency FROM dunning_notice_item m JOIN item i ON i.id "
      "= m.item_id WHERE m.notice_id = :id ORDER BY i.due_day, i.number",
      {{"id", id}}, [&](json::object& row) { items.push_back(std::move(row)); });
  for_each_object(sql,
                  "SELECT act, actor, reason, acted_at FROM dunning_act WHERE notice_id = :id "
                  "ORDER BY id",
                  {{"id", id}}, [&](json::object& row) { acts.push_back(std::move(row)); });
  json::array mails;
  list_mails(sql, "", id, [&](json::object& row) { mails.push_back(std::move(row)); });
  if (!mails.empty()) shown["mails"] = std::move(mails);
  if (auto charges = list_charges(sql, notice); !charges.empty())
    shown["charges"] = std::move(charges);
  shown["items"] = std::move(items);
  shown["acts"] = std::move(acts);
  return shown;
}

}  // namespace saldo::store
