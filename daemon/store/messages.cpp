#include "store/messages.hpp"

#include <soci/soci.h>

#include <algorithm>

#include "base/result.hpp"
#include "store/columns.hpp"

namespace saldo::store {

namespace {

constexpr const char* kSelect =
    "SELECT m.id, m.kind, m.idempotency_key, m.number, m.connector, m.state, m.body, "
    "m.content_sha256, COALESCE(m.subject, ''), COALESCE(m.company_code, ''), "
    "COALESCE(m.transaction_id, 0), COALESCE(m.decision_id, 0), COALESCE(m.customer_id, 0), "
    "COALESCE(m.notice_id, 0), COALESCE(m.document_id, 0), COALESCE(m.reverses_id, 0), "
    "m.attempts, COALESCE(m.amount_minor, 0), COALESCE(m.currency, ''), CASE WHEN m.receipt IS "
    "NULL THEN 0 ELSE 1 END, CASE WHEN m.answer_code IS NULL THEN (SELECT COUNT(*) FROM "
    "message_act a WHERE a.message_id = m.id AND a.act = 'doubt') ELSE 0 END FROM message m ";

template <class Bind>
std::vector<Message> select(soci::session& sql, const std::string& rest, Bind bind) {
  std::vector<Message> found;
  Message m;
  std::string currency;
  int receipt = 0;
  soci::details::prepare_temp_type prepared = (sql.prepare << kSelect + rest);
  bind(prepared);
  soci::statement query =
      (prepared, soci::into(m.id), soci::into(m.kind), soci::into(m.idempotency_key),
       soci::into(m.number), soci::into(m.connector), soci::into(m.state), soci::into(m.body),
       soci::into(m.content_sha256), soci::into(m.about.subject), soci::into(m.about.company_code),
       soci::into(m.about.transaction), soci::into(m.about.decision), soci::into(m.about.customer),
       soci::into(m.about.notice), soci::into(m.about.document), soci::into(m.reverses),
       soci::into(m.attempts), soci::into(m.about.amount.minor), soci::into(currency),
       soci::into(receipt), soci::into(m.doubts));
  query.execute();
  while (query.fetch()) {
    m.about.amount.currency = currency.empty() ? Currency() : Currency::parse(currency);
    m.has_receipt = receipt != 0;
    found.push_back(m);
  }
  return found;
}

std::vector<ClearedItem> cleared_by(soci::session& sql, std::int64_t transaction) {
  std::vector<ClearedItem> items;
  ClearedItem item;
  std::string currency;
  int day = kNoDay;
  soci::statement query =
      (sql.prepare
           << "SELECT i.number, i.company_code, i.fiscal_year, "
              "COALESCE(i.document_day, -2147483648), SUM(a.paid_minor), SUM(a.discount_minor), "
              "SUM(a.write_off_minor), i.currency FROM "
              "allocation a JOIN item i ON i.id = a.item_id WHERE a.transaction_id = :id AND "
              "a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE "
              "r.reverses_id = a.id) GROUP BY i.id ORDER BY i.company_code, i.number, "
              "i.fiscal_year",
       soci::use(transaction, "id"), soci::into(item.number), soci::into(item.company_code),
       soci::into(item.fiscal_year), soci::into(day), soci::into(item.paid.minor),
       soci::into(item.discount.minor), soci::into(item.write_off.minor), soci::into(currency));
  query.execute();
  while (query.fetch()) {
    item.document_date = day == kNoDay ? Date() : Date::from_days(day);
    for (Money* money : {&item.paid, &item.discount, &item.write_off})
      money->currency = Currency::parse(currency);
    items.push_back(item);
  }
  return items;
}

}  // namespace

std::vector<std::int64_t> decided_behind(soci::session& sql, std::int64_t decision, int limit,
                                         std::int64_t& last) {
  std::vector<std::int64_t> transactions;
  std::int64_t transaction = 0, id = 0;
  last = decision;
  soci::statement query =
      (sql.prepare
           << "SELECT transaction_id, id FROM decision WHERE id > :id ORDER BY id LIMIT :limit",
       soci::use(decision, "id"), soci::use(limit, "limit"), soci::into(transaction),
       soci::into(id));
  query.execute();
  while (query.fetch()) {
    if (std::ranges::find(transactions, transaction) == transactions.end())
      transactions.push_back(transaction);
    last = id;
  }
  return transactions;
}

std::optional<DecidedTransaction> find_decided(soci::session& sql, std::int64_t transaction) {
  DecidedTransaction t{.id = transaction};
  int booking = 0, value = 0;
  sql << "SELECT (SELECT MAX(id) FROM decision WHERE transaction_id = t.id), c.id, c.number, "
         "COALESCE(t.bank_reference, ''), t.booking_day, COALESCE(t.value_day, t.booking_day), "
         "COALESCE(b.iban, b.number, b.account_key), b.account_key || '/' || t.booking_day || '/' "
         "|| t.fingerprint || '/' || t.occurrence "
         "FROM bank_transaction t JOIN customer c ON c.id = t.customer_id JOIN bank_account b ON "
         "b.id = t.account_id WHERE t.id = :id",
      soci::use(transaction, "id"), soci::into(t.decision), soci::into(t.customer_id),
      soci::into(t.customer), soci::into(t.bank_reference), soci::into(booking), soci::into(value),
      soci::into(t.account), soci::into(t.identity);
  if (!sql.got_data()) return std::nullopt;
  t.booking_date = Date::from_days(booking);
  t.value_date = Date::from_days(value);
  t.cleared = cleared_by(sql, transaction);
  return t;
}

std::int64_t add_message(soci::session& sql, const NewMessage& m, Instant now) {
  const auto at = to_column(now);
  const MessageMatter& about = m.about;
  const std::string currency(about.amount.currency.code());
  const std::string state = m.awaits_approval ? "awaiting" : "proposed";
  sql << "INSERT INTO message (kind, idempotency_key, number, connector, subject, transaction_id, "
         "decision_id, notice_id, document_id, company_code, customer_id, amount_minor, currency, "
         "reverses_id, replaces_id, state, body, content_sha256, created_at) VALUES (:kind, :key, "
         ":number, :connector, NULLIF(:subject, ''), NULLIF(:transaction, 0), NULLIF(:decision, "
         "0), NULLIF(:notice, 0), NULLIF(:document, 0), NULLIF(:company, ''), NULLIF(:customer, "
         "0), CASE WHEN :currency = '' THEN NULL ELSE :amount END, NULLIF(:currency, ''), "
         "NULLIF(:reverses, 0), NULLIF(:replaces, 0), :state, :body, :content, :at)",
      soci::use(m.kind, "kind"), soci::use(m.idempotency_key, "key"), soci::use(m.number, "number"),
      soci::use(m.connector, "connector"), soci::use(about.subject, "subject"),
      soci::use(about.transaction, "transaction"), soci::use(about.decision, "decision"),
      soci::use(about.notice, "notice"), soci::use(about.document, "document"),
      soci::use(about.company_code, "company"), soci::use(about.customer, "customer"),
      soci::use(currency, "currency"), soci::use(about.amount.minor, "amount"),
      soci::use(m.reverses, "reverses"), soci::use(m.replaces, "replaces"),
      soci::use(state, "state"), soci::use(m.body, "body"), soci::use(m.content_sha256, "content"),
      soci::use(at, "at");
  std::int64_t id = 0;
  sql << "SELECT id FROM message WHERE idempotency_key = :key", soci::use(m.idempotency_key, "key"),
      soci::into(id);
  return id;
}

bool is_number_taken(soci::session& sql, const std::string& number) {
  int taken = 0;
  sql << "SELECT COUNT(*) FROM message WHERE number = :number", soci::use(number, "number"),
      soci::into(taken);
  return taken != 0;
}

std::optional<Message> find_message(soci::session& sql, std::int64_t id) {
  auto found = select(sql, "WHERE m.id = :id", [&](auto& query) { query, soci::use(id, "id"); });
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Message> messages_of(soci::session& sql, std::int64_t transaction,
                                 const std::string& connector) {
  return select(
      sql, "WHERE m.transaction_id = :id AND m.connector = :connector ORDER BY m.id",
      [&](auto& query) { query, soci::use(transaction, "id"), soci::use(connector, "connector"); });
}

std::vector<Message> messages_about(soci::session& sql, const std::string& subject,
                                    const std::string& connector) {
  return select(sql, "WHERE m.subject = :subject AND m.connector = :connector ORDER BY m.id",
                [&](auto& query) {
                  query, soci::use(subject, "subject"), soci::use(connector, "connector");
                });
}

std::vector<Message> due_messages(soci::session& sql, const std::string& connector, int limit) {
  return select(
      sql,
      "LEFT JOIN message o ON o.id = m.reverses_id WHERE m.state = 'proposed' AND "
      "m.connector = :connector AND (o.id IS NULL OR o.state IN ('sent', 'confirmed')) "
      "ORDER BY m.id LIMIT :limit",
      [&](auto& query) { query, soci::use(connector, "connector"), soci::use(limit, "limit"); });
}

}  // namespace saldo::store
