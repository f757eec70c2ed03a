#include "flows/reconcile_summary.hpp"

#include <boost/json.hpp>

#include "store/review.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr std::size_t kPaymentsMax = 200;  // of a dry run; the totals count all

json::array applied_of(const cash::Decision& d) {
  json::array applied;
  for (const cash::Allocation& a : d.allocations) {
    json::array row{a.number, a.paid.minor, a.discount.minor};
    if (!a.write_off.nothing()) row.push_back(a.write_off.amount().minor);
    applied.push_back(std::move(row));
  }
  return applied;
}

}  // namespace

void ReconcileSummary::count(Lines& lines, const std::string& name, Money amount) {
  Line& line = lines[{name, std::string(amount.currency.code())}];
  ++line.count;
  line.sum = line.count == 1 ? amount : line.sum + amount;
}

void ReconcileSummary::add(const store::UndecidedTransaction& t, const cash::Decision& d,
                           const SqlBook& book) {
  count(by_status_, std::string(cash::to_string(d.status)), t.amount);
  count(by_rule_, d.rule, t.amount);
  ++rules_[d.rule];
  ++looked_at_;
  for (const cash::Allocation& a : d.allocations) {
    count(settled_, "paid", a.paid);
    if (a.discount.minor != 0) count(settled_, "discount", a.discount);
    if (!a.write_off.nothing()) count(settled_, "write_off", a.write_off.amount());
  }
  if (dry_run_) keep(t, d, book);
}

void ReconcileSummary::keep(const store::UndecidedTransaction& t, const cash::Decision& d,
                            const SqlBook& book) {
  const std::int64_t weight = store::weight_of(t.amount);
  if (payments_.size() >= kPaymentsMax && weight <= std::prev(payments_.end())->first) return;
  json::object payment{{"id", model::raw(t.id)},
                       {"booking_date", t.booking_date.to_string()},
                       {"amount", t.amount.to_string()},
                       {"currency", std::string(t.amount.currency.code())},
                       {"status", std::string(cash::to_string(d.status))},
                       {"rule", d.rule},
                       {"applied", applied_of(d)},
                       {"unapplied_minor", d.unapplied.minor},
                       {"reason", d.reason}};
  if (d.customer) payment["customer"] = book.customer_number(*d.customer);
  payments_.emplace(weight, std::move(payment));
  if (payments_.size() > kPaymentsMax) payments_.erase(std::prev(payments_.end()));
}

json::object ReconcileSummary::figures() const {
  json::object out{{"transactions", looked_at_}};
  if (dry_run_) out["dry_run"] = true;
  const auto put = [](json::object& into, const Lines& lines) {
    for (const auto& [key, line] : lines) {
      json::object& named = into.contains(key.first) ? into[key.first].get_object()
                                                     : into[key.first].emplace_object();
      named[key.second] = {{"count", line.count}, {"amount", line.sum.to_string()}};
    }
  };
  put(out, by_status_);
  json::object rules, by_rule, settled;
  for (const auto& [rule, n] : rules_) rules[rule] = n;
  put(by_rule, by_rule_);
  put(settled, settled_);
  out["rules"] = std::move(rules);
  out["by_rule"] = std::move(by_rule);
  out["settled"] = std::move(settled);
  return out;
}

std::string ReconcileSummary::to_json() const { return json::serialize(figures()); }

std::string ReconcileSummary::to_json(soci::session& sql) const {
  json::object out = figures();
  json::array payments;
  for (const auto& [weight, payment] : payments_) {
    json::object named = payment;
    named["transaction"] =
        store::reviewed_transaction(sql, model::TransactionId{payment.at("id").as_int64()}).name;
    payments.push_back(std::move(named));
  }
  out["payments"] = std::move(payments);
  out["payments_left_out"] = looked_at_ - static_cast<std::int64_t>(payments_.size());
  return json::serialize(out);
}

}  // namespace saldo::flows
