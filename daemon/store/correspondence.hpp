#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "saldo/records.hpp"
#include "store/sent_mail.hpp"

namespace soci {
class session;
}

/// Mails that came in: kept whatever they are about, and threaded to what of the book they are
/// about, as far as that is proved. Nothing is guessed: what isn't proved is shown as unthreaded.
namespace saldo::store {

/// What a mail is about, strongest evidence first: the token of a mail of ours in the address that
/// it came to; the id of a mail of ours that it answers or sends back; the sender's address among
/// one customer's contacts.
struct Thread {
  std::string by;                ///< token | message_id | address | none
  std::string evidence;          ///< what showed it, or why nothing did
  std::optional<SentMail> mail;  ///< of ours
  model::CustomerId customer{};  ///< 0: none
  std::string customer_number;
};
Thread thread_of(soci::session& sql, const Correspondence& mail);

struct KeptMail {
  std::int64_t id = 0;
  bool is_new = true;        ///< false: the document's mail is in the book already
  std::int64_t copy_of = 0;  ///< the same mail came before in another document; 0: it didn't
};
KeptMail keep_mail(soci::session& sql, std::int64_t document, const Correspondence& mail,
                   const Thread& thread, Instant now);

/// What a mail that is new did: in words, and as which contact it is shown (0: none).
void note_effect(soci::session& sql, std::int64_t id, const std::string& effect,
                 std::int64_t contact);

/// A sent mail came back: it is `bounced` from now on. False when it was so before, or never went
/// out.
bool mark_mail_bounced(soci::session& sql, const std::string& token, const std::string& reason);

/// A notice whose mail came back hasn't reached its customer: it is on its way (`sending`) again,
/// its levels and date don't count. False when it is in another state than `sent` or `sending`.
bool take_notice_back(soci::session& sql, model::NoticeId id, const std::string& reason,
                      Instant now);

/// Numbers of the items that a notice dunned.
std::vector<std::string> dunned_items(soci::session& sql, model::NoticeId id);

struct CorrespondenceFilter {
  std::string customer, classification;  ///< empty: all
  bool unthreaded = false;               ///< only what belongs to nobody yet
};
/// As JSON, newest first, without their texts.
void list_correspondence(soci::session& sql, const CorrespondenceFilter& filter,
                         const std::function<void(boost::json::object&)>& each);
/// A mail that a person wrote and whose customer is known.
struct WrittenMail {
  std::int64_t id = 0;
  model::CustomerId customer{};
  std::string customer_number, from, text;
  std::string thread, thread_evidence;  ///< how its customer is known
  std::string document;                 ///< SHA-256
  Instant received{};
};
struct WrittenMailFilter {
  std::optional<model::CustomerId> customer;
  Instant from{}, to{};  ///< received
  int limit = 0;         ///< the newest so many
};
/// Newest first; copies of one that came before are left out.
std::vector<WrittenMail> mails_written(soci::session& sql, const WrittenMailFilter& filter);
/// One with its text and all that was read. Throws FailureException (not_found).
boost::json::object show_correspondence(soci::session& sql, std::int64_t id);

}  // namespace saldo::store
