#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"

namespace soci {
class session;
}

/// The outbox of mails: queued → sending → sent, and back to queued when it certainly didn't go
/// out; sending → failed when it was refused for good; queued → recalled. A mail that stays
/// `sending` may have gone out. What comes back later makes a sent one `bounced`.
namespace saldo::store {

struct NewMail {
  std::string token;       ///< n{notice id}.{16 hex digits}: its idempotency key, too
  std::string message_id;  ///< without angle brackets
  model::NoticeId notice{};
  model::CustomerId customer{};
  std::string connector, recipient, body_sha256;
};
/// Queues it, together with the notice's change of state. Throws where the token is there already.
void add_mail(soci::session& sql, const NewMail& mail, Instant now);

struct SentMail {
  std::string token, message_id, connector, recipient, body_sha256, state;
  std::optional<model::NoticeId> notice;
  std::string company_code;  ///< the notice's
  model::CustomerId customer{};
  std::int64_t attempts = 0;
  std::int64_t doubts = 0;  ///< attempts of which nobody knows how they ended
  bool in_flight = false;   ///< the last attempt has no outcome, because saldo died over it
  Instant queued_at{};
};
std::optional<SentMail> find_sent_mail(soci::session& sql, const std::string& token);
/// `message_id` without angle brackets.
std::optional<SentMail> find_sent_mail_by_message_id(soci::session& sql,
                                                     const std::string& message_id);

/// This attempt didn't bring it out; it waits until `next`. False when an earlier one may have:
/// then it stays `sending`.
bool put_mail_back(soci::session& sql, const std::string& token, const std::string& error,
                   Instant next);
/// Nobody knows how the attempt ended; it stays `sending`.
void note_mail_doubt(soci::session& sql, const std::string& token, const std::string& error);
void mark_mail_failed(soci::session& sql, const std::string& token, const std::string& error);

/// From now on the customer isn't written to at this address, until its record has another one or
/// a person lifts the mark. Again is a no-op. `token`: the mail that showed it; may be empty.
void mark_undeliverable(soci::session& sql, model::CustomerId customer, const std::string& address,
                        const std::string& reason, const std::string& token, Instant now);
/// Lifts the marks of an address; how many there were.
std::int64_t lift_undeliverable(soci::session& sql, const std::string& address,
                                const std::string& actor, Instant now);

/// The mails as JSON, newest first; of one notice, if `notice`, or of one state ("" all).
void list_mails(soci::session& sql, const std::string& state, std::int64_t notice,
                const std::function<void(boost::json::object&)>& each);
/// The addresses that are marked, newest first.
void list_undeliverable(soci::session& sql, const std::function<void(boost::json::object&)>& each);

struct MailHealth {
  std::int64_t waiting = 0;
  std::int64_t failed = 0;  ///< notices that couldn't be delivered and wait for a person
  std::string error;        ///< of the oldest that waits; empty when none was tried in vain
};
MailHealth mail_health(soci::session& sql, const std::string& connector);

}  // namespace saldo::store
