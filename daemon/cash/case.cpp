#include "cash/case.hpp"

#include <algorithm>

namespace saldo::cash {

Decision undecided(const Case& c) {
  Decision d;
  d.unapplied = c.payment.amount;
  return d;
}

std::vector<OpenItem> account_of(model::CustomerId customer, const Case& c) {
  auto items = c.book.open_items(customer);
  std::erase_if(items, [&](const OpenItem& i) {
    return i.cleared() || i.open.currency != c.payment.amount.currency ||
           (!c.payment.company_code.empty() && i.company_code != c.payment.company_code);
  });
  std::stable_sort(items.begin(), items.end(), [](const OpenItem& a, const OpenItem& b) {
    return a.due_date != b.due_date ? a.due_date < b.due_date : a.id < b.id;
  });
  return items;
}

std::string join(const std::vector<std::string>& sentences) {
  std::string s;
  for (const std::string& sentence : sentences) s += (s.empty() ? "" : " ") + sentence;
  return s;
}

}  // namespace saldo::cash
