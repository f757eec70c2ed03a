#include "store/notice_sending.hpp"

#include "store/columns.hpp"

namespace saldo::store {

NoticeSending::NoticeSending(soci::session& sql)
    : begin_(sql, "UPDATE dunning_notice SET state = 'sending' WHERE id = ?1 AND state = 'queued'"),
      finish_(sql,
              "UPDATE dunning_notice SET state = 'sent', sent_day = ?2, receipt = ?3 WHERE id = ?1 "
              "AND state = 'sending'"),
      // A person may know of a mail of which the mail server didn't say.
      mails_(sql,
             "UPDATE sent_mail SET state = 'sent', receipt = ?2, sent_at = ?3 WHERE notice_id = ?1 "
             "AND state = 'sending'"),
      act_(sql,
           "INSERT INTO dunning_act (notice_id, act, actor, reason, acted_at) VALUES (?1, 'sent', "
           "?2, ?3, ?4)") {}

void NoticeSending::begin(model::NoticeId id) { begin_.run(model::raw(id)); }

bool NoticeSending::finish(model::NoticeId id, const std::string& actor, const std::string& receipt,
                           Date day, Instant now) {
  const std::int64_t notice = model::raw(id);
  if (finish_.run(notice, day.days(), receipt) == 0) return false;
  mails_.run(notice, receipt, to_column(now));
  act_.run(notice, actor, receipt, to_column(now));
  return true;
}

}  // namespace saldo::store
