#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"
#include "saldo/records.hpp"

namespace soci {
class session;
}

/// The outbox: what leaves for other systems, from the decision behind it to their answer. States:
/// (awaiting, until a second person approves it →) proposed → sent → confirmed | failed; awaiting,
/// proposed → void; proposed → failed; failed → (retry) void, with a new message in its place.
namespace saldo::store {

/// What is settled of an item by a transaction, and still is: counter-posted allocations are gone.
struct ClearedItem {
  std::string number, company_code;
  int fiscal_year = 0;
  Date document_date;
  Money paid, discount, write_off;
};
/// A transaction that was decided on, as a clearing proposal tells it.
struct DecidedTransaction {
  std::int64_t id = 0, decision = 0, customer_id = 0;
  std::string identity;  ///< by content: the same in a book that was built again
  std::string customer, bank_reference;
  std::string account;  ///< of ours: its IBAN or number
  Date booking_date, value_date;
  std::vector<ClearedItem> cleared;  ///< by company code and number
};

/// Transactions of the next `limit` decisions behind `decision`, each once; `last` is the last of
/// these decisions.
std::vector<std::int64_t> decided_behind(soci::session& sql, std::int64_t decision, int limit,
                                         std::int64_t& last);
/// Nothing when no customer was found, so that nothing can be cleared.
std::optional<DecidedTransaction> find_decided(soci::session& sql, std::int64_t transaction);

/// What a message is about, as far as it is about that: 0, empty and no currency mean that it
/// isn't.
struct MessageMatter {
  std::string subject;  ///< of which the newest message counts; clearings have none
  std::string company_code;
  std::int64_t transaction = 0, decision = 0, customer = 0, notice = 0, document = 0;
  Money amount;
};
struct NewMessage {
  std::string kind;  ///< clearing | clearing_reversal | dunning | dunning_block | credit |
                     ///< idoc_status
  std::string idempotency_key, number, connector, body, content_sha256;
  MessageMatter about;
  std::int64_t reverses = 0, replaces = 0;  ///< 0: none
  bool awaits_approval = false;
};
/// The new message's id.
std::int64_t add_message(soci::session& sql, const NewMessage& message, Instant now);
bool is_number_taken(soci::session& sql, const std::string& number);

/// The act of a doubt.
inline constexpr const char* kDoubt = "doubt";

struct Message {
  std::int64_t id = 0;
  std::string kind, idempotency_key, number, connector, state, body, content_sha256;
  MessageMatter about;
  std::int64_t reverses = 0, attempts = 0;
  /// How often the sink failed by its own fault while it had this, so that nobody knows whether it
  /// has arrived; 0 once the other side has answered.
  std::int64_t doubts = 0;
  bool has_receipt = false;

  /// It was refused, or surely has not gone out.
  bool has_no_effect() const {
    return (state == "failed" && doubts == 0) || state == "awaiting" ||
           (state == "proposed" && attempts == 0);
  }
};
std::optional<Message> find_message(soci::session& sql, std::int64_t id);
/// The messages of a transaction to a connector, oldest first.
std::vector<Message> messages_of(soci::session& sql, std::int64_t transaction,
                                 const std::string& connector);
/// The messages of a subject to a connector, oldest first.
std::vector<Message> messages_about(soci::session& sql, const std::string& subject,
                                    const std::string& connector);
/// What waits to be delivered, oldest first. What takes a message back waits until that is sent.
std::vector<Message> due_messages(soci::session& sql, const std::string& connector, int limit);

/// Before it is handed to the sink: from now on it may have arrived.
void begin_attempt(soci::session& sql, std::int64_t id);
/// It wasn't handed to the sink after all.
void withdraw_attempt(soci::session& sql, std::int64_t id);
void note_failed_attempt(soci::session& sql, std::int64_t id, const std::string& error);
void mark_sent(soci::session& sql, std::int64_t id, const std::string& receipt, Instant now);
/// It is sent, and the receipt is the other side's answer: it did what the message says.
void mark_confirmed(soci::session& sql, std::int64_t id, const std::string& receipt, Instant now);
/// It will not be delivered by itself any more.
void mark_failed(soci::session& sql, std::int64_t id, const std::string& error);
/// It failed, and is delivered again under the same key.
void deliver_again(soci::session& sql, std::int64_t id);
/// It doesn't go out. Throws FailureException (conflict) when it may have gone out already. One
/// that is void and was posted all the same counts as seen to from now on.
void void_message(soci::session& sql, std::int64_t id, const std::string& actor,
                  const std::string& reason, Instant now);
/// Voids what would take back a message that wasn't posted, and that message, so that nobody sends
/// it again: its decision is undone. Not where nobody knows whether that has arrived. How many.
std::int64_t void_needless_reversals(soci::session& sql, const std::string& connector, Instant now);
/// Who proposed a message that needed approval; empty where none did.
std::string maker_of(soci::session& sql, std::int64_t id);
/// From now on it goes out. The caller has judged whether it may.
void approve_message(soci::session& sql, std::int64_t id, const std::string& actor, Instant now);
void note_act(soci::session& sql, std::int64_t id, const std::string& act, const std::string& actor,
              const std::string& reason, Instant now);

/// An answer from the other side, kept whatever it names; whether it changed what stands of a
/// message. A message that was posted stays so: a later refusal is shown beside it. One that is
/// void and was posted stays void, with an error until somebody has seen to it.
bool take_answer(soci::session& sql, std::int64_t document, const PaymentStatus& answer,
                 Instant now);

/// Messages in the order of their numbers, one or those of a state ("" all), as people see them.
void list_messages(soci::session& sql, const std::string& state,
                   const std::function<void(boost::json::object&)>& each);
/// With answers, acts and body. Throws FailureException (not_found).
boost::json::object show_message(soci::session& sql, std::int64_t id);

struct MessageHealth {
  std::int64_t waiting = 0, failed = 0;  ///< failed: also those void ones that were posted
  std::string error;  ///< of the oldest that waits; empty when none was tried in vain
};
MessageHealth message_health(soci::session& sql, const std::string& connector);

}  // namespace saldo::store
