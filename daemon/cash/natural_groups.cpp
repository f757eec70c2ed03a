#include "cash/natural_groups.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace saldo::cash {
namespace {

class Groups {
 public:
  Groups(const std::vector<OpenItem>& account, const Case& c) : account_(account), c_(c) {}

  std::vector<NaturalGroup> run() {
    const Date day = c_.day();
    const auto due = [&](const OpenItem& i) { return i.due_date <= day; };
    const auto claim = [](const OpenItem& i) { return i.open.minor > 0; };
    const auto whole = [](const OpenItem& i) { return i.open == i.amount; };
    add("payer.due_items", "It is the sum of all invoices that are due.",
        [&](const OpenItem& i) { return due(i) && claim(i); });
    // Who deducted something doesn't pay the rest later, however long it is due.
    add("payer.due_items", "It is the sum of all invoices that are due and were never paid short.",
        [&](const OpenItem& i) { return due(i) && claim(i) && whole(i); });
    add("payer.due_balance", "It is the balance of all that is due.", due);
    add("payer.all_items", "It is the sum of all open invoices.", claim);
    add("payer.all_items", "It is the sum of all open invoices that were never paid short.",
        [&](const OpenItem& i) { return claim(i) && whole(i); });
    add("payer.balance", "It is the balance of the account.", [](const OpenItem&) { return true; });
    std::set<Date> days;
    for (const OpenItem& item : account_) days.insert(item.due_date);
    for (const Date each : days)
      add("payer.due_date", "It is the sum of all invoices that are due on one day.",
          [&](const OpenItem& i) { return i.due_date == each && claim(i); });
    std::set<std::chrono::year_month> months;
    for (const OpenItem& item : account_)
      if (!item.baseline_date.empty()) months.insert(month_of(item));
    for (const auto& each : months)
      add("payer.month", "It is the sum of all open invoices of one month.",
          [&](const OpenItem& i) {
            return claim(i) && !i.baseline_date.empty() && month_of(i) == each;
          });
    return std::move(found_);
  }

 private:
  static std::chrono::year_month month_of(const OpenItem& item) {
    const auto day = item.baseline_date.ymd();
    return {day.year(), day.month()};
  }
  template <class Belongs>
  void add(const char* rule, const char* reason, Belongs belongs) {
    std::size_t count = 0;
    Money sum = c_.none();
    for (const OpenItem& item : account_)
      if (belongs(item)) {
        ++count;
        sum += item.open;
      }
    if (count < 2 || sum != c_.payment.amount) return;
    NaturalGroup group{rule, reason, {}};
    std::copy_if(account_.begin(), account_.end(), std::back_inserter(group.items), belongs);
    const auto same = [&](const NaturalGroup& g) {
      return std::equal(g.items.begin(), g.items.end(), group.items.begin(), group.items.end(),
                        [](const OpenItem& a, const OpenItem& b) { return a.id == b.id; });
    };
    if (std::none_of(found_.begin(), found_.end(), same)) found_.push_back(std::move(group));
  }

  const std::vector<OpenItem>& account_;
  const Case& c_;
  std::vector<NaturalGroup> found_;
};

}  // namespace

std::vector<NaturalGroup> groups_of_amount(const std::vector<OpenItem>& account, const Case& c) {
  return Groups(account, c).run();
}

}  // namespace saldo::cash
