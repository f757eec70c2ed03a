#include "collect/worklist.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace saldo::collect {

namespace {

constexpr int kMoney = 40, kAge = 25, kDaysAPoint = 4, kBroken = 15, kBrokenMax = 30, kAction = 30,
              kPromised = 30, kDisputed = 20, kLateDispute = 15, kLateDisputesMax = 30,
              kClosing = 15, kClosingMax = 30, kFailed = 25, kUnreachable = 25;

/// `most` points for all of `whole`, fewer for a part of it; any part counts at least one.
int share(std::int64_t part, std::int64_t whole, int most) {
  if (part <= 0 || whole <= 0) return 0;
  if (part >= whole) return most;
  for (; whole > std::numeric_limits<std::int64_t>::max() / most; whole /= 2) part /= 2;
  const auto points = static_cast<int>(part * most / whole);
  return std::max(points, 1);
}

std::string shown(const Money& amount) {
  return amount.to_string() + " " + std::string(amount.currency.code());
}

WorklistEntry rate(const model::AccountAtHand& a, std::int64_t largest, Date today) {
  WorklistEntry entry{.account = a};
  const auto add = [&](const char* name, int points, std::string because) {
    if (points == 0) return;
    entry.priority += points;
    entry.terms.push_back({name, points, std::move(because)});
  };
  add("money", share(a.overdue.minor, largest, kMoney), shown(a.overdue) + " overdue");
  add("age", std::min(a.oldest_days / kDaysAPoint, kAge),
      std::to_string(a.oldest_days) + " days in arrears");
  add("broken_promises", std::min(a.broken_promises * kBroken, kBrokenMax),
      std::to_string(a.broken_promises) + " promises not kept");
  if (!a.next_action.empty() && a.next_action <= today)
    add("next_action", kAction, "planned for " + a.next_action.to_string());
  add("promised", -share(a.promised.minor, a.overdue.minor, kPromised),
      shown(a.promised) + " promised");
  add("disputed", -share(a.disputed.minor, a.overdue.minor, kDisputed),
      shown(a.disputed) + " disputed");
  add("late_disputes", std::min(a.late_disputes * kLateDispute, kLateDisputesMax),
      std::to_string(a.late_disputes) + " disputes beyond their time");
  if (a.closing_deductions != 0)
    add("closing_deductions", std::min(a.closing_deductions * kClosing, kClosingMax),
        std::to_string(a.closing_deductions) + " deductions to contest, the first by " +
            a.contest_by.to_string());
  // Nobody is waiting for an answer to what never arrived: only the collector can go on.
  if (a.failed_notices != 0)
    add("failed_notices", kFailed,
        std::to_string(a.failed_notices) +
            " notices didn't reach the customer: " + a.failed_because);
  if (a.unreachable)
    add("unreachable", kUnreachable, "the last dunning run found no channel to the customer");
  return entry;
}

}  // namespace

std::vector<WorklistEntry> worklist(const std::vector<model::AccountAtHand>& accounts, Date today) {
  std::map<std::string_view, std::int64_t> largest;
  for (const model::AccountAtHand& a : accounts) {
    std::int64_t& most = largest[a.overdue.currency.code()];
    most = std::max(most, a.overdue.minor);
  }
  std::vector<WorklistEntry> entries;
  for (const model::AccountAtHand& a : accounts) {
    const bool due = !a.next_action.empty() && a.next_action <= today;
    if (a.overdue.minor > 0 || due || a.late_disputes != 0 || a.closing_deductions != 0 ||
        a.failed_notices != 0)
      entries.push_back(rate(a, largest[a.overdue.currency.code()], today));
  }
  std::ranges::sort(entries, [](const WorklistEntry& x, const WorklistEntry& y) {
    if (x.priority != y.priority) return x.priority > y.priority;
    if (x.account.overdue.minor != y.account.overdue.minor)
      return x.account.overdue.minor > y.account.overdue.minor;
    if (x.account.customer != y.account.customer) return x.account.customer < y.account.customer;
    return x.account.overdue.currency.code() < y.account.overdue.currency.code();
  });
  return entries;
}

}  // namespace saldo::collect
