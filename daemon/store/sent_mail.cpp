#include "store/sent_mail.hpp"

#include <soci/soci.h>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace {

constexpr const char* kSelect =
    "SELECT token, message_id, connector, recipient, body_sha256, state, COALESCE(notice_id, 0), "
    "customer_id, attempts, doubts, in_flight, queued_at, COALESCE((SELECT n.company_code FROM "
    "dunning_notice n WHERE n.id = notice_id), '') FROM sent_mail ";

template <class Bind>
std::vector<SentMail> select(soci::session& sql, const std::string& rest, Bind bind) {
  std::vector<SentMail> all;
  SentMail m;
  std::int64_t notice = 0, customer = 0, queued = 0;
  int in_flight = 0;
  soci::details::prepare_temp_type prepared = (sql.prepare << kSelect + rest);
  bind(prepared);
  soci::statement query =
      (prepared, soci::into(m.token), soci::into(m.message_id), soci::into(m.connector),
       soci::into(m.recipient), soci::into(m.body_sha256), soci::into(m.state), soci::into(notice),
       soci::into(customer), soci::into(m.attempts), soci::into(m.doubts), soci::into(in_flight),
       soci::into(queued), soci::into(m.company_code));
  query.execute();
  while (query.fetch()) {
    m.notice = notice == 0 ? std::nullopt : std::optional(model::NoticeId{notice});
    m.customer = model::CustomerId{customer};
    m.in_flight = in_flight != 0;
    m.queued_at = Instant(std::chrono::microseconds(queued));
    all.push_back(m);
  }
  return all;
}

std::optional<SentMail> the_one(std::vector<SentMail> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

void add_mail(soci::session& sql, const NewMail& mail, Instant now) {
  const auto at = to_column(now);
  const std::int64_t notice = model::raw(mail.notice), customer = model::raw(mail.customer);
  sql << "INSERT INTO sent_mail (token, message_id, notice_id, customer_id, connector, recipient, "
         "body_sha256, state, queued_at) VALUES (:token, :message, NULLIF(:notice, 0), :customer, "
         ":connector, :recipient, :body, 'queued', :at)",
      soci::use(mail.token, "token"), soci::use(mail.message_id, "message"),
      soci::use(notice, "notice"), soci::use(customer, "customer"),
      soci::use(mail.connector, "connector"), soci::use(mail.recipient, "recipient"),
      soci::use(mail.body_sha256, "body"), soci::use(at, "at");
}

std::optional<SentMail> find_sent_mail(soci::session& sql, const std::string& token) {
  return the_one(
      select(sql, "WHERE token = :token", [&](auto& query) { query, soci::use(token, "token"); }));
}

std::optional<SentMail> find_sent_mail_by_message_id(soci::session& sql,
                                                     const std::string& message_id) {
  return the_one(select(sql, "WHERE message_id = :id",
                        [&](auto& query) { query, soci::use(message_id, "id"); }));
}

std::vector<SentMail> due_mails(soci::session& sql, const std::string& connector, Instant now,
                                int limit, const std::string& but) {
  const auto at = to_column(now);
  std::vector<SentMail> all;
  // Each state by itself is in the index's order, so that a long queue isn't sorted.
  for (const std::string state : {"sending", "queued"}) {
    const int left = limit - static_cast<int>(all.size());
    const auto some = select(sql,
                             "WHERE connector = :connector AND state = '" + state +
                                 "' AND next_at <= :at AND token <> :but ORDER BY queued_at, token "
                                 "LIMIT :left",
                             [&](auto& query) {
                               query, soci::use(connector, "connector"), soci::use(at, "at"),
                                   soci::use(but, "but"), soci::use(left, "left");
                             });
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

void begin_mail(soci::session& sql, const std::string& token) {
  sql << "UPDATE sent_mail SET attempts = attempts + 1, doubts = doubts + in_flight, in_flight = "
         "1, "
         "state = 'sending' WHERE token = :token",
      soci::use(token, "token");
}

bool put_mail_back(soci::session& sql, const std::string& token, const std::string& error,
                   Instant next) {
  const auto at = to_column(next);
  int doubts = 0;
  sql << "UPDATE sent_mail SET state = CASE WHEN doubts = 0 THEN 'queued' ELSE state END, "
         "in_flight = 0, claimed_boot = NULL, error = :error, next_at = :at WHERE token = :token "
         "AND state = 'sending'",
      soci::use(error, "error"), soci::use(at, "at"), soci::use(token, "token");
  sql << "SELECT doubts FROM sent_mail WHERE token = :token", soci::use(token, "token"),
      soci::into(doubts);
  return doubts == 0;
}

void note_mail_doubt(soci::session& sql, const std::string& token, const std::string& error) {
  sql << "UPDATE sent_mail SET doubts = doubts + 1, in_flight = 0, claimed_boot = NULL, error = "
         ":error WHERE token = :token",
      soci::use(error, "error"), soci::use(token, "token");
}

void mark_mail_sent(soci::session& sql, const std::string& token, const std::string& receipt,
                    Instant now) {
  const auto at = to_column(now);
  // Its bounce may have come before its receipt was stored; then it stays what that made it.
  sql << "UPDATE sent_mail SET receipt = :receipt, sent_at = :at, in_flight = 0, claimed_boot = "
         "NULL, error = CASE WHEN state = 'sending' THEN NULL ELSE error END, state = CASE WHEN "
         "state = 'sending' THEN 'sent' ELSE state END WHERE token = :token",
      soci::use(receipt, "receipt"), soci::use(at, "at"), soci::use(token, "token");
}

void mark_mail_failed(soci::session& sql, const std::string& token, const std::string& error) {
  sql << "UPDATE sent_mail SET state = 'failed', in_flight = 0, claimed_boot = NULL, error = "
         ":error WHERE token = :token AND state = 'sending'",
      soci::use(error, "error"), soci::use(token, "token");
}

void mark_undeliverable(soci::session& sql, model::CustomerId customer, const std::string& address,
                        const std::string& reason, const std::string& token, Instant now) {
  const auto at = to_column(now);
  const std::int64_t id = model::raw(customer);
  sql << "INSERT INTO undeliverable_address (customer_id, address, reason, token, recorded_at) "
         "SELECT :customer, :address, :reason, NULLIF(:token, ''), :at WHERE NOT EXISTS (SELECT 1 "
         "FROM undeliverable_address u WHERE u.customer_id = :customer AND u.address = :address "
         "AND u.lifted_at IS NULL)",
      soci::use(id, "customer"), soci::use(address, "address"), soci::use(reason, "reason"),
      soci::use(token, "token"), soci::use(at, "at");
}

std::int64_t lift_undeliverable(soci::session& sql, const std::string& address,
                                const std::string& actor, Instant now) {
  const auto at = to_column(now);
  soci::statement update =
      (sql.prepare << "UPDATE undeliverable_address SET lifted_by = :actor, lifted_at = :at WHERE "
                      "address = :address AND lifted_at IS NULL",
       soci::use(actor, "actor"), soci::use(at, "at"), soci::use(address, "address"));
  update.execute(true);
  return update.get_affected_rows();
}

void list_mails(soci::session& sql, const std::string& state, std::int64_t notice,
                const std::function<void(boost::json::object&)>& each) {
  for_each_object(
      sql,
      "SELECT m.token, m.state, m.notice_id AS notice, c.number AS customer, c.name, m.recipient, "
      "m.connector, m.queued_at, m.sent_at, m.attempts, m.doubts, m.receipt, m.error, "
      "m.message_id, m.body_sha256 AS body FROM sent_mail m JOIN customer c ON c.id = "
      "m.customer_id WHERE (:state = '' OR m.state = :state) AND (:notice = 0 OR m.notice_id = "
      ":notice) ORDER BY m.queued_at DESC, m.token",
      {{"state", state}, {"notice", notice}}, each);
}

void list_undeliverable(soci::session& sql, const std::function<void(boost::json::object&)>& each) {
  for_each_object(sql,
                  "SELECT u.address, c.number AS customer, c.name, u.reason, u.token, "
                  "u.recorded_at FROM undeliverable_address u JOIN customer c ON c.id = "
                  "u.customer_id WHERE u.lifted_at IS NULL ORDER BY u.id DESC",
                  {}, each);
}

MailHealth mail_health(soci::session& sql, const std::string& connector) {
  MailHealth health;
  sql << "SELECT COUNT(*), COALESCE((SELECT error FROM sent_mail WHERE state IN ('queued', "
         "'sending') AND connector = :connector AND error IS NOT NULL ORDER BY queued_at LIMIT 1), "
         "'') FROM sent_mail WHERE connector = :connector AND state IN ('queued', 'sending')",
      soci::use(connector, "connector"), soci::into(health.waiting), soci::into(health.error);
  sql << "SELECT COUNT(DISTINCT n.id) FROM dunning_notice n JOIN sent_mail m ON m.notice_id = n.id "
         "WHERE n.state = 'failed' AND m.connector = :connector",
      soci::use(connector, "connector"), soci::into(health.failed);
  return health;
}

}  // namespace saldo::store
