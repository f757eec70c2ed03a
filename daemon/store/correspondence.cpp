#include "store/correspondence.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "base/record_json.hpp"
#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/dunning_notices.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

constexpr const char* kSystem = "saldo";

/// What stands in no column of its own.
std::string details_of(const Correspondence& mail) {
  json::object record = to_json_with_place(mail);
  for (const char* shown : {"record", "class", "evidence", "automated", "message_id", "from",
                            "subject", "text", "sent_at"})
    record.erase(shown);
  return json::serialize(record);
}

const std::string kShown =
    "SELECT m.id AS correspondence, m.recorded_at, m.written_at AS date, m.class, m.evidence, "
    "m.automated AS automated_flag, m.from_address AS \"from.address\", m.from_name AS "
    "\"from.name\", m.subject, c.number AS customer, c.name, m.thread, m.thread_evidence, "
    "m.notice_id AS notice, m.token, m.contact_id AS contact, m.effect, m.copy_of, m.message_id, "
    "d.sha256 AS document";
const std::string kFrom =
    " FROM correspondence m JOIN document d ON d.id = m.document_id LEFT JOIN customer c ON c.id = "
    "m.customer_id ";

}  // namespace

KeptMail keep_mail(soci::session& sql, std::int64_t document, const Correspondence& mail,
                   const Thread& thread, Instant now) {
  KeptMail kept;
  sql << "SELECT COALESCE(MAX(id), 0) FROM correspondence WHERE document_id = :document",
      soci::use(document, "document"), soci::into(kept.id);
  if (kept.id != 0) {
    kept.is_new = false;
    return kept;
  }
  if (!mail.message_id.empty())
    sql << "SELECT COALESCE(MIN(id), 0) FROM correspondence WHERE message_id = :message AND "
           "COALESCE(from_address, '') = :from",
        soci::use(mail.message_id, "message"), soci::use(mail.from_address, "from"),
        soci::into(kept.copy_of);
  const std::string details = details_of(mail);
  const std::string token = thread.mail ? thread.mail->token : "";
  const std::int64_t customer = model::raw(thread.customer);
  const std::int64_t notice =
      thread.mail && thread.mail->notice ? model::raw(*thread.mail->notice) : 0;
  const int automated = mail.automated ? 1 : 0;
  const auto at = to_column(now);
  sql << "INSERT INTO correspondence (document_id, class, evidence, automated, message_id, "
         "from_address, from_name, subject, text, written_at, record_json, copy_of, thread, "
         "thread_evidence, token, notice_id, customer_id, recorded_at) VALUES (:document, :class, "
         ":evidence, :automated, NULLIF(:message, ''), NULLIF(:from, ''), NULLIF(:name, ''), "
         "NULLIF(:subject, ''), NULLIF(:text, ''), NULLIF(:written, ''), :record, NULLIF(:copy, "
         "0), :thread, :shown, NULLIF(:token, ''), NULLIF(:notice, 0), NULLIF(:customer, 0), :at)",
      soci::use(document, "document"), soci::use(mail.classification, "class"),
      soci::use(mail.evidence, "evidence"), soci::use(automated, "automated"),
      soci::use(mail.message_id, "message"), soci::use(mail.from_address, "from"),
      soci::use(mail.from_name, "name"), soci::use(mail.subject, "subject"),
      soci::use(mail.text, "text"), soci::use(mail.sent_at, "written"),
      soci::use(details, "record"), soci::use(kept.copy_of, "copy"), soci::use(thread.by, "thread"),
      soci::use(thread.evidence, "shown"), soci::use(token, "token"), soci::use(notice, "notice"),
      soci::use(customer, "customer"), soci::use(at, "at");
  sql << "SELECT MAX(id) FROM correspondence", soci::into(kept.id);
  return kept;
}

void note_effect(soci::session& sql, std::int64_t id, const std::string& effect,
                 std::int64_t contact) {
  sql << "UPDATE correspondence SET effect = NULLIF(:effect, ''), contact_id = NULLIF(:contact, 0) "
         "WHERE id = :id",
      soci::use(effect, "effect"), soci::use(contact, "contact"), soci::use(id, "id");
}

bool mark_mail_bounced(soci::session& sql, const std::string& token, const std::string& reason) {
  soci::statement update =
      (sql.prepare << "UPDATE sent_mail SET state = 'bounced', error = :reason WHERE token = "
                      ":token AND state IN ('sent', 'sending')",
       soci::use(reason, "reason"), soci::use(token, "token"));
  update.execute(true);
  return update.get_affected_rows() != 0;
}

bool take_notice_back(soci::session& sql, model::NoticeId notice, const std::string& reason,
                      Instant now) {
  const std::int64_t id = model::raw(notice);
  soci::statement update =
      (sql.prepare << "UPDATE dunning_notice SET state = 'sending', sent_day = NULL WHERE id = :id "
                      "AND state IN ('sent', 'sending')",
       soci::use(id, "id"));
  update.execute(true);
  if (update.get_affected_rows() == 0) return false;
  add_notice_act(sql, notice, "bounced", kSystem, reason, now);
  return true;
}

std::vector<std::string> dunned_items(soci::session& sql, model::NoticeId notice) {
  std::vector<std::string> numbers;
  const std::int64_t id = model::raw(notice);
  std::string number;
  soci::statement rows =
      (sql.prepare << "SELECT i.number FROM dunning_notice_item m JOIN item i ON i.id = m.item_id "
                      "WHERE m.notice_id = :id AND m.level > 0 ORDER BY i.number",
       soci::use(id, "id"), soci::into(number));
  rows.execute();
  while (rows.fetch()) numbers.push_back(number);
  return numbers;
}

void list_correspondence(soci::session& sql, const CorrespondenceFilter& filter,
                         const std::function<void(json::object&)>& each) {
  for_each_object(sql,
                  kShown + kFrom +
                      "WHERE (:customer = '' OR c.number = :customer) AND (:class = '' OR m.class "
                      "= :class) AND (:unthreaded = 0 OR m.customer_id IS NULL) ORDER BY m.id DESC",
                  {{"customer", filter.customer},
                   {"class", filter.classification},
                   {"unthreaded", std::int64_t{filter.unthreaded ? 1 : 0}}},
                  each);
}

std::vector<WrittenMail> mails_written(soci::session& sql, const WrittenMailFilter& filter) {
  const std::int64_t wanted = filter.customer ? model::raw(*filter.customer) : 0;
  const auto from = to_column(filter.from), to = to_column(filter.to);
  std::vector<WrittenMail> all;
  WrittenMail mail;
  std::int64_t customer = 0, received = 0;
  const std::string of = wanted == 0 ? "+m.customer_id > :customer" : "m.customer_id = :customer";
  soci::statement rows =
      (sql.prepare << "SELECT m.id, m.customer_id, c.number, COALESCE(m.from_address, ''), m.text, "
                      "m.thread, m.thread_evidence, d.sha256, m.recorded_at FROM correspondence m "
                      "JOIN customer c ON c.id = m.customer_id JOIN document d ON d.id = "
                      "m.document_id WHERE m.class IN ('reply', 'other') AND m.automated = 0 AND "
                      "m.copy_of IS NULL AND m.text IS NOT NULL AND " +
                          of +
                          " AND m.recorded_at BETWEEN :from AND :to ORDER BY m.id DESC LIMIT "
                          ":limit",
       soci::use(wanted, "customer"), soci::use(from, "from"), soci::use(to, "to"),
       soci::use(filter.limit, "limit"), soci::into(mail.id), soci::into(customer),
       soci::into(mail.customer_number), soci::into(mail.from), soci::into(mail.text),
       soci::into(mail.thread), soci::into(mail.thread_evidence), soci::into(mail.document),
       soci::into(received));
  rows.execute();
  while (rows.fetch()) {
    mail.customer = model::CustomerId{customer};
    mail.received = Instant(std::chrono::microseconds(received));
    all.push_back(mail);
  }
  return all;
}

json::object show_correspondence(soci::session& sql, std::int64_t id) {
  json::object shown;
  for_each_object(sql, kShown + ", m.text, m.record_json AS read_json" + kFrom + "WHERE m.id = :id",
                  {{"id", id}}, [&](json::object& row) { shown = std::move(row); });
  if (shown.empty())
    throw FailureException({.kind = FailureKind::not_found,
                            .message = "there is no correspondence " + std::to_string(id)});
  return shown;
}

}  // namespace saldo::store
