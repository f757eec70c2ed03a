#include "flows/outbox.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/result.hpp"
#include "base/sha256.hpp"
#include "flows/credit_change.hpp"
#include "store/documents.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr std::size_t kKeyHexDigits = 24;

/// Sixteen digits that follow from the key.
std::string number_for(soci::session& sql, const std::string& key) {
  for (int attempt = 0;; ++attempt) {
    Sha256 hash;
    hash.update(key + "/" + std::to_string(attempt));
    const Sha256::Digest digest = hash.digest();
    std::string number;
    for (std::size_t i = 0; i < 16; ++i) number += static_cast<char>('0' + digest[i] % 10);
    if (number.find_first_not_of('0') != std::string::npos && !store::is_number_taken(sql, number))
      return number;
  }
}

/// Sent now, it would undo what the other side was told since.
void refuse_overtaken(soci::session& sql, const store::Message& m) {
  if (m.about.subject.empty()) return;
  for (const store::Message& other : store::messages_about(sql, m.about.subject, m.connector))
    if (other.id > m.id && other.state != "void")
      throw FailureException({.kind = FailureKind::conflict,
                              .message = "proposal " + std::to_string(other.id) +
                                         " tells something newer than proposal " +
                                         std::to_string(m.id) + "; void the older one",
                              .rule = "message.overtaken"});
}

}  // namespace

std::string sha256_of(const std::string& text) {
  Sha256 hash;
  hash.update(text);
  return hash.hex_digest();
}

std::string key_for(const std::string& prefix, const std::string& of) {
  return prefix + sha256_of(of).substr(0, kKeyHexDigits);
}

std::string day_text(Instant instant) {
  const auto days = std::chrono::floor<std::chrono::days>(instant).time_since_epoch().count();
  return Date::from_days(static_cast<std::int32_t>(days)).to_string();
}

std::int64_t put_out(soci::session& sql, store::NewMessage message, json::object body,
                     Instant now) {
  message.number = number_for(sql, message.idempotency_key);
  body["key"] = message.idempotency_key;
  body["number"] = message.number;
  body["created"] = day_text(now);
  message.body = json::serialize(body);
  return store::add_message(sql, message, now);
}

void tell_newest(soci::session& sql, Told told, Instant now, OutboxTotals& totals) {
  const std::string content = sha256_of(told.content);
  const auto before = store::messages_about(sql, told.about.subject, told.connector);
  const auto newest = std::find_if(before.rbegin(), before.rend(),
                                   [](const store::Message& m) { return m.state != "void"; });
  if (newest != before.rend() && newest->content_sha256 == content) return;
  for (const store::Message& m : before)
    if (m.has_no_effect()) {
      store::void_message(sql, m.id, "saldod", "overtaken by what is told now", now);
      ++totals.voided;
    }
  const std::string key =
      key_for(told.key_prefix, told.connector + "\n" + told.about.subject + "\n" + content + "\n" +
                                   std::to_string(before.size()));
  put_out(sql,
          {.kind = std::move(told.kind),
           .idempotency_key = key,
           .number = {},
           .connector = std::move(told.connector),
           .body = {},
           .content_sha256 = content,
           .about = std::move(told.about)},
          std::move(told.body), now);
  ++totals.proposed;
}

std::int64_t followed_up_to(soci::session& sql, const std::string& follower) {
  const std::string position = store::source_cursor(sql, follower);
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(position.data(), position.data() + position.size(), id);
  if (!position.empty() && (error != std::errc() || end != position.data() + position.size()))
    throw FailureException({.kind = FailureKind::broken,
                            .message = "the outbox's cursor '" + position + "' is no number"});
  return id;
}

void set_followed_up_to(soci::session& sql, const std::string& follower, std::int64_t id) {
  store::set_source_cursor(sql, follower, std::to_string(id));
}

std::int64_t retry_message(soci::session& sql, std::int64_t id, const std::string& actor,
                           Instant now) {
  const auto m = store::find_message(sql, id);
  if (!m)
    throw FailureException(
        {.kind = FailureKind::not_found, .message = "there is no proposal " + std::to_string(id)});
  if (m->state != "failed")
    throw FailureException({.kind = FailureKind::conflict,
                            .message = "proposal " + std::to_string(id) + " is " + m->state +
                                       "; only one that failed can be sent again",
                            .rule = "message.state"});
  refuse_overtaken(sql, *m);
  if (m->kind == "credit") check_limit_unchanged(sql, *m);
  if (m->doubts > 0) {
    store::deliver_again(sql, id);
    store::note_act(sql, id, "retry", actor, "it may have arrived, so it keeps its key", now);
    return id;
  }
  const json::value body = json::parse(m->body);
  const std::string reason = "sent again in place of " + std::to_string(id);
  store::void_message(sql, id, actor, "sent again", now);
  const std::int64_t next =
      put_out(sql,
              {.kind = m->kind,
               .idempotency_key = key_for(m->idempotency_key.substr(0, 2), m->idempotency_key),
               .number = {},
               .connector = m->connector,
               .body = {},
               .content_sha256 = m->content_sha256,
               .about = m->about,
               .reverses = m->reverses,
               .replaces = id},
              body.as_object(), now);
  store::note_act(sql, next, "retry", actor, reason, now);
  return next;
}

}  // namespace saldo::flows
