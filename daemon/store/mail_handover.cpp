#include "store/mail_handover.hpp"

#include "store/columns.hpp"
#include "store/sent_mail_row.hpp"

namespace saldo::store {

MailHandover::MailHandover(soci::session& sql)
    : sql_(sql),
      due_(sql,
           std::string(kSelectSentMail) +
               "WHERE connector = ?1 AND state = ?2 AND next_at <= ?3 AND claimed_boot IS NULL "
               "ORDER BY queued_at, token LIMIT ?4"),
      claim_(sql, "UPDATE sent_mail SET claimed_boot = ?2 WHERE token = ?1"),
      find_(sql, std::string(kSelectSentMail) + "WHERE token = ?1"),
      begin_(sql,
             "UPDATE sent_mail SET attempts = attempts + 1, doubts = doubts + in_flight, in_flight "
             "= 1, state = 'sending' WHERE token = ?1"),
      // Its bounce may have come before its receipt was stored; then it stays what that made it.
      sent_(sql,
            "UPDATE sent_mail SET receipt = ?2, sent_at = ?3, in_flight = 0, claimed_boot = NULL, "
            "error = CASE WHEN state = 'sending' THEN NULL ELSE error END, state = CASE WHEN state "
            "= 'sending' THEN 'sent' ELSE state END WHERE token = ?1"),
      overtaken_(sql),
      notices_(sql) {}

std::vector<SentMail> MailHandover::due(const std::string& connector, Instant now, int limit) {
  std::vector<SentMail> all;
  // Each state by itself is in the index's order, so that a long queue isn't sorted.
  for (const char* state : {"sending", "queued"}) {
    const int left = limit - static_cast<int>(all.size());
    auto rows = due_.rows(connector, std::string_view(state), to_column(now), left);
    while (rows.next()) all.push_back(read_sent_mail(rows));
  }
  return all;
}

void MailHandover::claim(const std::string& token, const std::string& boot) {
  claim_.run(token, boot);
}

std::optional<SentMail> MailHandover::find(const std::string& token) {
  auto rows = find_.rows(token);
  if (!rows.next()) return std::nullopt;
  return read_sent_mail(rows);
}

bool MailHandover::is_overtaken(const SentMail& mail, Date today) {
  return mail.notice && overtaken_.is_overtaken(*mail.notice, today);
}

void MailHandover::begin(const SentMail& mail) {
  begin_.run(mail.token);
  if (mail.notice) notices_.begin(*mail.notice);
}

void MailHandover::finish(const SentMail& mail, const std::string& receipt, Date day, Instant now) {
  sent_.run(mail.token, receipt, to_column(now));
  if (mail.notice) notices_.finish(*mail.notice, "saldo", receipt, day, now);
}

}  // namespace saldo::store
