#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "flows/sql_book.hpp"
#include "store/history.hpp"

namespace saldo::flows {

/// The book as it was known before each decision of a stretch of history: what stands now, less
/// what happened since. Memory grows with what happened since the first decision, not with the
/// book. Items and customers that came later aren't there yet; those that changed later have their
/// newest content, and names are today's. Lives inside one snapshot; one thread.
class HistoricBook final : public cash::Book {
 public:
  /// `first`: the first decision before which it will stand.
  HistoricBook(soci::session& sql, store::Before first, const model::CashPolicy& policy);

  /// Goes on to stand before a later decision.
  void stand_before(store::Before decision);
  /// Knows the forms of the numbers that had come by then, as a run knows them that begins.
  void learn_forms_until(std::int64_t instant);

  std::vector<cash::OpenItem> items_by_number(std::string_view number_key) const override;
  std::vector<cash::OpenItem> items_by_creditor_reference(
      std::string_view reference) const override;
  std::vector<cash::OpenItem> items_by_purchase_order(std::string_view number_key) const override;
  std::vector<cash::OpenItem> open_items(model::CustomerId customer) const override;
  bool is_own_account(std::string_view iban) const override { return now_.is_own_account(iban); }
  std::vector<model::CustomerId> customers_by_iban(std::string_view iban) const override;
  std::vector<model::CustomerId> customers_by_learnt_iban(std::string_view iban) const override;
  std::vector<model::CustomerId> customers_by_alias(std::string_view name_key) const override;
  std::vector<model::CustomerId> customers_by_name(std::string_view name_key) const override;
  std::vector<model::CustomerId> customers_by_number(std::string_view number_key) const override;
  std::string customer_name(model::CustomerId customer) const override {
    return now_.customer_name(customer);
  }
  std::vector<cash::Advice> advices_by_number(std::string_view number_key) const override;
  std::vector<cash::Advice> advices_by_total(Money total) const override;
  /// Returns aren't gone through again: what they find is what stands now.
  std::vector<cash::PastPayment> past_debits(cash::ReturnKey kind,
                                             std::string_view key) const override {
    return now_.past_debits(kind, key);
  }
  std::vector<cash::PastPayment> past_payments(model::CustomerId customer,
                                               std::string_view end_to_end_id) const override {
    return now_.past_payments(customer, end_to_end_id);
  }
  Money written_off(model::CustomerId customer, Currency currency, Date from,
                    Date to) const override {
    return {store::written_off_before(sql_, customer, currency, from, to, before_), currency};
  }
  bool is_purchase_order(std::string_view number_key) const override {
    return !items_by_purchase_order(number_key).empty();
  }
  const cash::NumberForms& number_forms() const override { return forms_; }
  const SqlBook& now() const { return now_; }

 private:
  std::vector<cash::OpenItem> as_before(std::vector<cash::OpenItem> items) const;
  std::vector<model::CustomerId> known(std::vector<model::CustomerId> customers) const;
  bool had_come(const store::Arrivals& arrivals, std::int64_t id) const;
  /// The advices that wait still, and those whose payments were found since.
  template <class Means>
  std::vector<cash::Advice> advices(std::vector<cash::Advice> waiting, Means means) const;
  void learn_forms_of_before(std::int64_t instant);

  soci::session& sql_;
  store::Before before_;
  cash::NumberForms forms_;
  SqlBook now_;
  store::Arrivals items_, customers_, advices_;
  std::vector<std::pair<std::int64_t, std::string>> later_numbers_;  ///< by arrival
  std::size_t learnt_ = 0;                                           ///< of later_numbers_
  std::vector<store::PastEffect> effects_;
  std::size_t passed_ = 0;  ///< of effects_: before the decision
  std::unordered_map<std::int64_t, std::int64_t> settled_since_;          ///< by item
  std::unordered_map<std::int64_t, std::vector<model::ItemId>> touched_;  ///< by customer
  std::vector<store::LinkedAdvice> linked_;
};

}  // namespace saldo::flows
