#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "store/messages.hpp"

/// What the kinds of messages have in common on their way into the outbox. All of it runs inside
/// the caller's transaction.
namespace saldo::flows {

/// What a run put into the outbox of a connector.
struct OutboxTotals {
  std::int64_t proposed = 0, voided = 0, reversed = 0;
};

std::string sha256_of(const std::string& text);
/// A key that follows from content: the prefix and 24 hex digits. Keys are of all connectors, so
/// the content has to begin with the connector's name.
std::string key_for(const std::string& prefix, const std::string& of);
/// As JSON bodies have it.
std::string day_text(Instant instant);

/// Gives the body its key, its number of 16 digits and its day, and puts the message into the
/// outbox. The message's id.
std::int64_t put_out(soci::session& sql, store::NewMessage message, boost::json::object body,
                     Instant now);

/// A state of the world that another system is told of: only the newest message of a subject
/// counts.
struct Told {
  std::string kind, key_prefix, connector;
  store::MessageMatter about;
  std::string content;  ///< what is told; the same content isn't told twice in a row
  boost::json::object body;
};
/// Tells it unless the newest message of the subject says the same. Messages before it that can't
/// have arrived are voided, so that what is old never comes after what is new.
void tell_newest(soci::session& sql, Told told, Instant now, OutboxTotals& totals);

/// Where a follower of the book has come to: a row's id, 0 at first. Throws FailureException.
std::int64_t followed_up_to(soci::session& sql, const std::string& follower);
void set_followed_up_to(soci::session& sql, const std::string& follower, std::int64_t id);

/// Sends again what failed, as a message of its own: under the old key the other side would take it
/// for a repetition. The old one is void. Where nobody knows whether it has arrived, a repetition
/// is what it has to be: it keeps its key and its id. The id of what goes out; throws
/// FailureException, also where something newer of the same subject was told or waits.
std::int64_t retry_message(soci::session& sql, std::int64_t message, const std::string& actor,
                           Instant now);

}  // namespace saldo::flows
