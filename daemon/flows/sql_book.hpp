#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "cash/book.hpp"
#include "model/cash_policy.hpp"
#include "store/book_lookup.hpp"
#include "store/past_payments.hpp"

namespace saldo::flows {

/// The terms of an item as the store keeps them; none where they contradict themselves.
model::PaymentTerms read_terms(const std::string& terms_json);
/// The lines of an advice as the store keeps them (INTERFACES.md); none without a currency.
std::vector<cash::Advice::Line> advice_lines(const std::string& lines_json, Currency currency);

/// The forms of our numbers that the policy states.
cash::NumberForms stated_forms(const model::CashPolicy& policy);

/// The book as cash application sees it, read inside the caller's transaction, so that it includes
/// what earlier decisions of the run have settled.
class SqlBook final : public cash::Book {
 public:
  SqlBook(soci::session& sql, const cash::NumberForms& forms)
      : lookup_(sql), past_(sql), forms_(forms) {}

  std::vector<cash::OpenItem> items_by_number(std::string_view number_key) const override;
  std::vector<cash::OpenItem> items_by_creditor_reference(
      std::string_view reference) const override;
  std::vector<cash::OpenItem> items_by_purchase_order(std::string_view number_key) const override;
  std::vector<cash::OpenItem> open_items(model::CustomerId customer) const override;
  bool is_own_account(std::string_view iban) const override {
    return lookup_.is_own_account(std::string(iban));
  }
  std::vector<model::CustomerId> customers_by_iban(std::string_view iban) const override;
  std::vector<model::CustomerId> customers_by_learnt_iban(std::string_view iban) const override;
  std::vector<model::CustomerId> customers_by_alias(std::string_view name_key) const override {
    return lookup_.customers_by_alias(std::string(name_key));
  }
  std::vector<cash::Advice> advices_by_number(std::string_view number_key) const override;
  std::vector<cash::Advice> advices_by_total(Money total) const override;
  std::string customer_name(model::CustomerId customer) const override {
    return lookup_.customer_name(customer);
  }
  std::vector<model::CustomerId> customers_by_name(std::string_view name_key) const override;
  std::vector<model::CustomerId> customers_by_number(std::string_view number_key) const override;
  std::vector<cash::PastPayment> past_debits(cash::ReturnKey kind,
                                             std::string_view key) const override;
  std::vector<cash::PastPayment> past_payments(model::CustomerId customer,
                                               std::string_view end_to_end_id) const override;
  Money written_off(model::CustomerId customer, Currency currency, Date from,
                    Date to) const override {
    return {past_.written_off(customer, currency, from, to), currency};
  }
  bool is_purchase_order(std::string_view number_key) const override;
  const cash::NumberForms& number_forms() const override { return forms_; }

  /// The item as it stands; none if there is none.
  std::vector<cash::OpenItem> item(model::ItemId id) const;
  std::vector<cash::Advice> to_advices(std::vector<store::AdviceRow> rows) const;

  /// The forms of our numbers: those that the policy states, and what the items in the book show.
  static cash::NumberForms learn_forms(soci::session& sql, const model::CashPolicy& policy);
  std::string customer_number(model::CustomerId customer) const {
    return lookup_.customer_number(customer);
  }
  std::string customer_country(model::CustomerId customer) const {
    return lookup_.customer_country(customer);
  }
  /// What is open on an item, in minor units, and its company code.
  std::pair<std::int64_t, std::string> open_of(model::ItemId item) const {
    return lookup_.open_of(item);
  }

 private:
  const cash::SharedTerms& terms_of(const std::string& terms_json) const;
  std::vector<cash::OpenItem> to_items(std::vector<store::ItemRow> rows) const;

  mutable store::BookLookup lookup_;
  mutable store::PastPayments past_;
  const cash::NumberForms& forms_;
  /// Terms by their JSON: a book has few, and each of its items bears one.
  mutable std::unordered_map<std::string, cash::SharedTerms> terms_;
};

}  // namespace saldo::flows
