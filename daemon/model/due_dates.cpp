#include "model/due_dates.hpp"

#include <string>

namespace saldo::model {
namespace {

constexpr int kLongestDays = 3650;
constexpr std::int32_t kWhole = 100'000;  // thousandths of a per cent

Failure refuse(std::string found, std::string why) {
  Failure f;
  f.rule = "payment_terms";
  f.message = std::move(why);
  f.found = std::move(found);
  return f;
}

}  // namespace

Result<DueDates> due_dates(const LineTerms& line) {
  const Date baseline = line.baseline.empty() ? line.document_date : line.baseline;
  if (baseline.empty())
    return refuse("",
                  "a line has neither a baseline date nor a document date, so its due date "
                  "can't be told");
  for (const int days : line.days)
    if (days < 0 || days > kLongestDays)
      return refuse(std::to_string(days), "the days of payment terms must be 0 to 3650");
  if (line.credit && !line.has_invoice) return DueDates{.net = baseline};
  DueDates dates{.net = baseline};
  for (const int days : line.days)
    if (days > 0) dates.net = baseline.plus_days(days);
  if (!line.percents[0].zero()) dates.first_discount = baseline.plus_days(line.days[0]);
  if (!line.percents[1].zero()) dates.second_discount = baseline.plus_days(line.days[1]);
  return dates;
}

Result<std::vector<InstalmentPart>> instalments(Money whole, Date baseline,
                                                const std::vector<Instalment>& plan) {
  std::int32_t shares = 0;
  for (const Instalment& part : plan) shares += part.share.thousandths();
  if (shares != kWhole)
    return refuse(Money::format(shares, 3), "the shares of instalments come to " +
                                                Money::format(shares, 3) +
                                                " per cent instead of 100");
  std::vector<InstalmentPart> parts;
  Money left = whole;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const Money amount = i + 1 == plan.size() ? left : plan[i].share.of(whole);
    left -= amount;
    parts.push_back({amount, plan[i].terms.due_date(baseline)});
  }
  return parts;
}

}  // namespace saldo::model
