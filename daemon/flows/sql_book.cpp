#include "flows/sql_book.hpp"

#include <boost/json.hpp>

#include "model/keys.hpp"
#include "model/payment_terms.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr std::size_t kTermsKept = 10'000;
constexpr std::size_t kPrefixCharsMin = 12;  // cash::Book::customers_by_name

Money money_of(const json::object& line, const char* key, Currency currency) {
  const json::value* amount = line.if_contains(key);
  return amount == nullptr ? Money{0, currency}
                           : Money::parse(std::string_view(amount->as_string()), currency);
}

std::vector<cash::PastPayment> to_past_payments(std::vector<store::PastPaymentRow> rows) {
  std::vector<cash::PastPayment> payments;
  for (store::PastPaymentRow& row : rows) {
    cash::PastPayment& payment = payments.emplace_back();
    payment.id = row.id;
    payment.amount = row.amount;
    payment.booking_date = row.booking_date;
    payment.decided = row.state != model::to_string(model::TransactionState::fresh);
    payment.returned = row.state == model::to_string(model::TransactionState::returned);
    if (row.customer != 0) payment.customer = model::CustomerId{row.customer};
    payment.end_to_end_id = std::move(row.end_to_end_id);
    payment.instruction_id = std::move(row.customer_reference);
    for (auto& share : row.shares)
      payment.shares.push_back({share.allocation, share.item, std::move(share.number), share.paid,
                                share.discount, share.write_off, share.cash});
  }
  return payments;
}

}  // namespace

std::vector<cash::Advice::Line> advice_lines(const std::string& lines_json, Currency currency) {
  std::vector<cash::Advice::Line> lines;
  if (currency == Currency{}) return lines;  // amounts of no currency say nothing
  const json::value parsed =
      lines_json.empty() ? json::value(json::array()) : json::parse(lines_json);
  for (const json::value& value : parsed.as_array()) {
    const json::object& object = value.as_object();
    cash::Advice::Line& line = lines.emplace_back();
    if (const json::value* document = object.if_contains("document"))
      line.document = std::string(document->as_string());
    line.amount = money_of(object, "amount", currency);
    line.discount = money_of(object, "discount", currency);
    line.deduction = {0, currency};
    if (const json::value* deduction = object.if_contains("deduction")) {
      line.deduction = money_of(deduction->as_object(), "amount", currency);
      if (const json::value* reason = deduction->as_object().if_contains("reason"))
        line.reason = std::string(reason->as_string());
    }
  }
  return lines;
}

model::PaymentTerms read_terms(const std::string& terms_json) {
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

const cash::SharedTerms& SqlBook::terms_of(const std::string& terms_json) const {
  if (terms_.size() > kTermsKept) terms_.clear();
  const auto known = terms_.find(terms_json);
  if (known != terms_.end()) return known->second;
  return terms_.emplace(terms_json, read_terms(terms_json)).first->second;
}

std::vector<cash::OpenItem> SqlBook::to_items(std::vector<store::ItemRow> rows) const {
  std::vector<cash::OpenItem> items;
  items.reserve(rows.size());
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
    item.posting_date = row.posting_date;
    item.terms = terms_of(row.terms_json);
  }
  return items;
}

std::vector<cash::PastPayment> SqlBook::past_debits(cash::ReturnKey kind,
                                                    std::string_view key) const {
  return to_past_payments(kind == cash::ReturnKey::mandate_id
                              ? past_.debits_by_mandate(std::string(key))
                              : past_.debits_by_end_to_end_id(std::string(key)));
}

std::vector<cash::PastPayment> SqlBook::past_payments(model::CustomerId customer,
                                                      std::string_view end_to_end_id) const {
  return to_past_payments(past_.of_customer(customer, std::string(end_to_end_id)));
}

std::vector<cash::OpenItem> SqlBook::items_by_number(std::string_view number_key) const {
  return to_items(lookup_.items_by_number(std::string(number_key)));
}

std::vector<cash::OpenItem> SqlBook::item(model::ItemId id) const {
  return to_items(lookup_.item(id));
}

std::vector<cash::OpenItem> SqlBook::items_by_creditor_reference(std::string_view reference) const {
  return to_items(lookup_.items_by_reference("creditor_reference", std::string(reference)));
}

std::vector<cash::OpenItem> SqlBook::items_by_purchase_order(std::string_view number_key) const {
  return to_items(lookup_.items_by_reference("purchase_order", std::string(number_key)));
}

std::vector<cash::Advice> SqlBook::to_advices(std::vector<store::AdviceRow> rows) const {
  std::vector<cash::Advice> advices;
  for (store::AdviceRow& row : rows) {
    cash::Advice& advice = advices.emplace_back();
    advice.id = row.id;
    advice.number = std::move(row.number);
    if (!row.customer_number.empty())
      advice.customers = lookup_.customers_by_number(model::number_key(row.customer_number));
    advice.payment_date = row.payment_date;
    advice.total = row.amount;
    advice.lines = advice_lines(row.lines_json, row.amount.currency);
  }
  return advices;
}

std::vector<cash::Advice> SqlBook::advices_by_number(std::string_view number_key) const {
  return to_advices(lookup_.advices_by_number(std::string(number_key)));
}

std::vector<cash::Advice> SqlBook::advices_by_total(Money total) const {
  return to_advices(lookup_.advices_by_total(total));
}

std::vector<model::CustomerId> SqlBook::customers_by_learnt_iban(std::string_view iban) const {
  return lookup_.customers_by_learnt_iban(std::string(iban));
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

cash::NumberForms SqlBook::learn_forms(soci::session& sql, const model::CashPolicy& policy) {
  cash::NumberForms forms = stated_forms(policy);
  store::BookLookup(sql).for_each_number([&](std::string_view key) { forms.add(key); });
  return forms;
}

cash::NumberForms stated_forms(const model::CashPolicy& policy) {
  cash::NumberForms forms;
  for (const std::string& form : policy.number_forms) forms.add_form(form);
  return forms;
}

}  // namespace saldo::flows
