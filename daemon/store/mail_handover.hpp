#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "saldo/date.hpp"
#include "store/notice_sending.hpp"
#include "store/overtaken.hpp"
#include "store/sent_mail.hpp"

namespace saldo::store {

/// What the book is asked and told about the mails that a run hands over, by statements that stay
/// prepared: preparing them anew would cost more than all else about a mail. Used in one write
/// transaction at a time; the session outlives it.
class MailHandover {
 public:
  explicit MailHandover(soci::session& sql);
  soci::session& sql() { return sql_; }

  /// What is to be handed over next, of what has its time come and isn't claimed: first what may
  /// have gone out, then the oldest.
  std::vector<SentMail> due(const std::string& connector, Instant now, int limit);
  /// From now on, and while `boot` (see boot.hpp) lasts, it may be handed over: see
  /// mail_claims.hpp.
  void claim(const std::string& token, const std::string& boot);
  std::optional<SentMail> find(const std::string& token);
  /// Whether something has happened to its notice since that was proposed.
  bool is_overtaken(const SentMail& mail, Date today);
  /// Before it is handed over: from now on it may have gone out, and its notice with it. An attempt
  /// that has no outcome is a doubt.
  void begin(const SentMail& mail);
  /// The server has it; its notice, if that was on its way, has gone out on this day.
  void finish(const SentMail& mail, const std::string& receipt, Date day, Instant now);

 private:
  soci::session& sql_;
  NativeStatement due_, claim_, find_, begin_, sent_;
  OvertakenCheck overtaken_;
  NoticeSending notices_;
};

}  // namespace saldo::store
