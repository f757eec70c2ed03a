#include "flows/balance_check.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "report/balance.hpp"
#include "store/balance.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

report::BalanceKey key_of(const store::BalanceRow& r) {
  return {r.company_code, r.number, r.fiscal_year};
}

std::optional<std::int64_t> minor_of(const std::optional<Money>& m) {
  return m ? std::optional(m->minor) : std::nullopt;
}

class BalanceCheck {
 public:
  explicit BalanceCheck(soci::session& sql) : sql_(sql) {}

  /// False when there is nothing to compare with.
  bool run() {
    // Each company code is compared with the newest list that covers it.
    for (const store::CompleteExtract& extract : store::newest_extracts(sql_)) {
      read(extract);
      extracts_.emplace_back(extract.id);
      as_of_ = extracts_.size() == 1 ? extract.began : std::min(as_of_, extract.began);
    }
    if (extracts_.empty()) return false;
    balance_ = report::compare(std::move(erp_), std::move(book_));
    return true;
  }

  store::BalanceCheckResult result(std::int64_t run) const {
    return {.run = run,
            .accounts = static_cast<std::int64_t>(balance_.accounts.size()),
            .items = balance_.items,
            .differences = balance_.faults(),
            .as_of = as_of_};
  }
  /// Accounts whose totals differ, then the items.
  std::vector<store::BalanceDifferenceRow> rows() const {
    std::vector<store::BalanceDifferenceRow> rows;
    for (const report::BalanceAccount& a : balance_.accounts) {
      if (a.erp == a.here) continue;
      rows.push_back({.cause = a.unexplained() == 0 ? "total_settled_here" : "total",
                      .customer = a.customer,
                      .company_code = a.company_code,
                      .number = {},
                      .currency = std::string(a.erp.currency.code()),
                      .erp_block = {},
                      .here_block = {},
                      .erp_minor = a.erp.minor,
                      .here_minor = a.here.minor,
                      .settled_here_minor = a.settled_here.minor});
    }
    for (const report::BalanceDifference& d : balance_.differences) rows.push_back(to_row(d));
    return rows;
  }
  json::object summary() const {
    json::object out{{"extracts", extracts_},
                     {"accounts", balance_.accounts.size()},
                     {"items", balance_.items},
                     {"newer_items_left_out", balance_.newer},
                     {"differences", balance_.faults()}};
    std::map<std::string, std::int64_t> causes;
    for (const report::BalanceDifference& d : balance_.differences)
      ++causes[std::string(report::to_string(d.cause))];
    json::object& by_cause = out["by_cause"].emplace_object();
    for (const auto& [cause, count] : causes) by_cause[cause] = count;
    out["totals"] = totals();
    return out;
  }

 private:
  void read(const store::CompleteExtract& extract) {
    std::set<std::string> companies;
    const auto mine = [&](const store::BalanceRow& r) {
      const auto [owner, is_new] = compared_.emplace(r.company_code, extract.row);
      return is_new || owner->second == extract.row;
    };
    store::for_each_listed(sql_, extract, [&](const store::BalanceRow& r) {
      if (!mine(r)) return;
      std::optional<Money> open;
      if (!r.refused && !r.currency.empty())
        open = Money{r.open_minor, Currency::parse(r.currency)};
      erp_.push_back({key_of(r), r.customer, open, r.dunning_block});
    });
    store::for_each_in_book(sql_, extract, [&](const store::BalanceRow& r) {
      if (!mine(r)) return;
      const Currency currency = Currency::parse(r.currency);
      book_.push_back({.key = key_of(r),
                       .customer = r.customer,
                       .open = {r.open_minor, currency},
                       .settled_here = {r.settled_here_minor, currency},
                       .dunning_block = r.dunning_block,
                       .is_newer = r.is_newer});
    });
  }

  static store::BalanceDifferenceRow to_row(const report::BalanceDifference& d) {
    const Money* known = d.here ? &*d.here : d.erp ? &*d.erp : nullptr;
    return {.cause = std::string(report::to_string(d.cause)),
            .customer = d.customer,
            .company_code = d.key.company_code,
            .number = d.key.number,
            .currency = known != nullptr ? std::string(known->currency.code()) : std::string(),
            .erp_block = d.erp_block,
            .here_block = d.here_block,
            .fiscal_year = d.key.fiscal_year,
            .erp_minor = minor_of(d.erp),
            .here_minor = minor_of(d.here),
            .settled_here_minor = minor_of(d.settled_here)};
  }
  json::object totals() const {
    std::map<std::string, report::BalanceAccount> sums;
    for (const report::BalanceAccount& a : balance_.accounts) {
      const auto [sum, is_new] = sums.try_emplace(std::string(a.erp.currency.code()), a);
      if (is_new) continue;
      sum->second.erp += a.erp;
      sum->second.here += a.here;
      sum->second.settled_here += a.settled_here;
    }
    json::object out;
    for (const auto& [currency, s] : sums)
      out[currency] = json::object{
          {"erp", json::string(s.erp.to_string())},
          {"here", json::string(s.here.to_string())},
          {"settled_here", json::string(s.settled_here.to_string())},
          {"unexplained", json::string(Money{s.unexplained(), s.erp.currency}.to_string())}};
    return out;
  }

  soci::session& sql_;
  std::vector<report::ErpItem> erp_;
  std::vector<report::BookItem> book_;
  std::map<std::string, std::int64_t> compared_;  // company code → with which extract
  json::array extracts_;
  Instant as_of_{};
  report::Balance balance_;
};

}  // namespace

RunOutcome run_balance_check(const Environment& environment, bool dry_run,
                             const RunControl& control) {
  store::WriteTransaction transaction(*environment.store);
  BalanceCheck check(transaction.sql());
  if (!check.run())
    return {.end = RunOutcome::End::failed,
            .error =
                "the ERP hasn't listed its open items completely yet; sync the connector that "
                "fetches them (`saldo export extracts` tells how far it is)"};
  if (control.stop.stop_requested()) return {.end = RunOutcome::End::cancelled, .error = "stopped"};
  store::add_balance_check(transaction.sql(), check.result(control.run), check.rows(),
                           environment.clock->now());
  if (!dry_run) transaction.commit();
  return {.result_json = json::serialize(check.summary())};
}

collect::BalanceCheckState balance_check_state(soci::session& sql) {
  const auto last = store::last_balance_check(sql);
  if (!last) return {};
  const auto day = std::chrono::floor<std::chrono::days>(last->as_of);
  return {.checked = Date::from_days(static_cast<std::int32_t>(day.time_since_epoch().count())),
          .differences = last->differences};
}

}  // namespace saldo::flows
