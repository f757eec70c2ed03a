#include "flows/backtest.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <unordered_set>

#include "flows/decide.hpp"
#include "flows/historic_book.hpp"
#include "store/review.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

/// What became of a payment, in a form that compares.
struct Outcome {
  std::string status, rule, customer;
  std::vector<store::PastAllocation> allocations;  ///< by item

  bool same_as(const Outcome& other) const {
    const auto same = [](const store::PastAllocation& a, const store::PastAllocation& b) {
      return a.item == b.item && a.paid_minor == b.paid_minor &&
             a.discount_minor == b.discount_minor && a.write_off_minor == b.write_off_minor;
    };
    return status == other.status && customer == other.customer &&
           std::ranges::equal(allocations, other.allocations, same);
  }
  json::object to_json() const {
    json::array applied;
    for (const store::PastAllocation& a : allocations) {
      json::array row{a.number, a.paid_minor, a.discount_minor};
      if (a.write_off_minor != 0) row.push_back(a.write_off_minor);
      applied.push_back(std::move(row));
    }
    json::object out{{"status", status}, {"rule", rule}, {"applied", std::move(applied)}};
    if (!customer.empty()) out["customer"] = customer;
    return out;
  }
};

Outcome outcome_of(const cash::Decision& d, const SqlBook& book) {
  Outcome o{.status = std::string(cash::to_string(d.status)),
            .rule = d.rule,
            .customer = d.customer ? book.customer_number(*d.customer) : "",
            .allocations = {}};
  for (const cash::Allocation& a : d.allocations)
    o.allocations.push_back(
        {a.item, a.number, a.paid.minor, a.discount.minor, a.write_off.amount().minor});
  std::ranges::sort(o.allocations, {}, &store::PastAllocation::item);
  return o;
}

/// Counts and money of what would go otherwise.
class Totals {
 public:
  void decision() { ++decisions_; }
  void returned() { ++returns_; }
  void otherwise(const std::string& then, const std::string& now, Money amount) {
    ++otherwise_;
    Line& line = changes_[{then, now, std::string(amount.currency.code())}];
    ++line.count;
    line.sum = line.count == 1 ? amount : line.sum + amount;
  }
  void person(bool agrees) { ++(agrees ? as_person_ : against_person_); }

  json::object to_json(const model::CashPolicy& policy) const {
    json::array changes;
    for (const auto& [key, line] : changes_)
      changes.push_back(json::object{{"then", std::get<0>(key)},
                                     {"now", std::get<1>(key)},
                                     {"currency", std::get<2>(key)},
                                     {"count", line.count},
                                     {"amount", line.sum.to_string()}});
    return {{"total", true},
            {"policy_version", policy.version},
            {"decisions", decisions_},
            {"otherwise", otherwise_},
            {"changes", std::move(changes)},
            {"as_a_person_decided", as_person_},
            {"against_a_person", against_person_},
            {"returns_left_out", returns_}};
  }

 private:
  struct Line {
    std::int64_t count = 0;
    Money sum;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Line> changes_;
  std::int64_t decisions_ = 0, otherwise_ = 0, as_person_ = 0, against_person_ = 0, returns_ = 0;
};

class Backtest {
 public:
  Backtest(soci::session& sql, const model::CashPolicy& policy,
           const std::function<void(const json::object&)>& each)
      : sql_(sql), policy_(policy), each_(each) {}

  void run(Date from, Date to) {
    store::for_each_past_decision(sql_, from, to, [&](const store::PastDecision& d) { one(d); });
    each_(totals_.to_json(policy_));
  }

 private:
  void one(const store::PastDecision& d) {
    totals_.decision();
    stand_before(d);
    if (told_.contains(model::raw(d.transaction))) return;
    const auto t = store::decided_transaction(sql_, d.transaction);
    if (!t) return;
    if (t->returned) return totals_.returned();
    const Outcome then{.status = d.status,
                       .rule = d.rule,
                       .customer = d.customer ? book_->now().customer_number(*d.customer) : "",
                       .allocations = store::allocations_of(sql_, d.id)};
    const Outcome now = outcome_of(decide(d, *t), book_->now());
    if (now.same_as(then)) return;
    told_.insert(model::raw(d.transaction));
    tell(d, *t, then, now);
  }

  void stand_before(const store::PastDecision& d) {
    const store::Before before{d.id, d.decided_at};
    if (!book_) {
      book_ = std::make_unique<HistoricBook>(sql_, before, policy_);
      decider_ = std::make_unique<PolicyDecider>(policy_, *book_, party_in(book_->now()));
    }
    book_->stand_before(before);
    if (d.run == run_) return;
    run_ = d.run;
    book_->learn_forms_until(d.run_started_at != 0 ? d.run_started_at : d.decided_at);
  }

  cash::Decision decide(const store::PastDecision& d, const store::UndecidedTransaction& t) {
    auto decided = decider_->decide(to_payment(t), cash::Depth::all);
    if (d.after_person)
      return held_back(std::move(decided->decision), t.amount,
                       "A person has decided on it before.");
    return std::move(decided->decision);
  }

  void tell(const store::PastDecision& d, const store::UndecidedTransaction& t, const Outcome& then,
            const Outcome& now) {
    totals_.otherwise(then.status, now.status, t.amount);
    json::object line{{"transaction", store::reviewed_transaction(sql_, d.transaction).name},
                      {"booking_date", t.booking_date.to_string()},
                      {"amount", t.amount.to_string()},
                      {"currency", std::string(t.amount.currency.code())},
                      {"payer", t.counterparty_name},
                      {"decision", d.id},
                      {"policy_version", d.policy_version},
                      {"then", then.to_json()},
                      {"now", now.to_json()}};
    if (const std::int64_t person = store::settled_by_person(sql_, d.transaction); person != 0) {
      Outcome decided{.status = "applied",
                      .rule = {},
                      .customer = now.customer,
                      .allocations = store::allocations_of(sql_, person)};
      const bool agrees = decided.same_as(now);
      if (now.status == "applied") totals_.person(agrees);
      line["person"] = json::object{{"decision", person}, {"agrees", agrees}};
    }
    each_(line);
  }

  soci::session& sql_;
  const model::CashPolicy& policy_;
  const std::function<void(const json::object&)>& each_;
  std::unique_ptr<HistoricBook> book_;
  std::unique_ptr<PolicyDecider> decider_;
  std::int64_t run_ = -1;
  std::unordered_set<std::int64_t> told_;
  Totals totals_;
};

}  // namespace

void backtest(const Environment& environment, const model::CashPolicy& policy, Date from, Date to,
              const std::function<void(const json::object&)>& each) {
  if (to < from)
    throw FailureException({.message = "the period ends on " + to.to_string() +
                                       ", before it begins on " + from.to_string()});
  store::Snapshot snapshot(*environment.store);
  Backtest(snapshot.sql(), policy, each).run(from, to);
}

}  // namespace saldo::flows
