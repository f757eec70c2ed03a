#include "store/decisions.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "base/result.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

// What runs look at. What a person has put on an account stays there.
const std::string kUndecided =
    "state IN ('new', 'proposed', 'unapplied', 'suspense') AND NOT (state = 'unapplied' AND "
    "by_person = 1)";

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// Files of returns may list what went well, too, as "0000".
bool undoes(const json::value& return_reason) {
  constexpr std::string_view kWentWell = "0000";
  const json::value* code = return_reason.as_object().if_contains("code");
  return code == nullptr || code->as_string() != kWentWell;
}

Money money_of(const json::value& amount) {
  return Money::parse(std::string_view(amount.at("amount").as_string()),
                      Currency::parse(std::string_view(amount.at("currency").as_string())));
}

/// Money out on what we collect, or on what was transferred to us, is taken back (ISO 20022
/// BkTxCd); banks that say so don't always give a reason.
bool is_return_code(std::string_view code) {
  return code.starts_with("PMNT/IDDT/") || code.starts_with("PMNT/RCDT/");
}

void read_details(const std::string& details, UndecidedTransaction& t) {
  if (details.empty()) return;
  const json::value parsed = json::parse(details);
  const json::object& object = parsed.as_object();
  if (const json::value* reason = object.if_contains("return_reason")) t.returned = undoes(*reason);
  if (const json::value* instructed = object.if_contains("instructed"))
    t.instructed = money_of(*instructed);
  if (const json::value* list = object.if_contains("charges"))
    for (const json::value& charge : list->as_array()) t.charges.push_back(money_of(charge));
  if (const json::value* list = object.if_contains("remitted_documents"))
    for (const json::value& entry : list->as_array())
      if (const json::value* number = entry.as_object().if_contains("number"))
        t.remitted_documents.emplace_back(number->as_string());
}

}  // namespace

std::optional<Date> next_undecided_day(soci::session& sql, std::int32_t day) {
  int next = SALDO_DATE_NONE;
  sql << "SELECT COALESCE(MIN(booking_day), -2147483648) FROM bank_transaction WHERE " +
             kUndecided + " AND booking_day > :day",
      soci::use(day, "day"), soci::into(next);
  if (next == SALDO_DATE_NONE) return std::nullopt;
  return Date::from_days(next);
}

std::vector<model::TransactionId> undecided_of_day(soci::session& sql,
                                                   const UndecidedCursor& after) {
  std::vector<model::TransactionId> ids;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT id FROM bank_transaction WHERE " + kUndecided +
                          " AND booking_day = :day AND (fingerprint, occurrence, account_id) > "
                          "(:fingerprint, :occurrence, :account) "
                          "ORDER BY fingerprint, occurrence, account_id",
       soci::use(after.day, "day"), soci::use(after.fingerprint, "fingerprint"),
       soci::use(after.occurrence, "occurrence"), soci::use(after.account, "account"),
       soci::into(id));
  query.execute();
  while (query.fetch()) ids.push_back(model::TransactionId{id});
  return ids;
}

namespace {

std::vector<UndecidedTransaction> read_transactions(soci::session& sql,
                                                    std::span<const model::TransactionId> ids,
                                                    const std::string& condition) {
  std::vector<UndecidedTransaction> found;
  UndecidedTransaction t;
  std::int64_t id = 0, amount = 0;
  int booking = 0, value = 0, reversal = 0, by_person = 0;
  std::string currency, remittance, details;
  soci::statement query =
      (sql.prepare
           << "SELECT booking_day, COALESCE(value_day, booking_day), amount_minor, "
              "currency, reversal, COALESCE(remittance, ''), COALESCE(details_json, ''), "
              "COALESCE(creditor_reference, ''), COALESCE(end_to_end_id, ''), "
              "COALESCE(counterparty_iban, ''), COALESCE(ultimate_counterparty_name, "
              "counterparty_name, ''), COALESCE(mandate_id, ''), COALESCE(customer_reference, "
              "''), COALESCE(code, ''), by_person FROM bank_transaction WHERE id = :id AND " +
                  condition,
       soci::use(id, "id"), soci::into(booking), soci::into(value), soci::into(amount),
       soci::into(currency), soci::into(reversal), soci::into(remittance), soci::into(details),
       soci::into(t.creditor_reference), soci::into(t.end_to_end_id),
       soci::into(t.counterparty_iban), soci::into(t.counterparty_name), soci::into(t.mandate_id),
       soci::into(t.customer_reference), soci::into(t.code), soci::into(by_person));
  for (const model::TransactionId each : ids) {
    id = model::raw(each);
    query.execute();
    while (query.fetch()) {
      t.id = each;
      t.booking_date = Date::from_days(booking);
      t.value_date = Date::from_days(value);
      t.amount = {amount, Currency::parse(currency)};
      t.reversal = reversal != 0;
      t.returned = t.reversal || (amount < 0 && is_return_code(t.code));
      t.by_person = by_person != 0;
      t.remittance = split_lines(remittance);
      t.remitted_documents.clear();
      t.instructed.reset();
      t.charges.clear();
      read_details(details, t);
      found.push_back(t);
    }
  }
  return found;
}

}  // namespace

std::vector<UndecidedTransaction> undecided_transactions(
    soci::session& sql, std::span<const model::TransactionId> ids) {
  return read_transactions(sql, ids, kUndecided);
}

std::optional<UndecidedTransaction> decided_transaction(soci::session& sql,
                                                        model::TransactionId id) {
  auto found = read_transactions(sql, std::span(&id, 1), "1 = 1");
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::int64_t count_undecided(soci::session& sql) {
  std::int64_t count = 0;
  sql << "SELECT COUNT(*) FROM bank_transaction WHERE " + kUndecided, soci::into(count);
  return count;
}

bool is_undecided(soci::session& sql, model::TransactionId id) {
  const std::int64_t transaction = model::raw(id);
  int undecided = 0;
  sql << "SELECT COUNT(*) FROM bank_transaction WHERE id = :id AND " + kUndecided,
      soci::use(transaction, "id"), soci::into(undecided);
  return undecided != 0;
}

std::optional<UndecidedCursor> last_decided(soci::session& sql, model::RunId run) {
  const std::int64_t id = model::raw(run);
  UndecidedCursor cursor;
  int day = 0;
  sql << "SELECT d.pass, t.booking_day, t.fingerprint, t.occurrence, t.account_id FROM decision d "
         "JOIN bank_transaction t ON t.id = d.transaction_id WHERE d.run_id = :run "
         "ORDER BY d.id DESC LIMIT 1",
      soci::use(id, "run"), soci::into(cursor.pass), soci::into(day),
      soci::into(cursor.fingerprint), soci::into(cursor.occurrence), soci::into(cursor.account);
  if (!sql.got_data()) return std::nullopt;
  cursor.day = day;
  return cursor;
}

bool says_the_same(soci::session& sql, const NewDecision& d) {
  const std::int64_t id = model::raw(d.transaction);
  const std::string state(model::to_string(d.state));
  const std::int64_t customer = d.customer ? model::raw(*d.customer) : 0;
  int same = 0;
  sql << "SELECT COUNT(*) FROM decision d WHERE d.id = (SELECT MAX(id) FROM decision WHERE "
         "transaction_id = :id) AND d.status = :status AND COALESCE(d.customer_id, 0) = :customer "
         "AND d.rule = :rule AND d.reason = :reason AND d.evidence_json = :evidence AND "
         "COALESCE(d.proposals_json, '') = :proposals AND COALESCE(d.runner_up_json, '') = :other "
         "AND COALESCE(d.basis_json, '') = :basis AND d.actor IS NULL",
      soci::use(id, "id"), soci::use(state, "status"), soci::use(customer, "customer"),
      soci::use(d.rule, "rule"), soci::use(d.reason, "reason"),
      soci::use(d.evidence_json, "evidence"), soci::use(d.proposals_json, "proposals"),
      soci::use(d.runner_up_json, "other"), soci::use(d.basis_json, "basis"), soci::into(same);
  return same != 0;
}

void settle_advice(soci::session& sql, std::int64_t advice, model::TransactionId payment) {
  const std::int64_t transaction = model::raw(payment);
  sql << "UPDATE remittance_advice SET transaction_id = :transaction WHERE id = :advice",
      soci::use(transaction, "transaction"), soci::use(advice, "advice");
}

}  // namespace saldo::store
