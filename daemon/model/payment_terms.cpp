#include "model/payment_terms.hpp"

#include <algorithm>

namespace saldo::model {
namespace {

constexpr std::int64_t kLongestDays = 3650;

Failure refuse(std::size_t tier, std::string found, const std::string& why) {
  Failure f;
  f.rule = "payment_terms";
  f.message = "payment terms, tier " + std::to_string(tier + 1) + ": " + why;
  f.found = std::move(found);
  return f;
}

Result<DiscountTier> read_tier(const Term& term, std::size_t index) {
  if (!term.days) return refuse(index, "", "the days are missing");
  if (*term.days < 0 || *term.days > kLongestDays)
    return refuse(index, std::to_string(*term.days), "the days must be 0 to 3650");
  DiscountTier tier{static_cast<int>(*term.days), {}};
  if (term.percent.empty()) return tier;
  const auto percent = Percent::parse(term.percent);
  if (!percent) return percent.error();
  tier.percent = *percent;
  return tier;
}

}  // namespace

Result<PaymentTerms> PaymentTerms::from(const std::vector<Term>& tiers) {
  PaymentTerms terms;
  std::optional<int> net;
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    const auto tier = read_tier(tiers[i], i);
    if (!tier) return tier.error();
    if (!tier->percent.zero()) {
      terms.discounts.push_back(*tier);
    } else if (net) {
      return refuse(i, std::to_string(tier->days), "a second tier without a discount");
    } else {
      net = tier->days;
    }
  }
  std::stable_sort(terms.discounts.begin(), terms.discounts.end(),
                   [](const auto& a, const auto& b) { return a.days < b.days; });
  for (std::size_t i = 1; i < terms.discounts.size(); ++i)
    if (terms.discounts[i].percent >= terms.discounts[i - 1].percent)
      return refuse(i, terms.discounts[i].percent.to_string(),
                    "a later discount must be smaller than the one before it");
  const int last = terms.discounts.empty() ? 0 : terms.discounts.back().days;
  terms.net_days = net.value_or(last);
  if (terms.net_days < last)
    return refuse(tiers.size() - 1, std::to_string(terms.net_days),
                  "the net days end before a discount does");
  return terms;
}

std::optional<DiscountTier> PaymentTerms::earned(Date baseline, Date value_date,
                                                 int grace_days) const {
  for (const DiscountTier& tier : discounts)
    if (days_between(discount_date(baseline, tier), value_date) <= grace_days) return tier;
  return std::nullopt;
}

}  // namespace saldo::model
