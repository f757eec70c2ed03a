#include "model/late_rates.hpp"

#include <algorithm>
#include <tuple>

namespace saldo::model {
namespace {

bool of(const auto& row, std::string_view country, std::string_view regime) {
  return row.country == country && row.regime == regime;
}

}  // namespace

LateRates::LateRates(std::vector<Rate> rates, std::vector<LumpSum> lump_sums)
    : rates_(std::move(rates)), lump_sums_(std::move(lump_sums)) {
  std::ranges::sort(rates_, {},
                    [](const Rate& r) { return std::tie(r.country, r.regime, r.from); });
  std::ranges::sort(lump_sums_, {}, [](const LumpSum& l) {
    return std::tie(l.country, l.regime, l.from, l.min_principal.minor);
  });
}

bool LateRates::knows(std::string_view country, std::string_view regime) const {
  return std::ranges::any_of(rates_, [&](const Rate& r) { return of(r, country, regime); });
}

const LateRates::Rate* LateRates::on(std::string_view country, std::string_view regime,
                                     Date day) const {
  for (const Rate& r : rates_)
    if (of(r, country, regime) && r.from <= day && day <= r.to) return &r;
  return nullptr;
}

Date LateRates::known_until(std::string_view country, std::string_view regime) const {
  Date last;
  for (const Rate& r : rates_)
    if (of(r, country, regime)) last = std::max(last, r.to);
  return last;
}

const LateRates::LumpSum* LateRates::lump_sum(std::string_view country, std::string_view regime,
                                              Date due, Money principal) const {
  const LumpSum* found = nullptr;  // the latest, and of it the one for the largest principal
  for (const LumpSum& l : lump_sums_)
    if (of(l, country, regime) && l.from <= due && l.min_principal.currency == principal.currency &&
        l.min_principal.minor <= principal.minor)
      found = &l;
  return found;
}

std::vector<std::string> LateRates::countries() const {
  std::vector<std::string> all;
  for (const Rate& r : rates_)
    if (all.empty() || all.back() != r.country) all.push_back(r.country);
  return all;
}

}  // namespace saldo::model
