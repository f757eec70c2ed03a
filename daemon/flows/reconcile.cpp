#include "flows/reconcile.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <span>

#include "cash/decision.hpp"
#include "flows/decision_json.hpp"
#include "flows/notices.hpp"
#include "flows/sql_book.hpp"
#include "model/iban.hpp"
#include "store/decisions.hpp"
#include "store/runs.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr std::size_t kTransactionsAtOnce = 500;

/// A batch is decided on in passes, so that what is named is settled before anything is concluded
/// from what is left open; what that settles may tell what the others pay. Only the last one writes
/// down what isn't applied.
constexpr cash::Depth kPasses[] = {cash::Depth::exact, cash::Depth::named, cash::Depth::all,
                                   cash::Depth::all};
constexpr int kLastPass = static_cast<int>(std::size(kPasses)) - 1;
/// A return is linked in whichever pass has decided on the payment that it takes back; one more
/// pass is for those whose payment waits for a person.
constexpr int kReturnsPass = kLastPass + 1;

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
  p.mandate_id = t.mandate_id;
  p.instruction_id = t.customer_reference;
  p.instructed = t.instructed;
  p.charges = t.charges;
  p.code = t.code;
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
    case cash::Status::returned:
      return model::TransactionState::returned;
    case cash::Status::not_ar:
      break;
  }
  return model::TransactionState::not_ar;
}

store::NewAllocation to_row(const cash::Allocation& a) {
  store::NewAllocation row{.item = a.item,
                           .paid = a.paid,
                           .discount = a.discount,
                           .write_off_minor = a.write_off.amount().minor,
                           .write_off_reason = a.write_off.reason(),
                           .exchange = {}};
  if (a.exchange)
    row.exchange = store::NewExchange{a.exchange->cash, a.exchange->rate, a.exchange->difference};
  return row;
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
    for (; cursor.pass <= kReturnsPass; cursor = {.pass = cursor.pass + 1}) {
      if (!one_pass(cursor))
        return {.end = RunOutcome::End::cancelled, .changed = changed_, .error = "stopped"};
    }
    control_.progress(done_, total_);
    if (changed_ && !options_.dry_run) recall_notices();
    return {.changed = changed_ && !options_.dry_run,
            .result_json = summary_.to_json(options_.dry_run)};
  }

 private:
  /// A run that was interrupted goes on behind its last decision: what it decided before, it
  /// decided on the book of that moment, and deciding again on today's could come out otherwise.
  store::UndecidedCursor where_it_stopped() const {
    store::Snapshot snapshot(*environment_.store);
    return store::last_decided(snapshot.sql(), model::RunId{control_.run})
        .value_or(store::UndecidedCursor{});
  }

  /// A reminder that waits must not go out to somebody whose money has just come in.
  void recall_notices() const {
    store::WriteTransaction transaction(*environment_.store);
    const Instant now = environment_.clock->now();
    const auto day = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    recall_overtaken(transaction.sql(), Date::from_days(static_cast<std::int32_t>(day)), now);
    transaction.commit();
  }

  /// Calls `read` with the session of the dry run or of a snapshot.
  template <class Read>
  auto reading(Read read) {
    if (dry_) return read(dry_->sql());
    store::Snapshot snapshot(*environment_.store);
    return read(snapshot.sql());
  }

  /// Goes through the days from the cursor on; false when it was stopped.
  bool one_pass(store::UndecidedCursor cursor) {
    const auto next_day = [&](soci::session& sql) {
      return store::next_undecided_day(sql, cursor.day);
    };
    std::optional<Date> day;
    if (!cursor.fingerprint.empty()) day = Date::from_days(cursor.day);
    for (;;) {
      if (!day) day = reading(next_day);
      if (!day || (options_.as_of && *day > *options_.as_of)) return true;
      cursor.day = day->days();
      if (!one_day(cursor)) return false;
      cursor = {.pass = cursor.pass, .day = day->days()};
      day.reset();
    }
  }

  bool one_day(const store::UndecidedCursor& cursor) {
    const auto ids =
        reading([&](soci::session& sql) { return store::undecided_of_day(sql, cursor); });
    for (std::size_t begin = 0; begin < ids.size(); begin += kTransactionsAtOnce) {
      const std::span page =
          std::span(ids).subspan(begin, std::min(kTransactionsAtOnce, ids.size() - begin));
      for (const store::UndecidedTransaction& t :
           reading([&](soci::session& sql) { return store::undecided_transactions(sql, page); })) {
        if (control_.stop.stop_requested()) return false;
        one(t, cursor.pass);
      }
      control_.progress(done_, total_);
    }
    return true;
  }

  void one(const store::UndecidedTransaction& t, int pass) {
    if (pass == kReturnsPass && !t.returned) return;
    // It was read before a return of the same page took it back.
    if (taken_back_.contains(t.id)) return;
    if (dry_) {
      decide(t, pass, dry_->sql());
      return;
    }
    store::WriteTransaction transaction(*environment_.store, store::Durability::repeatable);
    if (decide(t, pass, transaction.sql())) transaction.commit();
  }

  /// Whether something was written.
  bool decide(const store::UndecidedTransaction& t, int pass, soci::session& sql) {
    if (!book_) book_ = std::make_unique<SqlBook>(sql, forms_);
    const auto decided =
        cash::decide_to_depth(to_payment(t), *book_, policy_, kPasses[std::min(pass, kLastPass)]);
    if (!decided) return false;
    const cash::Decision& d = *decided;
    const bool settled = d.status == cash::Status::applied || d.status == cash::Status::not_ar ||
                         d.status == cash::Status::returned;
    if (!settled && pass != (t.returned ? kReturnsPass : kLastPass)) return false;
    ++done_;
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
                           .value_date = t.value_date,
                           .pass = pass};
    for (const cash::Allocation& a : d.allocations) row.allocations.push_back(to_row(a));
    if (d.takes_back) {
      row.takes_back = d.takes_back->id;
      taken_back_.insert(d.takes_back->id);
      for (const auto& share : d.takes_back->shares) row.reversals.push_back(share.allocation);
    }
    if (store::says_the_same(sql, row)) return false;
    store::add_decision(sql, row, environment_.clock->now());
    if (d.learns_account)
      store::learn_account(sql, model::Iban::parse(t.counterparty_iban)->text(), *d.customer, t.id);
    if (d.advice) store::settle_advice(sql, *d.advice, t.id);
    if (!changed_) store::mark_changed(sql, control_.run);
    changed_ = true;
    return true;
  }

  const Environment& environment_;
  const ReconcileOptions& options_;
  const RunControl& control_;
  cash::NumberForms forms_;
  cash::Policy policy_;
  std::set<model::TransactionId> taken_back_;  // by this run
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
