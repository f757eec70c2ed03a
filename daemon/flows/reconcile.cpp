#include "flows/reconcile.hpp"

#include <boost/json.hpp>
#include <map>
#include <memory>

#include "cash/decision.hpp"
#include "flows/decision_json.hpp"
#include "flows/notices.hpp"
#include "flows/sql_book.hpp"
#include "store/decisions.hpp"
#include "store/runs.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr int kTransactionsAtOnce = 500;

cash::Payment to_payment(const store::UndecidedTransaction& t) {
  cash::Payment p;
  p.id = t.id;
  p.amount = t.amount;
  p.returned = t.returned;
  p.booking_date = t.booking_date;
  p.value_date = t.value_date;
  p.remittance = t.remittance;
  p.creditor_reference = t.creditor_reference;
  p.end_to_end_id = t.end_to_end_id;
  p.counterparty_iban = t.counterparty_iban;
  p.counterparty_name = t.counterparty_name;
  p.remitted_documents = t.remitted_documents;
  return p;
}

model::TransactionState to_state(cash::Status status) {
  switch (status) {
    case cash::Status::applied:
      return model::TransactionState::applied;
    case cash::Status::unapplied:
      return model::TransactionState::unapplied;
    case cash::Status::suspense:
      return model::TransactionState::suspense;
    case cash::Status::proposed:
      return model::TransactionState::proposed;
    case cash::Status::not_ar:
      break;
  }
  return model::TransactionState::not_ar;
}

/// What the run did, in counts and money, by status and by rule.
class Summary {
 public:
  void add(const store::UndecidedTransaction& t, const cash::Decision& d) {
    Line& line =
        by_status_[{std::string(cash::to_string(d.status)), std::string(t.amount.currency.code())}];
    ++line.count;
    line.sum = line.count == 1 ? t.amount : line.sum + t.amount;
    ++by_rule_[d.rule];
    ++looked_at_;
  }
  std::string to_json(bool dry_run) const {
    json::object out{{"transactions", looked_at_}};
    if (dry_run) out["dry_run"] = true;
    for (const auto& [key, line] : by_status_) {
      json::object& status =
          out.contains(key.first) ? out[key.first].get_object() : out[key.first].emplace_object();
      status[key.second] = {{"count", line.count}, {"amount", line.sum.to_string()}};
    }
    json::object rules;
    for (const auto& [rule, count] : by_rule_) rules[rule] = count;
    out["rules"] = std::move(rules);
    return json::serialize(out);
  }

 private:
  struct Line {
    std::int64_t count = 0;
    Money sum;
  };
  std::map<std::pair<std::string, std::string>, Line> by_status_;
  std::map<std::string, std::int64_t> by_rule_;
  std::int64_t looked_at_ = 0;
};

class Reconcile {
 public:
  Reconcile(const Environment& environment, const ReconcileOptions& options,
            const RunControl& control)
      : environment_(environment), options_(options), control_(control) {}

  RunOutcome run() {
    {
      store::Snapshot snapshot(*environment_.store);
      forms_ = SqlBook::learn_forms(snapshot.sql());
      total_ = store::count_undecided(snapshot.sql());
    }
    // A dry run decides inside one transaction that is never committed.
    if (options_.dry_run) dry_.emplace(*environment_.store, store::Durability::repeatable);
    store::UndecidedCursor cursor = where_it_stopped();
    for (auto page = next_page(cursor); !page.empty(); page = next_page(cursor)) {
      for (const store::UndecidedTransaction& t : page) {
        if (control_.stop.stop_requested())
          return {.end = RunOutcome::End::cancelled, .changed = changed_, .error = "stopped"};
        cursor = {t.booking_date.days(), t.account, t.ordinal};
        if (options_.as_of && t.booking_date > *options_.as_of) return finish();
        one(t);
      }
      control_.progress(done_, total_);
    }
    return finish();
  }

 private:
  /// A run that was interrupted goes on behind its last decision: what it decided before, it
  /// decided on the book of that moment, and deciding again on today's could come out otherwise.
  store::UndecidedCursor where_it_stopped() const {
    store::Snapshot snapshot(*environment_.store);
    return store::last_decided(snapshot.sql(), model::RunId{control_.run})
        .value_or(store::UndecidedCursor{});
  }

  RunOutcome finish() const {
    if (changed_ && !options_.dry_run) recall_notices();
    return {.changed = changed_ && !options_.dry_run,
            .result_json = summary_.to_json(options_.dry_run)};
  }

  /// A reminder that waits must not go out to somebody whose money has just come in.
  void recall_notices() const {
    store::WriteTransaction transaction(*environment_.store);
    const Instant now = environment_.clock->now();
    const auto day = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    recall_overtaken(transaction.sql(), Date::from_days(static_cast<std::int32_t>(day)), now);
    transaction.commit();
  }

  std::vector<store::UndecidedTransaction> next_page(const store::UndecidedCursor& cursor) {
    if (dry_) return store::undecided_transactions(dry_->sql(), cursor, kTransactionsAtOnce);
    store::Snapshot snapshot(*environment_.store);
    return store::undecided_transactions(snapshot.sql(), cursor, kTransactionsAtOnce);
  }

  void one(const store::UndecidedTransaction& t) {
    ++done_;
    if (dry_) return decide(t, dry_->sql());
    store::WriteTransaction transaction(*environment_.store, store::Durability::repeatable);
    decide(t, transaction.sql());
    transaction.commit();
  }

  void decide(const store::UndecidedTransaction& t, soci::session& sql) {
    if (!book_) book_ = std::make_unique<SqlBook>(sql, forms_);
    const cash::Decision d = cash::decide(to_payment(t), *book_);
    summary_.add(t, d);
    store::NewDecision row{.transaction = t.id,
                           .run = model::RunId{control_.run},
                           .state = to_state(d.status),
                           .customer = d.customer,
                           .unapplied = d.unapplied,
                           .rule = d.rule,
                           .reason = d.reason,
                           .evidence_json = evidence_json(d),
                           .runner_up_json = runner_up_json(d, *book_),
                           .proposals_json = proposals_json(d, *book_),
                           .config_version = environment_.config->digest,
                           .value_date = t.value_date};
    for (const cash::Allocation& a : d.allocations)
      row.allocations.push_back({a.item, a.paid, a.discount});
    if (store::says_the_same(sql, row)) return;
    store::add_decision(sql, row, environment_.clock->now());
    if (!changed_) store::mark_changed(sql, control_.run);
    changed_ = true;
  }

  const Environment& environment_;
  const ReconcileOptions& options_;
  const RunControl& control_;
  cash::NumberForms forms_;
  std::optional<store::WriteTransaction> dry_;
  std::unique_ptr<SqlBook> book_;  // its statements live on the one write connection
  Summary summary_;
  std::int64_t done_ = 0, total_ = 0;
  bool changed_ = false;
};

}  // namespace

RunOutcome run_reconcile(const Environment& environment, const ReconcileOptions& options,
                         const RunControl& control) {
  return Reconcile(environment, options, control).run();
}

}  // namespace saldo::flows
