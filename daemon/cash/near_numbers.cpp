#include "cash/near_numbers.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kLongestKey = 20;  // longer ones aren't typed by hand

std::set<std::string> slips_of(const std::string& key) {
  std::set<std::string> all;
  for (std::size_t i = 0; i <= key.size(); ++i) {
    for (char d = '0'; d <= '9'; ++d) {
      all.insert(key.substr(0, i) + d + key.substr(i));
      if (i < key.size() && model::is_digit(key[i]))
        all.insert(key.substr(0, i) + d + key.substr(i + 1));
    }
    if (i < key.size()) all.insert(key.substr(0, i) + key.substr(i + 1));
    if (i + 1 < key.size()) {
      std::string swapped = key;
      std::swap(swapped[i], swapped[i + 1]);
      all.insert(swapped);
    }
  }
  all.erase(key);
  return all;
}

}  // namespace

std::vector<OpenItem> items_with_near_number(std::string_view key, Money open, const Book& book) {
  std::vector<OpenItem> near;
  if (key.size() > kLongestKey) return near;
  for (const std::string& slip : slips_of(std::string(key))) {
    if (!book.number_forms().matches(slip)) continue;
    for (OpenItem& item : book.items_by_number(slip))
      if (item.open == open) near.push_back(std::move(item));
  }
  return near;
}

bool is_near(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin());
  const auto at = static_cast<std::size_t>(x - a.begin());
  const std::string_view rest_a = a.substr(at), rest_b = b.substr(at);
  if (rest_b.empty() || b.size() - a.size() > 1) return false;
  if (a.size() + 1 == b.size()) return rest_a == rest_b.substr(1);
  const bool swapped = rest_a.size() >= 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
                       rest_a.substr(2) == rest_b.substr(2);
  return swapped || rest_a.substr(1) == rest_b.substr(1);
}

}  // namespace saldo::cash
