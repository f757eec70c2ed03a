#include "store/transaction_insert.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <boost/json.hpp>

#include "base/result.hpp"

namespace saldo::store {

namespace json = boost::json;
using namespace sqlite_api;  // NOLINT: SQLite's names, as SOCI wraps them

namespace {

constexpr const char* kInsert =
    "INSERT INTO bank_transaction (statement_id, account_id, booking_day, ordinal, fingerprint, "
    "occurrence, position, value_day, amount_minor, currency, status, reversal, bank_reference, "
    "customer_reference, end_to_end_id, mandate_id, creditor_id, code, counterparty_name, "
    "counterparty_iban, counterparty_account, counterparty_bic, ultimate_counterparty_name, "
    "creditor_reference, remittance, details_json, batch_id, batch_index, batch_count, line, "
    "byte_offset, state, unapplied_minor) "
    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

json::object amount_of(const Money& m) {
  return {{"amount", m.to_string()}, {"currency", m.currency.code()}};
}

/// What is shown with a transaction but never searched.
std::string details(const Transaction& t) {
  json::object out;
  if (!t.remitted_documents.empty()) {
    json::array list;
    for (const RemittedDocument& d : t.remitted_documents) {
      json::object entry;
      if (!d.number.empty()) entry["number"] = d.number;
      if (!d.date.empty()) entry["date"] = d.date.to_string();
      if (d.amount) entry["amount"] = d.amount->to_string();
      list.push_back(std::move(entry));
    }
    out["remitted_documents"] = std::move(list);
  }
  if (t.instructed) out["instructed"] = amount_of(*t.instructed);
  if (!t.charges.empty()) {
    json::array list;
    for (const Charge& c : t.charges)
      if (c.amount) list.push_back(amount_of(*c.amount));
    out["charges"] = std::move(list);
  }
  if (!t.return_code.empty() || !t.return_text.empty())
    out["return_reason"] = {{"code", t.return_code}, {"text", t.return_text}};
  if (t.batch_index) {
    json::object batch{{"index", *t.batch_index}};
    if (!t.batch_id.empty()) batch["id"] = t.batch_id;
    if (t.batch_count) batch["count"] = *t.batch_count;
    out["batch"] = std::move(batch);
  }
  return out.empty() ? std::string() : json::serialize(out);
}

/// "PMNT/RCDT/ESCT", or the bank's own code.
std::string code(const Transaction& t) {
  if (t.code_domain.empty()) return t.code_proprietary;
  return t.code_domain + "/" + t.code_family + "/" + t.code_sub_family;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    if (!out.empty()) out += '\n';
    out += line;
  }
  return out;
}

}  // namespace

TransactionInsert::TransactionInsert(soci::session& sql)
    : database_(static_cast<soci::sqlite3_session_backend*>(sql.get_backend())->conn_) {
  if (sqlite3_prepare_v3(database_, kInsert, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) !=
      SQLITE_OK)
    throw FailureException({.kind = FailureKind::broken, .message = sqlite3_errmsg(database_)});
}

TransactionInsert::~TransactionInsert() { sqlite3_finalize(statement_); }

void TransactionInsert::number(std::int64_t value) {
  sqlite3_bind_int64(statement_, ++column_, value);
}

void TransactionInsert::count(const std::optional<std::int64_t>& value) {
  if (value)
    number(*value);
  else
    sqlite3_bind_null(statement_, ++column_);
}

void TransactionInsert::day(Date date) {
  if (date.empty())
    sqlite3_bind_null(statement_, ++column_);
  else
    number(date.days());
}

void TransactionInsert::text(std::string_view value) {
  if (value.empty())
    sqlite3_bind_null(statement_, ++column_);
  else
    sqlite3_bind_text(statement_, ++column_, value.data(), static_cast<int>(value.size()),
                      SQLITE_STATIC);
}

std::int64_t TransactionInsert::row(const TransactionKey& key, const Transaction& t) {
  const std::string bank_code = code(t);
  const std::string remittance = joined(t.remittance);
  const std::string more = details(t);
  const bool counts = t.status == "booked" && !key.provisional;
  column_ = 0;
  number(key.statement);
  number(key.account);
  day(key.booking_day);
  number(key.ordinal);
  text(key.fingerprint);
  number(key.occurrence);
  number(t.index);
  day(t.value_date);
  number(t.amount->minor);
  text(t.amount->currency.code());
  text(t.status);
  number(t.reversal ? 1 : 0);
  for (const std::string* value :
       {&t.bank_reference, &t.customer_reference, &t.end_to_end_id, &t.mandate_id, &t.creditor_id,
        &bank_code, &t.counterparty_name, &t.counterparty_iban, &t.counterparty_account,
        &t.counterparty_bic, &t.ultimate_counterparty_name, &t.creditor_reference, &remittance,
        &more, &t.batch_id})
    text(*value);
  count(t.batch_index);
  count(t.batch_count);
  number(static_cast<std::int64_t>(t.at.line));
  number(static_cast<std::int64_t>(t.at.offset));
  text(counts ? "new" : key.provisional ? "provisional" : "not_booked");
  number(counts ? t.amount->minor : 0);
  const int status = sqlite3_step(statement_);
  sqlite3_reset(statement_);
  if (status != SQLITE_DONE)
    throw FailureException({.kind = FailureKind::broken, .message = sqlite3_errmsg(database_)});
  return sqlite3_last_insert_rowid(database_);
}

}  // namespace saldo::store
