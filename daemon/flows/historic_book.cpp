#include "flows/historic_book.hpp"

#include <algorithm>

namespace saldo::flows {

HistoricBook::HistoricBook(soci::session& sql, store::Before first, const model::CashPolicy& policy)
    : sql_(sql),
      before_(first),
      forms_(stated_forms(policy)),
      now_(sql, forms_),
      items_(store::items_since(sql, first.decided_at)),
      customers_(store::customers_since(sql, first.decided_at)),
      advices_(store::advices_since(sql, first.decided_at)),
      effects_(store::effects_since(sql, first.decision)),
      linked_(store::advices_linked_since(sql, first.decision)) {
  for (const store::PastEffect& e : effects_) {
    settled_since_[model::raw(e.item)] += e.settled_minor;
    auto& items = touched_[model::raw(e.customer)];
    if (std::ranges::find(items, e.item) == items.end()) items.push_back(e.item);
  }
  learn_forms_of_before(first.decided_at);
}

void HistoricBook::learn_forms_of_before(std::int64_t instant) {
  store::for_each_item_number(sql_, [&](std::int64_t id, const std::string& key) {
    const auto later = items_.find(id);
    if (later == items_.end() || later->second <= instant)
      forms_.add(key);
    else
      later_numbers_.emplace_back(later->second, key);
  });
  std::ranges::sort(later_numbers_);
}

void HistoricBook::stand_before(store::Before decision) {
  before_ = decision;
  for (; passed_ < effects_.size() && effects_[passed_].decision < decision.decision; ++passed_)
    settled_since_[model::raw(effects_[passed_].item)] -= effects_[passed_].settled_minor;
}

void HistoricBook::learn_forms_until(std::int64_t instant) {
  for (; learnt_ < later_numbers_.size() && later_numbers_[learnt_].first <= instant; ++learnt_)
    forms_.add(later_numbers_[learnt_].second);
}

bool HistoricBook::had_come(const store::Arrivals& arrivals, std::int64_t id) const {
  const auto arrival = arrivals.find(id);
  return arrival == arrivals.end() || arrival->second <= before_.decided_at;
}

std::vector<cash::OpenItem> HistoricBook::as_before(std::vector<cash::OpenItem> items) const {
  std::erase_if(items,
                [&](const cash::OpenItem& i) { return !had_come(items_, model::raw(i.id)); });
  for (cash::OpenItem& i : items)
    if (const auto since = settled_since_.find(model::raw(i.id)); since != settled_since_.end())
      i.open += Money{since->second, i.open.currency};
  return items;
}

std::vector<model::CustomerId> HistoricBook::known(std::vector<model::CustomerId> customers) const {
  std::erase_if(customers,
                [&](model::CustomerId c) { return !had_come(customers_, model::raw(c)); });
  return customers;
}

std::vector<cash::OpenItem> HistoricBook::items_by_number(std::string_view number_key) const {
  return as_before(now_.items_by_number(number_key));
}

std::vector<cash::OpenItem> HistoricBook::items_by_creditor_reference(
    std::string_view reference) const {
  return as_before(now_.items_by_creditor_reference(reference));
}

std::vector<cash::OpenItem> HistoricBook::items_by_purchase_order(
    std::string_view number_key) const {
  return as_before(now_.items_by_purchase_order(number_key));
}

std::vector<cash::OpenItem> HistoricBook::open_items(model::CustomerId customer) const {
  auto items = now_.open_items(customer);
  if (const auto touched = touched_.find(model::raw(customer)); touched != touched_.end())
    for (const model::ItemId id : touched->second)
      if (std::ranges::find(items, id, &cash::OpenItem::id) == items.end())
        for (cash::OpenItem& item : now_.item(id)) items.push_back(std::move(item));
  items = as_before(std::move(items));
  std::erase_if(items, [](const cash::OpenItem& i) { return i.cleared(); });
  std::ranges::sort(items, [](const cash::OpenItem& a, const cash::OpenItem& b) {
    return a.due_date != b.due_date ? a.due_date < b.due_date : a.id < b.id;
  });
  return items;
}

std::vector<model::CustomerId> HistoricBook::customers_by_iban(std::string_view iban) const {
  return known(store::owners_before(sql_, std::string(iban), before_));
}

std::vector<model::CustomerId> HistoricBook::customers_by_learnt_iban(std::string_view iban) const {
  return store::learnt_before(sql_, "iban", std::string(iban), before_);
}

std::vector<model::CustomerId> HistoricBook::customers_by_alias(std::string_view name_key) const {
  return store::learnt_before(sql_, "alias", std::string(name_key), before_);
}

std::vector<model::CustomerId> HistoricBook::customers_by_name(std::string_view name_key) const {
  return known(now_.customers_by_name(name_key));
}

std::vector<model::CustomerId> HistoricBook::customers_by_number(
    std::string_view number_key) const {
  return known(now_.customers_by_number(number_key));
}

template <class Means>
std::vector<cash::Advice> HistoricBook::advices(std::vector<cash::Advice> waiting,
                                                Means means) const {
  std::vector<store::AdviceRow> since;
  for (const store::LinkedAdvice& a : linked_)
    if (a.decision >= before_.decision && means(a)) since.push_back(a.row);
  for (cash::Advice& advice : now_.to_advices(std::move(since)))
    waiting.push_back(std::move(advice));
  std::erase_if(waiting, [&](const cash::Advice& a) { return !had_come(advices_, a.id); });
  std::ranges::sort(waiting, {}, &cash::Advice::id);
  return waiting;
}

std::vector<cash::Advice> HistoricBook::advices_by_number(std::string_view number_key) const {
  return advices(now_.advices_by_number(number_key),
                 [&](const store::LinkedAdvice& a) { return a.number_key == number_key; });
}

std::vector<cash::Advice> HistoricBook::advices_by_total(Money total) const {
  return advices(now_.advices_by_total(total),
                 [&](const store::LinkedAdvice& a) { return a.row.amount == total; });
}

}  // namespace saldo::flows
