#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "cash/decision.hpp"

namespace saldo::bench {

/// A book in memory with hash tables, the items of a customer side by side: what the engine costs
/// without any storage.
class HashedBook final : public cash::Book {
 public:
  void add_customer(std::string iban, std::string name_key, std::string name);
  /// Customers come before their items.
  void add_item(cash::OpenItem item);
  /// Once, when all are there: numbers, and accounts by due date as the store keeps them.
  void index();
  void post(const cash::Decision& decision);

  std::vector<cash::OpenItem> items_by_number(std::string_view key) const override;
  std::vector<cash::OpenItem> items_by_creditor_reference(std::string_view) const override {
    return {};
  }
  std::vector<cash::OpenItem> items_by_purchase_order(std::string_view) const override {
    return {};
  }
  std::vector<cash::OpenItem> open_items(model::CustomerId customer) const override;
  std::vector<model::CustomerId> customers_by_iban(std::string_view iban) const override;
  std::vector<model::CustomerId> customers_by_learnt_iban(std::string_view) const override {
    return {};
  }
  bool is_own_account(std::string_view) const override { return false; }
  std::vector<model::CustomerId> customers_by_name(std::string_view key) const override;
  std::string customer_name(model::CustomerId customer) const override {
    return names_[static_cast<std::size_t>(model::raw(customer))];
  }
  std::vector<model::CustomerId> customers_by_number(std::string_view) const override { return {}; }
  std::vector<cash::Advice> advices_by_number(std::string_view) const override { return {}; }
  std::vector<cash::Advice> advices_by_total(Money) const override { return {}; }
  std::vector<cash::PastPayment> past_debits(cash::ReturnKey, std::string_view) const override {
    return {};
  }
  std::vector<cash::PastPayment> past_payments(model::CustomerId, std::string_view) const override {
    return {};
  }
  Money written_off(model::CustomerId, Currency currency, Date, Date) const override {
    return {0, currency};
  }
  bool is_purchase_order(std::string_view) const override { return false; }
  const cash::NumberForms& number_forms() const override { return forms_; }

 private:
  struct Place {
    std::uint32_t customer, at;
  };
  std::vector<std::vector<cash::OpenItem>> accounts_;
  std::unordered_map<std::string, Place> numbers_;
  std::unordered_map<std::string, model::CustomerId> ibans_, name_keys_;
  std::vector<std::string> names_;
  cash::NumberForms forms_;
};

/// A company's open items and a month's payments on them: single numbers, lists, discounts, short
/// payments, sums without any reference, mistyped numbers, strangers.
struct World {
  struct Payer {
    std::string iban, name;
  };
  std::vector<Payer> customers;
  std::vector<cash::OpenItem> items;  ///< ids from 1; customers are positions in `customers`
  std::vector<cash::Payment> payments;
};
World make_world(std::int64_t items, std::int64_t payments);

}  // namespace saldo::bench
