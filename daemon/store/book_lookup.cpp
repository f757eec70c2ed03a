#include "store/book_lookup.hpp"

#include "store/native_statement.hpp"

namespace saldo::store {

namespace {

constexpr const char* kItems =
    "SELECT i.id, i.number, i.customer_id, i.company_code, i.kind, i.amount_minor, i.open_minor, "
    "i.currency, i.due_day, i.baseline_day, COALESCE(i.posting_day, i.document_day), i.terms_json "
    "FROM item i ";
constexpr const char* kAdvices =
    "SELECT id, number, customer_number, payment_day, amount_minor, currency, lines_json FROM "
    "remittance_advice ";

std::vector<ItemRow> items_of(NativeStatement::Rows rows) {
  std::vector<ItemRow> found;
  while (rows.next()) {
    const Currency currency = Currency::parse(rows.text(7));
    found.push_back({.id = model::ItemId{rows.number(0)},
                     .number = std::string(rows.text(1)),
                     .customer = model::CustomerId{rows.number(2)},
                     .company_code = std::string(rows.text(3)),
                     .kind = std::string(rows.text(4)),
                     .amount = {rows.number(5), currency},
                     .open = {rows.number(6), currency},
                     .due_date = rows.day(8),
                     .baseline_date = rows.day(9),
                     .posting_date = rows.day(10),
                     .terms_json = std::string(rows.text(11))});
  }
  return found;
}

std::vector<AdviceRow> advices_of(NativeStatement::Rows rows) {
  std::vector<AdviceRow> found;
  while (rows.next()) {
    const auto currency = Currency::find(rows.text(5));
    found.push_back({.id = rows.number(0),
                     .number = std::string(rows.text(1)),
                     .customer_number = std::string(rows.text(2)),
                     .payment_date = rows.day(3),
                     .amount = {rows.number(4), currency.value_or(Currency{})},
                     .lines_json = std::string(rows.text(6))});
  }
  return found;
}

std::vector<model::CustomerId> customers_of(NativeStatement::Rows rows) {
  std::vector<model::CustomerId> found;
  while (rows.next()) found.push_back(model::CustomerId{rows.number(0)});
  return found;
}

std::string text_of(NativeStatement::Rows rows) {
  return rows.next() ? std::string(rows.text(0)) : std::string();
}

}  // namespace

struct BookLookup::Statements {
  explicit Statements(soci::session& session) : sql(session) {}
  NativeStatement prepared(const std::string& text) { return {sql, text}; }

  soci::session& sql;
  NativeStatement by_number =
      prepared(std::string(kItems) + "WHERE i.number_key = ?1 ORDER BY i.id");
  NativeStatement by_reference =
      prepared(std::string(kItems) +
               "JOIN item_reference r ON r.item_id = i.id WHERE r.value_key = ?1 AND r.kind = ?2 "
               "ORDER BY i.id");
  NativeStatement by_id = prepared(std::string(kItems) + "WHERE i.id = ?1");
  NativeStatement open =
      prepared(std::string(kItems) +
               "WHERE i.customer_id = ?1 AND i.open_minor <> 0 ORDER BY i.due_day, i.id");
  NativeStatement own_account = prepared("SELECT id FROM bank_account WHERE iban = ?1 LIMIT 1");
  NativeStatement by_iban = prepared(
      "SELECT DISTINCT customer_id FROM customer_iban WHERE iban = ?1 AND provenance <> 'learnt' "
      "ORDER BY customer_id");
  NativeStatement by_learnt_iban = prepared(
      "SELECT DISTINCT customer_id FROM customer_iban WHERE iban = ?1 AND provenance = 'learnt' "
      "ORDER BY customer_id");
  NativeStatement by_alias = prepared(
      "SELECT DISTINCT customer_id FROM learnt_payer WHERE kind = 'alias' AND value_key = ?1 AND "
      "withdrawn_at IS NULL ORDER BY customer_id");
  NativeStatement by_name = prepared("SELECT id FROM customer WHERE name_key = ?1 ORDER BY id");
  NativeStatement by_prefix =
      prepared("SELECT id FROM customer WHERE name_key >= ?1 AND name_key < ?2 ORDER BY id");
  NativeStatement by_customer_number =
      prepared("SELECT id FROM customer WHERE number_key = ?1 ORDER BY id");
  NativeStatement reference =
      prepared("SELECT item_id FROM item_reference WHERE value_key = ?1 AND kind = ?2 LIMIT 1");
  NativeStatement advices_by_number = prepared(
      std::string(kAdvices) + "WHERE number_key = ?1 AND transaction_id IS NULL ORDER BY id");
  NativeStatement advices_by_total =
      prepared(std::string(kAdvices) +
               "WHERE amount_minor = ?1 AND currency = ?2 AND transaction_id IS NULL ORDER BY id");
  NativeStatement customer_number = prepared("SELECT number FROM customer WHERE id = ?1");
  NativeStatement customer_name = prepared("SELECT name FROM customer WHERE id = ?1");
  NativeStatement customer_country = prepared("SELECT country FROM customer WHERE id = ?1");
  NativeStatement open_of = prepared("SELECT open_minor, company_code FROM item WHERE id = ?1");
};

BookLookup::BookLookup(soci::session& sql)
    : statements_(std::make_unique<Statements>(sql)), sql_(sql) {}
BookLookup::~BookLookup() = default;

std::vector<ItemRow> BookLookup::items_by_number(const std::string& number_key) {
  return items_of(statements_->by_number.rows(number_key));
}

std::vector<ItemRow> BookLookup::items_by_reference(const std::string& kind,
                                                    const std::string& value_key) {
  return items_of(statements_->by_reference.rows(value_key, kind));
}

std::vector<ItemRow> BookLookup::item(model::ItemId id) {
  return items_of(statements_->by_id.rows(model::raw(id)));
}

std::vector<ItemRow> BookLookup::open_items(model::CustomerId customer) {
  return items_of(statements_->open.rows(model::raw(customer)));
}

bool BookLookup::is_own_account(const std::string& iban) {
  return statements_->own_account.rows(iban).next();
}

std::vector<model::CustomerId> BookLookup::customers_by_iban(const std::string& iban) {
  return customers_of(statements_->by_iban.rows(iban));
}

std::vector<model::CustomerId> BookLookup::customers_by_learnt_iban(const std::string& iban) {
  return customers_of(statements_->by_learnt_iban.rows(iban));
}

std::vector<model::CustomerId> BookLookup::customers_by_alias(const std::string& name_key) {
  return customers_of(statements_->by_alias.rows(name_key));
}

std::vector<AdviceRow> BookLookup::advices_by_number(const std::string& number_key) {
  return advices_of(statements_->advices_by_number.rows(number_key));
}

std::vector<AdviceRow> BookLookup::advices_by_total(Money total) {
  return advices_of(statements_->advices_by_total.rows(total.minor, total.currency.code()));
}

std::vector<model::CustomerId> BookLookup::customers_by_name(const std::string& name_key,
                                                             bool prefix) {
  // Keys are made of A–Z and 0–9, so '~' is behind every continuation.
  return customers_of(prefix ? statements_->by_prefix.rows(name_key, name_key + "~")
                             : statements_->by_name.rows(name_key));
}

std::vector<model::CustomerId> BookLookup::customers_by_number(const std::string& number_key) {
  return customers_of(statements_->by_customer_number.rows(number_key));
}

bool BookLookup::is_reference(const std::string& kind, const std::string& value_key) {
  return statements_->reference.rows(value_key, kind).next();
}

void BookLookup::for_each_number(const std::function<void(std::string_view)>& each) {
  NativeStatement numbers(sql_, "SELECT number_key FROM item");
  auto rows = numbers.rows();
  while (rows.next()) each(rows.text(0));
}

std::string BookLookup::customer_number(model::CustomerId customer) {
  return text_of(statements_->customer_number.rows(model::raw(customer)));
}

std::string BookLookup::customer_name(model::CustomerId customer) {
  return text_of(statements_->customer_name.rows(model::raw(customer)));
}

std::string BookLookup::customer_country(model::CustomerId customer) {
  return text_of(statements_->customer_country.rows(model::raw(customer)));
}

std::pair<std::int64_t, std::string> BookLookup::open_of(model::ItemId item) {
  auto rows = statements_->open_of.rows(model::raw(item));
  if (!rows.next()) return {};
  return {rows.number(0), std::string(rows.text(1))};
}

}  // namespace saldo::store
