#include "flows/sql_book.hpp"

#include <boost/json.hpp>

#include "model/payment_terms.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr std::size_t kPrefixCharsMin = 12;  // cash::Book::customers_by_name

model::PaymentTerms terms_of(const std::string& terms_json) {
  std::vector<Term> tiers;
  const json::value parsed =
      terms_json.empty() ? json::value(json::array()) : json::parse(terms_json);
  for (const json::value& value : parsed.as_array()) {
    Term& tier = tiers.emplace_back();
    const json::object& object = value.as_object();
    if (const auto* days = object.if_contains("days")) tier.days = days->to_number<std::int64_t>();
    if (const auto* percent = object.if_contains("percent"))
      tier.percent = std::string(percent->as_string());
  }
  // Terms that contradict themselves grant no discount; the due date stands on its own.
  const auto terms = model::PaymentTerms::from(tiers);
  return terms ? *terms : model::PaymentTerms{};
}

std::vector<cash::OpenItem> to_items(std::vector<store::ItemRow> rows) {
  std::vector<cash::OpenItem> items;
  for (store::ItemRow& row : rows) {
    cash::OpenItem& item = items.emplace_back();
    item.id = row.id;
    item.number = std::move(row.number);
    item.customer = row.customer;
    if (auto code = model::CompanyCode::parse(row.company_code)) item.company_code = *code;
    item.kind = model::parse_item_kind(row.kind).value();
    item.amount = row.amount;
    item.open = row.open;
    item.due_date = row.due_date;
    item.baseline_date = row.baseline_date;
    item.terms = terms_of(row.terms_json);
  }
  return items;
}

}  // namespace

std::vector<cash::OpenItem> SqlBook::items_by_number(std::string_view number_key) const {
  return to_items(lookup_.items_by_number(std::string(number_key)));
}

std::vector<cash::OpenItem> SqlBook::items_by_creditor_reference(std::string_view reference) const {
  return to_items(lookup_.items_by_reference("creditor_reference", std::string(reference)));
}

std::vector<cash::OpenItem> SqlBook::open_items(model::CustomerId customer) const {
  return to_items(lookup_.open_items(customer));
}

std::vector<model::CustomerId> SqlBook::customers_by_iban(std::string_view iban) const {
  return lookup_.customers_by_iban(std::string(iban));
}

std::vector<model::CustomerId> SqlBook::customers_by_name(std::string_view name_key) const {
  return lookup_.customers_by_name(std::string(name_key), name_key.size() >= kPrefixCharsMin);
}

std::vector<model::CustomerId> SqlBook::customers_by_number(std::string_view number_key) const {
  return lookup_.customers_by_number(std::string(number_key));
}

bool SqlBook::is_purchase_order(std::string_view number_key) const {
  return lookup_.is_reference("purchase_order", std::string(number_key));
}

cash::NumberForms SqlBook::learn_forms(soci::session& sql) {
  cash::NumberForms forms;
  store::BookLookup(sql).for_each_number([&](const std::string& key) { forms.add(key); });
  return forms;
}

}  // namespace saldo::flows
