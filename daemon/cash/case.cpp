#include "cash/case.hpp"

#include <algorithm>

namespace saldo::cash {

Decision undecided(const Case& c) {
  Decision d;
  d.unapplied = c.payment.amount;
  return d;
}

const std::vector<OpenItem>& account_of(model::CustomerId customer, const Case& c) {
  const auto [read, is_new] = c.accounts.try_emplace(customer);
  std::vector<OpenItem>& items = read->second;
  if (!is_new) return items;
  items = c.book.open_items(customer);
  std::erase_if(items, [&](const OpenItem& i) {
    return i.cleared() || i.kind == model::ItemKind::down_payment_request ||
           i.open.currency != c.payment.amount.currency ||
           (!c.payment.company_code.empty() && i.company_code != c.payment.company_code);
  });
  const auto earlier = [](const OpenItem& a, const OpenItem& b) {
    return a.due_date != b.due_date ? a.due_date < b.due_date : a.id < b.id;
  };
  // Books that keep accounts in this order save the moving about.
  if (!std::is_sorted(items.begin(), items.end(), earlier))
    std::sort(items.begin(), items.end(), earlier);
  return items;
}

std::string join(const std::vector<std::string>& sentences) {
  std::string s;
  for (const std::string& sentence : sentences) s += (s.empty() ? "" : " ") + sentence;
  return s;
}

}  // namespace saldo::cash
