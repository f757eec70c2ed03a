#include "collect/deduction_triage.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

namespace saldo::collect {

namespace {

constexpr int kMoneyMax = 10, kLongest = 2;
constexpr std::array<std::pair<int, int>, 4> kTime{{{3, 10}, {7, 8}, {14, 6}, {30, 4}}};

int money_points(std::int64_t part, std::int64_t largest) {
  if (part <= 0 || largest <= 0) return 0;
  const std::int64_t step = largest / kMoneyMax + (largest % kMoneyMax != 0 ? 1 : 0);
  return static_cast<int>(std::min<std::int64_t>((part - 1) / step + 1, kMoneyMax));
}

int time_points(Date contest_by, Date today) {
  if (contest_by.empty()) return kLongest;
  const int left = days_between(today, contest_by);
  if (left < 0) return 0;
  for (const auto& [days, points] : kTime)
    if (left <= days) return points;
  return kLongest;
}

std::string time_left(Date contest_by, Date today) {
  if (contest_by.empty()) return "no end to contest it";
  const int left = days_between(today, contest_by);
  if (left < 0) return "could be contested until " + contest_by.to_string();
  return std::to_string(left) + " days to contest it";
}

std::string of_ten(int points) { return " (" + std::to_string(points) + " of 10)"; }

}  // namespace

std::vector<TriagedDeduction> triage(std::span<const model::DeductionAtHand> deductions,
                                     Date today) {
  std::map<std::string_view, std::int64_t> largest;
  for (const model::DeductionAtHand& d : deductions) {
    std::int64_t& most = largest[d.disputed.currency.code()];
    most = std::max(most, d.disputed.minor);
  }
  std::vector<std::pair<TriagedDeduction, std::int32_t>> rated;  // with the day of closing
  for (const model::DeductionAtHand& d : deductions) {
    const int money = money_points(d.disputed.minor, largest[d.disputed.currency.code()]);
    const int time = time_points(d.contest_by, today);
    rated.push_back(
        {{.dispute = d.dispute,
          .points = money * time,
          .because = d.disputed.to_string() + " " + std::string(d.disputed.currency.code()) +
                     of_ten(money) + ", " + time_left(d.contest_by, today) + of_ten(time)},
         d.contest_by.empty() ? std::numeric_limits<std::int32_t>::max() : d.contest_by.days()});
  }
  std::ranges::sort(rated, [](const auto& a, const auto& b) {
    if (a.first.points != b.first.points) return a.first.points > b.first.points;
    if (a.second != b.second) return a.second < b.second;
    return a.first.dispute < b.first.dispute;
  });
  std::vector<TriagedDeduction> all;
  all.reserve(rated.size());
  for (auto& one : rated) all.push_back(std::move(one.first));
  return all;
}

}  // namespace saldo::collect
