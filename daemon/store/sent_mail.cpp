#include "store/sent_mail.hpp"

#include <soci/soci.h>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/rows.hpp"
#include "store/sent_mail_row.hpp"

namespace saldo::store {

namespace {

std::optional<SentMail> the_one(NativeStatement::Rows rows) {
  if (!rows.next()) return std::nullopt;
  return read_sent_mail(rows);
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

SentMail read_sent_mail(const NativeStatement::Rows& row) {
  const auto text = [&](int column) { return std::string(row.text(column)); };
  SentMail mail{.token = text(0),
                .message_id = text(1),
                .connector = text(2),
                .recipient = text(3),
                .body_sha256 = text(4),
                .state = text(5),
                .company_code = text(12),
                .customer = model::CustomerId{row.number(7)},
                .attempts = row.number(8),
                .doubts = row.number(9),
                .in_flight = row.number(10) != 0,
                .queued_at = Instant(std::chrono::microseconds(row.number(11)))};
  if (const std::int64_t notice = row.number(6); notice != 0) mail.notice = model::NoticeId{notice};
  return mail;
}

std::optional<SentMail> find_sent_mail(soci::session& sql, const std::string& token) {
  NativeStatement query(sql, std::string(kSelectSentMail) + "WHERE token = ?1");
  return the_one(query.rows(token));
}

std::optional<SentMail> find_sent_mail_by_message_id(soci::session& sql,
                                                     const std::string& message_id) {
  NativeStatement query(sql, std::string(kSelectSentMail) + "WHERE message_id = ?1");
  return the_one(query.rows(message_id));
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
