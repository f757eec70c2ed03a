#include "store/notice_delivery.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/result.hpp"
#include "store/dunning_notices.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

constexpr const char* kSystem = "saldo";

/// True when the notice was in one of the states (a list for SQL) and now is in `to`.
bool move(soci::session& sql, model::NoticeId notice, const std::string& states,
          const std::string& to) {
  const std::int64_t id = model::raw(notice);
  soci::statement update =
      (sql.prepare << "UPDATE dunning_notice SET state = :to WHERE id = :id AND state IN (" +
                          states + ")",
       soci::use(to, "to"), soci::use(id, "id"));
  update.execute(true);
  return update.get_affected_rows() != 0;
}

[[noreturn]] void refuse(soci::session& sql, model::NoticeId id, const std::string& why) {
  throw FailureException({.kind = FailureKind::conflict,
                          .message = "notice " + std::to_string(model::raw(id)) + " is " +
                                     notice_life(sql, id).state + "; " + why});
}

/// Addresses that are marked, and those that this notice was sent to in vain.
std::vector<std::string> closed_addresses(soci::session& sql, const NoticeRoute& route) {
  std::vector<std::string> all;
  std::string address;
  const std::int64_t customer = model::raw(route.customer), notice = model::raw(route.id);
  soci::statement rows =
      (sql.prepare << "SELECT address FROM undeliverable_address WHERE customer_id = :customer AND "
                      "lifted_at IS NULL UNION SELECT recipient FROM sent_mail WHERE notice_id = "
                      ":notice AND state IN ('failed', 'bounced')",
       soci::use(customer, "customer"), soci::use(notice, "notice"), soci::into(address));
  rows.execute();
  while (rows.fetch()) all.push_back(address);
  return all;
}

/// Reads the customer's contacts, as its record lists them.
void read_contacts(soci::session& sql, const std::string& contacts, NoticeRoute& route) {
  if (contacts.empty()) return;
  const auto closed = closed_addresses(sql, route);
  const json::value parsed = json::parse(contacts);
  for (const json::value& entry : parsed.as_array()) {
    const std::string value(entry.at("value").as_string());
    route.has_phone = route.has_phone || entry.at("kind") == "phone";
    if (entry.at("kind") == "email" && std::ranges::count(closed, value) == 0)
      route.addresses.push_back(value);
  }
}

void read_last_by_channel(soci::session& sql, NoticeRoute& route) {
  const std::int64_t id = model::raw(route.id);
  std::string channel;
  int day = 0;
  soci::statement rows =
      (sql.prepare << "SELECT s.channel, MAX(s.sent_day) FROM dunning_notice n JOIN dunning_notice "
                      "s ON s.customer_id = n.customer_id AND s.company_code = n.company_code AND "
                      "s.currency = n.currency AND s.state = 'sent' AND s.channel IS NOT NULL "
                      "WHERE n.id = :id GROUP BY s.channel",
       soci::use(id, "id"), soci::into(channel), soci::into(day));
  rows.execute();
  while (rows.fetch()) route.last_by_channel.emplace(channel, Date::from_days(day));
}

}  // namespace

NoticeRoute notice_route(soci::session& sql, model::NoticeId notice) {
  const std::int64_t id = model::raw(notice);
  NoticeRoute route{.id = notice};
  std::string contacts;
  std::int64_t customer = 0;
  int legal = 0;
  sql << "SELECT n.state, COALESCE(n.channel, ''), n.idempotency_key, n.company_code, "
         "n.procedure_name, n.level, n.legal, n.customer_id, COALESCE(c.contacts_json, '') FROM "
         "dunning_notice n JOIN customer c ON c.id = n.customer_id WHERE n.id = :id",
      soci::use(id, "id"), soci::into(route.state), soci::into(route.channel),
      soci::into(route.idempotency_key), soci::into(route.company_code),
      soci::into(route.procedure), soci::into(route.level), soci::into(legal), soci::into(customer),
      soci::into(contacts);
  if (!sql.got_data())
    throw FailureException(
        {.kind = FailureKind::not_found, .message = "there is no notice " + std::to_string(id)});
  route.legal = legal != 0;
  route.customer = model::CustomerId{customer};
  read_contacts(sql, contacts, route);
  read_last_by_channel(sql, route);
  return route;
}

std::vector<model::NoticeId> notices_to_mail(soci::session& sql, model::NoticeId after, int limit) {
  std::vector<model::NoticeId> all;
  const std::int64_t behind = model::raw(after);
  std::int64_t id = 0;
  soci::statement rows =
      (sql.prepare
           << "SELECT n.id FROM dunning_notice n JOIN customer c ON c.id = n.customer_id WHERE "
              "n.state = 'approved' AND n.id > :after AND (n.channel = 'email' OR (n.channel IS "
              "NULL AND EXISTS (SELECT 1 FROM json_each(c.contacts_json) e WHERE "
              "json_extract(e.value, '$.kind') = 'email' AND NOT EXISTS (SELECT 1 FROM "
              "undeliverable_address u WHERE u.customer_id = c.id AND u.lifted_at IS NULL AND "
              "u.address = json_extract(e.value, '$.value'))))) ORDER BY n.id LIMIT :limit",
       soci::use(behind, "after"), soci::use(limit, "limit"), soci::into(id));
  rows.execute();
  while (rows.fetch()) all.push_back(model::NoticeId{id});
  return all;
}

void queue_notice(soci::session& sql, model::NoticeId id, const std::string& actor,
                  const std::string& receiver, Instant now) {
  if (!move(sql, id, "'approved'", "queued")) refuse(sql, id, "only what is approved can be sent");
  const std::int64_t raw = model::raw(id);
  sql << "UPDATE dunning_notice SET channel = 'email' WHERE id = :id", soci::use(raw, "id");
  add_notice_act(sql, id, "queue", actor, "mail to " + receiver, now);
}

void put_notice_back(soci::session& sql, model::NoticeId id) {
  move(sql, id, "'sending'", "queued");
}

void redirect_notice(soci::session& sql, model::NoticeId id, const std::string& channel,
                     const std::string& reason, Instant now) {
  if (!move(sql, id, "'approved', 'queued', 'sending'", "approved"))
    refuse(sql, id, "it can't take another way any more");
  const std::int64_t raw = model::raw(id);
  sql << "UPDATE dunning_notice SET channel = :channel WHERE id = :id",
      soci::use(channel, "channel"), soci::use(raw, "id");
  add_notice_act(sql, id, "redirect", kSystem, reason + "; it goes by " + channel, now);
}

void fail_notice(soci::session& sql, model::NoticeId id, const std::string& reason, Instant now) {
  if (!move(sql, id, "'approved', 'queued', 'sending'", "failed"))
    refuse(sql, id, "it can't fail any more");
  const std::int64_t raw = model::raw(id);
  sql << "UPDATE dunning_notice SET former_key = idempotency_key, idempotency_key = "
         "idempotency_key || '/' || id WHERE id = :id",
      soci::use(raw, "id");
  add_notice_act(sql, id, "failed", kSystem, reason, now);
}

}  // namespace saldo::store
