#pragma once

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "cash/decision.hpp"
#include "model/keys.hpp"

namespace saldo::cash {

/// A book in memory that answers as the store does.
class MemoryBook : public Book {
 public:
  struct Customer {
    std::string number, name;
    std::vector<std::string> ibans;
  };

  model::CustomerId add_customer(const Customer& customer) {
    const model::CustomerId id{next_++};
    by_number_[model::number_key(customer.number)].push_back(id);
    names_.insert({model::name_key(customer.name), id});
    written_[id] = customer.name;
    for (const std::string& iban : customer.ibans) by_iban_[iban].push_back(id);
    return id;
  }

  /// Fills in an id, and what is open unless the item says otherwise.
  OpenItem add_item(OpenItem item, const std::vector<std::string>& purchase_orders = {}) {
    if (model::raw(item.id) == 0) item.id = model::ItemId{next_++};
    const std::string key = model::number_key(item.number);
    forms_.add(key);
    numbers_[key].push_back(items_.size());
    accounts_[item.customer].push_back(items_.size());
    positions_[item.id] = items_.size();
    for (const std::string& po : purchase_orders)
      orders_[model::number_key(po)].push_back(items_.size());
    items_.push_back(item);
    return item;
  }
  void register_reference(const std::string& reference, model::ItemId item) {
    references_[reference].push_back(positions_.at(item));
  }

  Advice add_advice(Advice advice) {
    advice.id = next_++;
    advices_.push_back(advice);
    return advice;
  }

  /// A payment that a return may take back, with its EndToEndId and mandate.
  void add_past_payment(const PastPayment& payment, const std::string& mandate_id) {
    past_.push_back({mandate_id, payment});
  }

  /// Posts what was decided, so that later payments meet the book after it.
  void post(const Decision& decision, const std::string& iban = {}) {
    for (const Allocation& a : decision.allocations) {
      OpenItem& item = items_[positions_.at(a.item)];
      item.open -= a.paid + a.discount;
      if (a.write_off.nothing()) continue;
      item.open -= a.write_off.amount();
      written_off_[item.customer] += std::abs(a.write_off.amount().minor);
    }
    if (decision.learns_account) {
      auto& owners = learnt_[iban];
      if (std::find(owners.begin(), owners.end(), *decision.customer) == owners.end())
        owners.push_back(*decision.customer);
    }
    std::erase_if(advices_, [&](const Advice& a) { return a.id == decision.advice; });
  }

  std::vector<OpenItem> items_by_number(std::string_view key) const override {
    ++lookups;
    return at(numbers_, std::string(key));
  }
  std::vector<OpenItem> items_by_creditor_reference(std::string_view reference) const override {
    return at(references_, std::string(reference));
  }
  std::vector<OpenItem> open_items(model::CustomerId customer) const override {
    auto items = at(accounts_, customer);
    std::erase_if(items, [](const OpenItem& i) { return i.cleared(); });
    return items;
  }
  void add_own_account(const std::string& iban) { own_accounts_.push_back(iban); }
  bool is_own_account(std::string_view iban) const override {
    return std::find(own_accounts_.begin(), own_accounts_.end(), iban) != own_accounts_.end();
  }
  std::vector<model::CustomerId> customers_by_iban(std::string_view iban) const override {
    return ids(by_iban_, std::string(iban));
  }
  std::vector<model::CustomerId> customers_by_learnt_iban(std::string_view iban) const override {
    return ids(learnt_, std::string(iban));
  }
  std::string customer_name(model::CustomerId customer) const override {
    return written_.at(customer);
  }
  std::vector<OpenItem> items_by_purchase_order(std::string_view key) const override {
    return at(orders_, std::string(key));
  }
  std::vector<Advice> advices_by_number(std::string_view key) const override {
    return some_advices([&](const Advice& a) { return model::number_key(a.number) == key; });
  }
  std::vector<Advice> advices_by_total(Money total) const override {
    return some_advices([&](const Advice& a) { return a.total == total; });
  }
  std::vector<model::CustomerId> customers_by_name(std::string_view key) const override {
    constexpr std::size_t kCutNames = 12;
    std::vector<model::CustomerId> found;
    for (auto i = names_.lower_bound(std::string(key)); i != names_.end(); ++i) {
      if (i->first != key && (key.size() < kCutNames || !i->first.starts_with(key))) break;
      found.push_back(i->second);
    }
    return found;
  }
  std::vector<model::CustomerId> customers_by_number(std::string_view key) const override {
    return ids(by_number_, std::string(key));
  }
  std::vector<PastPayment> past_debits(ReturnKey kind, std::string_view key) const override {
    std::vector<PastPayment> found;
    for (const auto& [mandate, payment] : past_)
      if (!mandate.empty() &&
          (kind == ReturnKey::mandate_id ? mandate : payment.end_to_end_id) == key)
        found.push_back(payment);
    return found;
  }
  std::vector<PastPayment> past_payments(model::CustomerId customer,
                                         std::string_view end_to_end_id) const override {
    std::vector<PastPayment> found;
    for (const auto& [mandate, payment] : past_)
      if (payment.customer == customer && payment.end_to_end_id == end_to_end_id)
        found.push_back(payment);
    return found;
  }
  Money written_off(model::CustomerId customer, Currency currency, Date, Date) const override {
    const auto found = written_off_.find(customer);
    return {found == written_off_.end() ? 0 : found->second, currency};
  }
  bool is_purchase_order(std::string_view key) const override {
    return orders_.contains(std::string(key));
  }
  const NumberForms& number_forms() const override { return forms_; }

  mutable std::size_t lookups = 0;

 private:
  template <class Key>
  std::vector<OpenItem> at(const std::map<Key, std::vector<std::size_t>>& index,
                           const Key& key) const {
    std::vector<OpenItem> found;
    if (const auto i = index.find(key); i != index.end())
      for (const std::size_t position : i->second) found.push_back(items_[position]);
    return found;
  }
  template <class Wanted>
  std::vector<Advice> some_advices(Wanted wanted) const {
    std::vector<Advice> found;
    std::copy_if(advices_.begin(), advices_.end(), std::back_inserter(found), wanted);
    return found;
  }
  static std::vector<model::CustomerId> ids(
      const std::map<std::string, std::vector<model::CustomerId>>& index, const std::string& key) {
    const auto i = index.find(key);
    return i == index.end() ? std::vector<model::CustomerId>{} : i->second;
  }

  std::int64_t next_ = 1;
  std::vector<OpenItem> items_;
  std::map<std::string, std::vector<std::size_t>> numbers_, references_;
  std::map<model::CustomerId, std::vector<std::size_t>> accounts_;
  std::map<model::ItemId, std::size_t> positions_;
  std::map<std::string, std::vector<std::size_t>> orders_;
  std::map<std::string, std::vector<model::CustomerId>> by_iban_, by_number_, learnt_;
  std::map<model::CustomerId, std::string> written_;
  std::vector<Advice> advices_;
  std::vector<std::string> own_accounts_;
  std::map<model::CustomerId, std::int64_t> written_off_;
  std::vector<std::pair<std::string, PastPayment>> past_;  ///< with their mandates
  std::multimap<std::string, model::CustomerId> names_;
  NumberForms forms_;
};

}  // namespace saldo::cash
