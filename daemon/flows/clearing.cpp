#include "flows/clearing.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <vector>

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr int kTransactionsAtOnce = 200;
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
    json::object line{{"item", i.number}, {"fiscal_year", i.fiscal_year}};
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
            {"account", t.account},
            {"booking_date", t.booking_date.to_string()},
            {"value_date", t.value_date.to_string()}}},
          {"lines", std::move(lines)}};
}

/// The same with every amount's sign turned.
json::object taken_back(const store::Message& message) {
  const json::value parsed = json::parse(message.body);
  json::object body = parsed.as_object();
  const Currency currency = message.about.amount.currency;
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

/// The outbox of one payment.
class Payment {
 public:
  Payment(soci::session& sql, const std::string& connector, std::int64_t transaction, Instant now)
      : sql_(sql),
        connector_(connector),
        now_(now),
        transaction_(store::find_decided(sql, transaction)),
        messages_(store::messages_of(sql, transaction, connector)) {}

  void follow(OutboxTotals& totals) {
    std::map<std::string, Clearing> wanted;  // by company code
    if (transaction_)
      for (store::ClearedItem& item : transaction_->cleared)
        wanted[item.company_code].items.push_back(item);
    for (const store::Message& m : messages_) {
      if (!stands(m)) continue;
      const auto same = wanted.find(m.about.company_code);
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
  /// Whether a proposal holds: neither void nor taken back. Who voids what takes it back sees to it
  /// by hand; one that was refused needs no taking back.
  bool stands(const store::Message& m) const {
    if (m.kind != "clearing" || m.state == "void") return false;
    return std::none_of(messages_.begin(), messages_.end(), [&](const store::Message& other) {
      return other.reverses == m.id && (other.state != "void" || m.state != "failed");
    });
  }

  void take_back(const store::Message& m, OutboxTotals& totals) {
    if (m.has_no_effect()) {
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
             .body = {},
             .content_sha256 = m.content_sha256,
             .about = {.subject = {},
                       .company_code = m.about.company_code,
                       .transaction = m.about.transaction,
                       .decision = transaction_ ? transaction_->decision : m.about.decision,
                       .customer = m.about.customer,
                       .amount = Money{0, m.about.amount.currency} - m.about.amount},
             .reverses = m.id},
            taken_back(m), now_);
    ++totals.reversed;
  }

  void propose(const std::string& company, const Clearing& clearing) {
    const std::string content = sha256_of(clearing.content());
    // The same may be proposed, undone and proposed again; each time is a message of its own.
    const auto before = std::count_if(messages_.begin(), messages_.end(), [&](const auto& m) {
      return m.kind == "clearing" && m.about.company_code == company;
    });
    const std::string key =
        key_for("SC", connector_ + "\n" + transaction_->identity + "\n" + company + "\n" + content +
                          "\n" + std::to_string(before));
    put_out(sql_,
            {.kind = "clearing",
             .idempotency_key = key,
             .number = {},
             .connector = connector_,
             .body = {},
             .content_sha256 = content,
             .about = {.subject = {},
                       .company_code = company,
                       .transaction = transaction_->id,
                       .decision = transaction_->decision,
                       .customer = transaction_->customer_id,
                       .amount = clearing.paid()}},
            body_of(*transaction_, company, clearing), now_);
  }

  soci::session& sql_;
  const std::string& connector_;
  Instant now_;
  std::optional<store::DecidedTransaction> transaction_;
  std::vector<store::Message> messages_;
};

/// No connector's name has a colon.
std::string follower_of(const std::string& connector) { return "write-back:" + connector; }

}  // namespace

bool propose_clearing(soci::session& sql, const std::string& connector, Instant now,
                      OutboxTotals& totals) {
  const std::string follower = follower_of(connector);
  std::int64_t last = 0;
  const auto transactions =
      store::decided_behind(sql, followed_up_to(sql, follower), kTransactionsAtOnce, last);
  if (transactions.empty()) return false;
  for (const std::int64_t id : transactions) Payment(sql, connector, id, now).follow(totals);
  set_followed_up_to(sql, follower, last);
  return true;
}

}  // namespace saldo::flows
