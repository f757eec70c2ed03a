#include "store/transaction_insert.hpp"

#include <boost/json.hpp>

namespace saldo::store {

namespace json = boost::json;

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

std::optional<std::string_view> or_null(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<std::int64_t> or_null(Date date) {
  if (date.empty()) return std::nullopt;
  return date.days();
}

}  // namespace

TransactionInsert::TransactionInsert(soci::session& sql) : insert_(sql, kInsert) {}

std::int64_t TransactionInsert::row(const TransactionKey& key, const Transaction& t) {
  const std::string bank_code = code(t), remittance = joined(t.remittance), more = details(t);
  const bool counts = t.status == "booked" && !key.provisional;
  const std::string_view state = counts ? "new" : key.provisional ? "provisional" : "not_booked";
  insert_.run(key.statement, key.account, or_null(key.booking_day), key.ordinal,
              or_null(key.fingerprint), key.occurrence, t.index, or_null(t.value_date),
              t.amount->minor, t.amount->currency.code(), or_null(t.status), t.reversal ? 1 : 0,
              or_null(t.bank_reference), or_null(t.customer_reference), or_null(t.end_to_end_id),
              or_null(t.mandate_id), or_null(t.creditor_id), or_null(bank_code),
              or_null(t.counterparty_name), or_null(t.counterparty_iban),
              or_null(t.counterparty_account), or_null(t.counterparty_bic),
              or_null(t.ultimate_counterparty_name), or_null(t.creditor_reference),
              or_null(remittance), or_null(more), or_null(t.batch_id), t.batch_index, t.batch_count,
              t.at.line, t.at.offset, state, counts ? t.amount->minor : 0);
  return insert_.last_id();
}

}  // namespace saldo::store
