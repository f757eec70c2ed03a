#include "flows/mail_outcome.hpp"

#include <algorithm>

#include "flows/business_day.hpp"
#include "flows/notice_mail.hpp"
#include "saldo/plugin.h"
#include "store/boot.hpp"
#include "store/dunning_notices.hpp"
#include "store/notice_delivery.hpp"
#include "store/overtaken.hpp"

namespace saldo::flows {

namespace {

using connect::Verdict;
using std::chrono::hours;
using std::chrono::minutes;

/// So often a mail may have gone out before a person has to look.
constexpr std::int64_t kDoubtsMax = 5;
/// The disk is waited for once for so many mails, while as many are handed over: a power cut leaves
/// twice as many in doubt at most.
constexpr int kClaimedAtOnce = 8;
/// How long a mail that is put off is tried: a reminder that comes later is another reminder.
constexpr hours kPatience{72};
constexpr minutes kFirstPause{5}, kLongestPause{240};  // a greylisting server wants some minutes

/// What a failed attempt means.
enum class Meaning {
  unknown,     ///< it may have gone out
  postponed,   ///< this mail waits
  recipient,   ///< it can't be reached
  refused,     ///< this mail is refused
  server,      ///< nothing went out; nothing will for now
  stopped,     ///< nothing went out, because the run was stopped
  configured,  ///< nothing went out; somebody has to change something
};

Meaning meaning_of(const MailAttempt& attempt) {
  const connect::Outcome& o = attempt.outcome;
  const bool may_pass = o.verdict == Verdict::retry || o.child_lost();
  if (attempt.untried) return may_pass ? Meaning::server : Meaning::configured;
  if (o.verdict == Verdict::cancelled) return Meaning::stopped;
  if (o.child_lost() || o.verdict == Verdict::bug || o.failure.rule == "mail.unknown")
    return Meaning::unknown;
  if (o.verdict == Verdict::retry)
    return o.failure.rule == "mail.postponed" ? Meaning::postponed : Meaning::server;
  if (o.failure.rule == "mail.recipient") return Meaning::recipient;
  if (o.failure.rule == "mail.refused" || o.failure.rule == "mail.message") return Meaning::refused;
  return Meaning::configured;
}

Instant next_attempt(Instant now, std::int64_t attempts) {
  minutes pause = kFirstPause;
  for (std::int64_t i = 1; i < attempts && pause < kLongestPause; ++i) pause *= 2;
  return now + std::min(pause, kLongestPause);
}

void note_doubt(const Environment& environment, const std::string& connector,
                const std::string& token, const std::string& why, DeliveryTotals& totals) {
  ++totals.doubts;
  environment.observer.metric(connector, "mail_doubts", 1);
  environment.observer.log(
      connector, SALDO_LOG_WARNING,
      "mail " + token + " may have gone out; it is sent again with the same Message-ID: " + why);
}

/// The work of settling one attempt.
class Settling {
 public:
  Settling(const Environment& environment, store::MailHandover& book, const std::string& connector,
           const MailAttempt& attempt, DeliveryTotals& totals)
      : environment_(environment),
        book_(book),
        sql_(book.sql()),
        connector_(connector),
        attempt_(attempt),
        mail_(attempt.mail),
        totals_(totals),
        now_(environment.clock->now()),
        why_(attempt.outcome.failure.to_string()) {}

  Settled settle() {
    if (attempt_.outcome.ok()) return sent();
    switch (meaning_of(attempt_)) {
      case Meaning::unknown:
        return unknown();
      case Meaning::postponed:
        return postponed();
      case Meaning::recipient:
        store::mark_undeliverable(sql_, mail_.customer, mail_.recipient, why_, mail_.token, now_);
        elsewhere();
        return Settled::gone_on;
      case Meaning::refused:
        to_a_person();
        return Settled::refused;
      case Meaning::server:
        put_back(now_);
        return Settled::later;
      case Meaning::stopped:
        put_back(now_);
        return Settled::stopped;
      case Meaning::configured:
        put_back(now_);
        return Settled::hopeless;
    }
    return Settled::hopeless;
  }

 private:
  Settled sent() {
    book_.finish(mail_, attempt_.receipt, business_day(environment_, mail_.company_code), now_);
    ++totals_.sent;
    return Settled::gone_on;
  }

  /// Of attempts before this one; those that certainly failed don't count.
  std::int64_t doubts() const { return mail_.doubts + (mail_.in_flight ? 1 : 0); }

  /// Each attempt may bring the customer one more: in the end a mail is left to a person, who may
  /// look whether it has arrived.
  Settled unknown() {
    note_doubt(environment_, connector_, mail_.token, why_, totals_);
    if (doubts() + 1 >= kDoubtsMax) {
      to_a_person();
      return Settled::gone_on;
    }
    store::note_mail_doubt(sql_, mail_.token, why_);
    return Settled::later;
  }

  Settled postponed() {
    if (now_ - mail_.queued_at > kPatience) {
      // Another way would bring the customer what may be there.
      if (doubts() > 0)
        to_a_person();
      else
        elsewhere();
      return Settled::gone_on;
    }
    put_back(next_attempt(now_, mail_.attempts + 1));
    ++totals_.postponed;
    return Settled::gone_on;
  }

  /// One that may have gone out in an earlier attempt can't be recalled any more.
  void put_back(Instant next) {
    const bool is_here = store::put_mail_back(sql_, mail_.token, why_, next);
    if (is_here && mail_.notice) store::put_notice_back(sql_, *mail_.notice);
  }

  void elsewhere() {
    store::mark_mail_failed(sql_, mail_.token, why_);
    tell("wasn't delivered");
    if (!mail_.notice) return;
    const auto route = store::notice_route(sql_, *mail_.notice);
    const std::string channel =
        send_elsewhere(environment_, sql_, route, mail_.recipient + ": " + why_);
    ++(channel.empty() ? totals_.failed : totals_.redirected);
  }

  void to_a_person() {
    store::mark_mail_failed(sql_, mail_.token, why_);
    tell("wasn't delivered");
    if (mail_.notice) store::fail_notice(sql_, *mail_.notice, mail_.recipient + ": " + why_, now_);
    ++totals_.failed;
  }

  void tell(const std::string& what) const {
    environment_.observer.log(connector_, SALDO_LOG_WARNING,
                              "mail " + mail_.token + " " + what + ": " + why_);
  }

  const Environment& environment_;
  store::MailHandover& book_;
  soci::session& sql_;
  const std::string& connector_;
  const MailAttempt& attempt_;
  const store::SentMail& mail_;
  DeliveryTotals& totals_;
  Instant now_;
  std::string why_;
};

}  // namespace

std::deque<store::SentMail> claim_next(const Environment& environment, store::MailHandover& book,
                                       const std::string& connector) {
  const auto due = book.due(connector, environment.clock->now(), kClaimedAtOnce);
  for (const store::SentMail& mail : due) book.claim(mail.token, store::boot_id());
  return {due.begin(), due.end()};
}

std::optional<store::SentMail> begin_claimed(const Environment& environment,
                                             store::MailHandover& book,
                                             const std::string& connector, const std::string& token,
                                             DeliveryTotals& totals) {
  auto mail = book.find(token);
  // A person may have been quicker.
  if (!mail || (mail->state != "queued" && mail->state != "sending")) return std::nullopt;
  const Date today = business_day(environment, mail->company_code);
  if (mail->state == "queued" && book.is_overtaken(*mail, today)) {
    const auto overtaken = store::overtaken_notices(book.sql(), today, &*mail->notice);
    store::withdraw_notice(book.sql(), *mail->notice, "recalled", "saldo", overtaken.at(0).reason,
                           environment.clock->now());
    ++totals.recalled;
    return std::nullopt;
  }
  if (mail->in_flight)
    note_doubt(environment, connector, mail->token, "saldo ended while it was under way", totals);
  book.begin(*mail);
  return mail;
}

Settled settle_mail(const Environment& environment, store::MailHandover& book,
                    const std::string& connector, const MailAttempt& attempt,
                    DeliveryTotals& totals) {
  return Settling(environment, book, connector, attempt, totals).settle();
}

}  // namespace saldo::flows
