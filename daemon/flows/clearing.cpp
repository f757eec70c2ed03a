#include "flows/clearing.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <map>
#include <vector>

#include "base/sha256.hpp"
#include "store/documents.hpp"
#include "store/messages.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr int kTransactionsAtOnce = 200;
constexpr std::size_t kKeyHexDigits = 24;

std::string sha256_of(const std::string& text) {
  Sha256 hash;
  hash.update(text);
  return hash.hex_digest();
}

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

Date day_of(Instant now) {
  return Date::from_days(static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(now).time_since_epoch().count()));
}

/// What a payment clears in one company code.
struct Clearing {
  std::vector<store::ClearedItem> items;
  Money paid() const {
    Money sum = items.front().paid;
    for (std::size_t i = 1; i < items.size(); ++i) sum = sum + items[i].paid;
    return sum;
  }
  std::string content() const {
    std::string text;
    for (const store::ClearedItem& i : items)
      text += i.company_code + "/" + i.number + "/" + i.document_date.to_string() + "/" +
              i.paid.to_string() + "/" + i.discount.to_string() + "/" + i.write_off.to_string() +
              "/" + std::string(i.paid.currency.code()) + "\n";
    return text;
  }
};

json::object body_of(const store::DecidedTransaction& t, const std::string& company,
                     const Clearing& clearing) {
  json::array lines;
  for (const store::ClearedItem& i : clearing.items) {
    json::object line{{"item", i.number}};
    if (!i.document_date.empty()) line["date"] = i.document_date.to_string();
    line["gross"] = (i.paid + i.discount + i.write_off).to_string();
    line["paid"] = i.paid.to_string();
    line["discount"] = i.discount.to_string();
    line["write_off"] = i.write_off.to_string();
    lines.emplace_back(std::move(line));
  }
  return {{"company_code", company},
          {"customer", t.customer},
          {"currency", std::string(clearing.paid().currency.code())},
          {"amount", clearing.paid().to_string()},
          {"payment",
           {{"reference", t.bank_reference},
            {"booking_date", t.booking_date.to_string()},
            {"value_date", t.value_date.to_string()}}},
          {"lines", std::move(lines)}};
}

/// The same with every amount's sign turned.
json::object taken_back(const store::Message& message) {
  const json::value parsed = json::parse(message.body);
  json::object body = parsed.as_object();
  const Currency currency = message.amount.currency;
  const auto turn = [&](json::object& object, const char* key) {
    const Money money = Money::parse(std::string_view(object.at(key).as_string()), currency);
    object[key] = (Money{0, currency} - money).to_string();
  };
  turn(body, "amount");
  for (json::value& line : body.at("lines").as_array())
    for (const char* key : {"gross", "paid", "discount", "write_off"}) turn(line.as_object(), key);
  body["reverses"] = message.idempotency_key;
  return body;
}

/// Gives the body its key, number and day, and puts the message into the outbox.
std::int64_t put_out(soci::session& sql, store::NewMessage message, json::object body,
                     Instant now) {
  message.number = number_for(sql, message.idempotency_key);
  body["key"] = message.idempotency_key;
  body["number"] = message.number;
  body["created"] = day_of(now).to_string();
  message.body = json::serialize(body);
  return store::add_message(sql, message, now);
}

std::string key_for(const std::string& prefix, const std::string& of) {
  return prefix + sha256_of(of).substr(0, kKeyHexDigits);
}

/// The outbox of one payment.
class Payment {
 public:
  Payment(soci::session& sql, const std::string& connector, std::int64_t transaction, Instant now)
      : sql_(sql),
        connector_(connector),
        now_(now),
        transaction_(store::find_decided(sql, transaction)),
        messages_(store::messages_of(sql, transaction, connector)) {}

  void follow(ClearingTotals& totals) {
    std::map<std::string, Clearing> wanted;  // by company code
    if (transaction_)
      for (store::ClearedItem& item : transaction_->cleared)
        wanted[item.company_code].items.push_back(item);
    for (const store::Message& m : messages_) {
      if (!stands(m)) continue;
      const auto same = wanted.find(m.company_code);
      if (same != wanted.end() && sha256_of(same->second.content()) == m.content_sha256)
        wanted.erase(same);
      else
        take_back(m, totals);
    }
    for (const auto& [company, clearing] : wanted) {
      propose(company, clearing);
      ++totals.proposed;
    }
  }

 private:
  /// Whether a proposal holds: neither void nor taken back.
  bool stands(const store::Message& m) const {
    if (m.kind != "clearing" || m.state == "void") return false;
    return std::none_of(messages_.begin(), messages_.end(), [&](const store::Message& other) {
      return other.reverses == m.id && other.state != "void";
    });
  }

  void take_back(const store::Message& m, ClearingTotals& totals) {
    const bool never_went = m.state == "failed" || (m.state == "proposed" && m.attempts == 0);
    if (never_went) {
      store::void_message(sql_, m.id, "saldod", "the decision behind it was undone", now_);
      ++totals.voided;
      return;
    }
    const std::string key = key_for("SR", m.idempotency_key);
    put_out(sql_,
            {.kind = "clearing_reversal",
             .idempotency_key = key,
             .number = {},
             .connector = connector_,
             .company_code = m.company_code,
             .body = {},
             .content_sha256 = m.content_sha256,
             .transaction = m.transaction,
             .decision = transaction_ ? transaction_->decision : m.decision,
             .customer = m.customer,
             .amount = Money{0, m.amount.currency} - m.amount,
             .reverses = m.id},
            taken_back(m), now_);
    ++totals.reversed;
  }

  void propose(const std::string& company, const Clearing& clearing) {
    const std::string content = sha256_of(clearing.content());
    // The same may be proposed, undone and proposed again; each time is a message of its own.
    const auto before = std::count_if(messages_.begin(), messages_.end(), [&](const auto& m) {
      return m.kind == "clearing" && m.company_code == company;
    });
    const std::string key = key_for("SC", transaction_->identity + "\n" + company + "\n" + content +
                                              "\n" + std::to_string(before));
    put_out(sql_,
            {.kind = "clearing",
             .idempotency_key = key,
             .number = {},
             .connector = connector_,
             .company_code = company,
             .body = {},
             .content_sha256 = content,
             .transaction = transaction_->id,
             .decision = transaction_->decision,
             .customer = transaction_->customer_id,
             .amount = clearing.paid()},
            body_of(*transaction_, company, clearing), now_);
  }

  soci::session& sql_;
  const std::string& connector_;
  Instant now_;
  std::optional<store::DecidedTransaction> transaction_;
  std::vector<store::Message> messages_;
};

/// No connector's name has a colon.
std::string cursor_of(const std::string& connector) { return "write-back:" + connector; }

/// The last decision that the outbox has followed; none at first.
std::int64_t decision_in(const std::string& position) {
  std::int64_t decision = 0;
  const auto [end, error] =
      std::from_chars(position.data(), position.data() + position.size(), decision);
  if (!position.empty() && (error != std::errc() || end != position.data() + position.size()))
    throw FailureException({.kind = FailureKind::broken,
                            .message = "the outbox's cursor '" + position + "' is no number"});
  return decision;
}

}  // namespace

bool propose_clearing(soci::session& sql, const std::string& connector, Instant now,
                      ClearingTotals& totals) {
  const std::string position = store::source_cursor(sql, cursor_of(connector));
  std::int64_t last = 0;
  const auto transactions =
      store::decided_behind(sql, decision_in(position), kTransactionsAtOnce, last);
  if (transactions.empty()) return false;
  for (const std::int64_t id : transactions) Payment(sql, connector, id, now).follow(totals);
  store::set_source_cursor(sql, cursor_of(connector), std::to_string(last));
  return true;
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
  const json::value body = json::parse(m->body);
  const std::string reason = "sent again in place of " + std::to_string(id);
  store::void_message(sql, id, actor, "sent again", now);
  const std::int64_t next = put_out(sql,
                                    {.kind = m->kind,
                                     .idempotency_key = key_for("SC", m->idempotency_key),
                                     .number = {},
                                     .connector = m->connector,
                                     .company_code = m->company_code,
                                     .body = {},
                                     .content_sha256 = m->content_sha256,
                                     .transaction = m->transaction,
                                     .decision = m->decision,
                                     .customer = m->customer,
                                     .amount = m->amount,
                                     .reverses = m->reverses,
                                     .replaces = id},
                                    body.as_object(), now);
  store::note_act(sql, next, "retry", actor, reason, now);
  return next;
}

}  // namespace saldo::flows
