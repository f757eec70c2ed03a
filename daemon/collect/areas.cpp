#include <map>

#include "collect/dunning.hpp"

namespace saldo::collect {

std::vector<DunningAccount> split_by_area(const DunningAccount& account,
                                          const std::map<std::string, Date>& last_by_area) {
  std::map<std::string, std::vector<DunningItem>> by_area;
  for (const DunningItem& item : account.items) by_area[item.area].push_back(item);
  DunningAccount bare = account;
  bare.items.clear();
  std::vector<DunningAccount> accounts;
  for (auto& [area, items] : by_area) {
    DunningAccount& one = accounts.emplace_back(bare);
    one.area = area;
    const auto last = last_by_area.find(area);
    one.last_dunning_date = last == last_by_area.end() ? Date{} : last->second;
    one.items = std::move(items);
  }
  return accounts;
}

}  // namespace saldo::collect
