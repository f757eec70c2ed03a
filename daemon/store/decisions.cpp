#include "store/decisions.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "store/native_statement.hpp"
#include "store/undecided.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.emplace_back(text.substr(begin, end - begin));
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

void read_details(std::string_view details, UndecidedTransaction& t) {
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
             std::string(kUndecided) + " AND booking_day > :day",
      soci::use(day, "day"), soci::into(next);
  if (next == SALDO_DATE_NONE) return std::nullopt;
  return Date::from_days(next);
}

std::vector<model::TransactionId> undecided_of_day(soci::session& sql,
                                                   const UndecidedCursor& after) {
  std::vector<model::TransactionId> ids;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT id FROM bank_transaction WHERE " + std::string(kUndecided) +
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

UndecidedTransaction read_row(const NativeStatement::Rows& row, model::TransactionId id) {
  UndecidedTransaction t;
  t.id = id;
  t.booking_date = row.day(0);
  t.value_date = row.day(1);
  t.amount = {row.number(2), Currency::parse(row.text(3))};
  t.reversal = row.number(4) != 0;
  t.remittance = split_lines(row.text(5));
  t.creditor_reference = row.text(7);
  t.end_to_end_id = row.text(8);
  t.counterparty_iban = row.text(9);
  t.counterparty_name = row.text(10);
  t.mandate_id = row.text(11);
  t.customer_reference = row.text(12);
  t.code = row.text(13);
  t.by_person = row.number(14) != 0;
  t.returned = t.reversal || (t.amount.minor < 0 && is_return_code(t.code));
  read_details(row.text(6), t);
  return t;
}

std::vector<UndecidedTransaction> read_transactions(soci::session& sql,
                                                    std::span<const model::TransactionId> ids,
                                                    std::string_view condition) {
  NativeStatement query(
      sql,
      "SELECT booking_day, COALESCE(value_day, booking_day), amount_minor, currency, reversal, "
      "remittance, details_json, creditor_reference, end_to_end_id, counterparty_iban, "
      "COALESCE(ultimate_counterparty_name, counterparty_name), mandate_id, customer_reference, "
      "code, by_person FROM bank_transaction WHERE id = ?1 AND " +
          std::string(condition));
  std::vector<UndecidedTransaction> found;
  for (const model::TransactionId id : ids) {
    auto rows = query.rows(model::raw(id));
    if (rows.next()) found.push_back(read_row(rows, id));
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
  sql << "SELECT COUNT(*) FROM bank_transaction WHERE " + std::string(kUndecided),
      soci::into(count);
  return count;
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

void settle_advice(soci::session& sql, std::int64_t advice, model::TransactionId payment) {
  const std::int64_t transaction = model::raw(payment);
  sql << "UPDATE remittance_advice SET transaction_id = :transaction WHERE id = :advice",
      soci::use(transaction, "transaction"), soci::use(advice, "advice");
}

}  // namespace saldo::store
