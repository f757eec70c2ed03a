#include "store/dunning_notices.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <boost/json.hpp>

#include "saldo/money.hpp"
#include "store/charges.hpp"
#include "store/columns.hpp"
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

/// Notices that wait: all, or the one that is asked about, which is found by its id then.
std::string which(const model::NoticeId* only) {
  const std::string waits = "n.state IN ('proposed', 'approved', 'queued')";
  return only == nullptr ? waits : "n.id = :only AND " + waits;
}

/// Items on which something else is open than when the notice was proposed.
std::string paid_items(const std::string& notices) {
  return "SELECT n.id, i.number, i.open_minor AS now_minor, m.open_minor AS then_minor, n.currency "
         "FROM dunning_notice n JOIN dunning_notice_item m ON m.notice_id = n.id JOIN item i ON "
         "i.id = m.item_id WHERE " +
         notices +
         " AND m.level > 0 AND m.open_minor IS NOT NULL AND i.open_minor <> m.open_minor ORDER BY "
         "n.id, i.number";
}

/// Customers with more unapplied money than then.
std::string unapplied(const std::string& notices) {
  return "SELECT n.id, SUM(t.unapplied_minor) AS now_minor, n.unapplied_minor AS then_minor, "
         "n.currency FROM dunning_notice n JOIN bank_transaction t ON t.customer_id = "
         "n.customer_id AND t.currency = n.currency AND t.unapplied_minor <> 0 AND t.state IN "
         "('unapplied', 'proposed', 'applied', 'returned') WHERE " +
         notices + " GROUP BY n.id HAVING SUM(t.unapplied_minor) > n.unapplied_minor ORDER BY n.id";
}

/// Holds that were recorded since and count today.
std::string holds(const std::string& notices) {
  return "SELECT n.id, h.kind, h.reason FROM dunning_notice n JOIN dunning_hold h ON h.customer_id "
         "= n.customer_id AND h.recorded_at >= n.proposed_at WHERE " +
         notices +
         " AND h.ended_at IS NULL AND h.from_day <= :today AND COALESCE(h.to_day, :today) >= "
         ":today AND (h.item_id IS NULL OR EXISTS (SELECT 1 FROM dunning_notice_item m WHERE "
         "m.notice_id = n.id AND m.item_id = h.item_id AND m.level > 0)) ORDER BY n.id, h.id";
}

std::string text_of(const json::object& row, const char* field) {
  return std::string(row.at(field).as_string());
}

/// Adds what a query found, a notice's first finding only.
template <class Tell>
void find_overtaken(soci::session& sql, const std::string& query, const Parameters& parameters,
                    std::vector<Overtaken>& all, Tell tell) {
  for_each_object(sql, query, parameters, [&](json::object& row) {
    const model::NoticeId id{row.at("id").as_int64()};
    if (std::ranges::find(all, id, &Overtaken::id) == all.end()) all.push_back({id, tell(row)});
  });
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
  int day = 0;
  sql << "SELECT n.run_id, n.procedure_name, n.customer_id, c.number, n.company_code, n.area, "
         "n.currency, n.run_day FROM dunning_notice n JOIN customer c ON c.id = n.customer_id "
         "WHERE n.id = :id",
      soci::use(id, "id"), soci::into(run), soci::into(origin.procedure), soci::into(customer),
      soci::into(origin.customer_number), soci::into(origin.company_code), soci::into(origin.area),
      soci::into(currency), soci::into(day);
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

std::vector<Overtaken> overtaken_notices(soci::session& sql, Date today,
                                         const model::NoticeId* only) {
  const std::string notices = which(only);
  Parameters asked;
  if (only != nullptr) asked.emplace("only", model::raw(*only));
  std::vector<Overtaken> all;
  find_overtaken(sql, paid_items(notices), asked, all, [](const json::object& row) {
    return "item " + text_of(row, "number") + ": " + text_of(row, "now") + " are open, " +
           text_of(row, "then") + " were when it was proposed";
  });
  find_overtaken(sql, unapplied(notices), asked, all, [](const json::object& row) {
    return "the customer has " + text_of(row, "now") + " unapplied, " + text_of(row, "then") +
           " when it was proposed";
  });
  asked.emplace("today", std::int64_t{today.days()});
  find_overtaken(sql, holds(notices), asked, all, [](const json::object& row) {
    return "a hold was recorded since: " + text_of(row, "kind") + ", " + text_of(row, "reason");
  });
  return all;
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
  const NoticeLife life = notice_life(sql, notice);
  if (life.state == "sent") return false;
  if (life.state != "sending")
    refuse(FailureKind::conflict,
           name_of(notice) + " is " + life.state + "; it is not on its way out");
  const std::int64_t id = model::raw(notice);
  const std::int32_t sent = day.days();
  const auto at = to_column(now);
  sql << "UPDATE dunning_notice SET state = 'sent', sent_day = :day, receipt = :receipt WHERE id = "
         ":id",
      soci::use(sent, "day"), soci::use(receipt, "receipt"), soci::use(id, "id");
  // A person may know of a mail of which the mail server didn't say.
  sql << "UPDATE sent_mail SET state = 'sent', receipt = :receipt, sent_at = :at WHERE notice_id = "
         ":id AND state = 'sending'",
      soci::use(receipt, "receipt"), soci::use(at, "at"), soci::use(id, "id");
  add_notice_act(sql, notice, "sent", actor, receipt, now);
  return true;
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
