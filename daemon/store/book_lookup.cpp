#include "store/book_lookup.hpp"

#include <soci/soci.h>

#include "store/columns.hpp"
#include "store/prepared.hpp"

namespace saldo::store {

namespace {

constexpr const char* kItems =
    "SELECT i.id, i.number, i.customer_id, i.company_code, i.kind, i.amount_minor, i.open_minor, "
    "i.currency, i.due_day, COALESCE(i.baseline_day, -2147483648), COALESCE(i.posting_day, "
    "i.document_day, -2147483648), COALESCE(i.terms_json, '') FROM item i ";

/// As Prepared, for whole items.
class ItemQuery {
 public:
  ItemQuery(soci::session& sql, const std::string& rest) : query_(sql) {
    query_.prepare(kItems + rest, id_, number_, customer_, company_, kind_, amount_, open_,
                   currency_, due_, baseline_, posting_, terms_);
  }
  std::vector<ItemRow> run(const std::string& key, const std::string& other = {}) {
    query_.key = key;
    query_.other = other;
    std::vector<ItemRow> found;
    query_.start();
    while (query_.next()) {
      const Currency currency = Currency::parse(currency_);
      found.push_back({.id = model::ItemId{id_},
                       .number = number_,
                       .customer = model::CustomerId{customer_},
                       .company_code = company_,
                       .kind = kind_,
                       .amount = {amount_, currency},
                       .open = {open_, currency},
                       .due_date = Date::from_days(due_),
                       .baseline_date = Date::from_days(baseline_),
                       .posting_date = Date::from_days(posting_),
                       .terms_json = terms_});
    }
    return found;
  }

 private:
  Prepared query_;
  std::int64_t id_ = 0, customer_ = 0, amount_ = 0, open_ = 0;
  int due_ = 0, baseline_ = 0, posting_ = 0;
  std::string number_, company_, kind_, currency_, terms_;
};

/// As Prepared, for whole advices.
class AdviceQuery {
 public:
  AdviceQuery(soci::session& sql, const std::string& rest) : query_(sql) {
    query_.prepare(
        "SELECT id, COALESCE(number, ''), COALESCE(customer_number, ''), COALESCE(payment_day, "
        "-2147483648), COALESCE(amount_minor, 0), COALESCE(currency, ''), lines_json FROM "
        "remittance_advice " +
            rest,
        id_, number_, customer_, day_, amount_, currency_, lines_);
  }
  std::vector<AdviceRow> run(const std::string& key, const std::string& other = {}) {
    query_.key = key;
    query_.other = other;
    std::vector<AdviceRow> found;
    query_.start();
    while (query_.next()) {
      const auto currency = Currency::find(currency_);
      found.push_back({.id = id_,
                       .number = number_,
                       .customer_number = customer_,
                       .payment_date = Date::from_days(day_),
                       .amount = {amount_, currency.value_or(Currency{})},
                       .lines_json = lines_});
    }
    return found;
  }

 private:
  Prepared query_;
  std::int64_t id_ = 0, amount_ = 0;
  int day_ = 0;
  std::string number_, customer_, currency_, lines_;
};

/// As Prepared, for one id a row.
class IdQuery {
 public:
  IdQuery(soci::session& sql, const std::string& text) : query_(sql) { query_.prepare(text, id_); }
  std::vector<model::CustomerId> run(const std::string& key, const std::string& other = {}) {
    query_.key = key;
    query_.other = other;
    std::vector<model::CustomerId> found;
    query_.start();
    while (query_.next()) found.push_back(model::CustomerId{id_});
    return found;
  }

 private:
  Prepared query_;
  std::int64_t id_ = 0;
};

}  // namespace

struct BookLookup::Statements {
  explicit Statements(soci::session& sql)
      : by_number(sql, "WHERE i.number_key = :key ORDER BY i.id"),
        by_reference(sql,
                     "JOIN item_reference r ON r.item_id = i.id WHERE r.value_key = :key AND "
                     "r.kind = :other ORDER BY i.id"),
        by_id(sql, "WHERE i.id = CAST(:key AS BIGINT)"),
        open(sql,
             "WHERE i.customer_id = CAST(:key AS BIGINT) AND i.open_minor <> 0 "
             "ORDER BY i.due_day, i.id"),
        own_account(sql, "SELECT id FROM bank_account WHERE iban = :key LIMIT 1"),
        by_iban(sql,
                "SELECT DISTINCT customer_id FROM customer_iban WHERE iban = :key AND provenance "
                "<> 'learnt' ORDER BY customer_id"),
        by_learnt_iban(sql,
                       "SELECT DISTINCT customer_id FROM customer_iban WHERE iban = :key AND "
                       "provenance = 'learnt' ORDER BY customer_id"),
        by_alias(sql,
                 "SELECT DISTINCT customer_id FROM learnt_payer WHERE kind = 'alias' AND value_key "
                 "= :key AND withdrawn_at IS NULL ORDER BY customer_id"),
        by_name(sql, "SELECT id FROM customer WHERE name_key = :key ORDER BY id"),
        by_prefix(sql,
                  "SELECT id FROM customer WHERE name_key >= :key AND name_key < :other "
                  "ORDER BY id"),
        by_customer_number(sql, "SELECT id FROM customer WHERE number_key = :key ORDER BY id"),
        reference(sql,
                  "SELECT item_id FROM item_reference WHERE value_key = :key AND "
                  "kind = :other LIMIT 1"),
        advices_by_number(sql, "WHERE number_key = :key AND transaction_id IS NULL ORDER BY id"),
        advices_by_total(sql,
                         "WHERE amount_minor = CAST(:key AS BIGINT) AND currency = :other AND "
                         "transaction_id IS NULL ORDER BY id") {}
  ItemQuery by_number, by_reference, by_id, open;
  IdQuery own_account, by_iban, by_learnt_iban, by_alias, by_name, by_prefix, by_customer_number,
      reference;
  AdviceQuery advices_by_number, advices_by_total;
};

BookLookup::BookLookup(soci::session& sql)
    : statements_(std::make_unique<Statements>(sql)), sql_(sql) {}
BookLookup::~BookLookup() = default;

std::vector<ItemRow> BookLookup::items_by_number(const std::string& number_key) {
  return statements_->by_number.run(number_key);
}

std::vector<ItemRow> BookLookup::items_by_reference(const std::string& kind,
                                                    const std::string& value_key) {
  return statements_->by_reference.run(value_key, kind);
}

std::vector<ItemRow> BookLookup::item(model::ItemId id) {
  return statements_->by_id.run(std::to_string(model::raw(id)));
}

std::vector<ItemRow> BookLookup::open_items(model::CustomerId customer) {
  return statements_->open.run(std::to_string(model::raw(customer)));
}

bool BookLookup::is_own_account(const std::string& iban) {
  return !statements_->own_account.run(iban).empty();
}

std::vector<model::CustomerId> BookLookup::customers_by_iban(const std::string& iban) {
  return statements_->by_iban.run(iban);
}

std::vector<model::CustomerId> BookLookup::customers_by_learnt_iban(const std::string& iban) {
  return statements_->by_learnt_iban.run(iban);
}

std::vector<model::CustomerId> BookLookup::customers_by_alias(const std::string& name_key) {
  return statements_->by_alias.run(name_key);
}

std::vector<AdviceRow> BookLookup::advices_by_number(const std::string& number_key) {
  return statements_->advices_by_number.run(number_key);
}

std::vector<AdviceRow> BookLookup::advices_by_total(Money total) {
  return statements_->advices_by_total.run(std::to_string(total.minor),
                                           std::string(total.currency.code()));
}

std::vector<model::CustomerId> BookLookup::customers_by_name(const std::string& name_key,
                                                             bool prefix) {
  // Keys are made of A–Z and 0–9, so '~' is behind every continuation.
  return prefix ? statements_->by_prefix.run(name_key, name_key + "~")
                : statements_->by_name.run(name_key);
}

std::vector<model::CustomerId> BookLookup::customers_by_number(const std::string& number_key) {
  return statements_->by_customer_number.run(number_key);
}

bool BookLookup::is_reference(const std::string& kind, const std::string& value_key) {
  return !statements_->reference.run(value_key, kind).empty();
}

void BookLookup::for_each_number(const std::function<void(const std::string&)>& each) {
  std::string key;
  soci::statement query = (sql_.prepare << "SELECT number_key FROM item", soci::into(key));
  query.execute();
  while (query.fetch()) each(key);
}

std::string BookLookup::customer_number(model::CustomerId customer) {
  std::string number;
  const std::int64_t id = model::raw(customer);
  sql_ << "SELECT number FROM customer WHERE id = :id", soci::use(id, "id"), soci::into(number);
  return number;
}

std::string BookLookup::customer_name(model::CustomerId customer) {
  std::string name;
  const std::int64_t id = model::raw(customer);
  sql_ << "SELECT name FROM customer WHERE id = :id", soci::use(id, "id"), soci::into(name);
  return name;
}

std::string BookLookup::customer_country(model::CustomerId customer) {
  std::string country;
  const std::int64_t id = model::raw(customer);
  sql_ << "SELECT COALESCE(country, '') FROM customer WHERE id = :id", soci::use(id, "id"),
      soci::into(country);
  return country;
}

std::pair<std::int64_t, std::string> BookLookup::open_of(model::ItemId item) {
  std::pair<std::int64_t, std::string> found;
  const std::int64_t id = model::raw(item);
  sql_ << "SELECT open_minor, company_code FROM item WHERE id = :id", soci::use(id, "id"),
      soci::into(found.first), soci::into(found.second);
  return found;
}

}  // namespace saldo::store
