#include "flows/reconcile.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <span>

#include "cash/decision.hpp"
#include "flows/decide.hpp"
#include "flows/notices.hpp"
#include "flows/reconcile_summary.hpp"
#include "model/iban.hpp"
#include "store/decisions.hpp"
#include "store/learnt.hpp"
#include "store/runs.hpp"

namespace saldo::flows {

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

/// What decides, and what writes it down; their statements live on the one write connection.
struct Desk {
  Desk(soci::session& sql, const cash::NumberForms& forms, const model::CashPolicy& policy,
       const std::string& config_version)
      : decider(sql, forms, policy, config_version), writer(sql) {}
  Decider decider;
  store::DecisionWriter writer;
};

class Reconcile {
 public:
  Reconcile(const Environment& environment, const ReconcileOptions& options,
            const RunControl& control)
      : environment_(environment),
        options_(options),
        control_(control),
        policy_(cash_policy_of(*environment.config, options.job)),
        summary_(options.dry_run) {}

  RunOutcome run() {
    {
      store::Snapshot snapshot(*environment_.store);
      forms_ = SqlBook::learn_forms(snapshot.sql(), policy_);
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
            .result_json = dry_ ? summary_.to_json(dry_->sql()) : summary_.to_json()};
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
    if (dry_) {
      decide(t, pass, dry_->sql());
      return;
    }
    store::WriteTransaction transaction(*environment_.store, store::Durability::repeatable);
    if (decide(t, pass, transaction.sql())) transaction.commit();
  }

  /// Whether something was written.
  bool decide(const store::UndecidedTransaction& t, int pass, soci::session& sql) {
    // A person or another run may have been faster since the page was read.
    if (!desk_) desk_ = std::make_unique<Desk>(sql, forms_, policy_, config_version());
    if (!desk_->writer.is_undecided(t.id)) return false;
    auto made = desk_->decider.decide(t, kPasses[std::min(pass, kLastPass)]);
    if (!made) return false;
    const cash::Decision& d = made->decision;
    const bool settled = d.status == cash::Status::applied || d.status == cash::Status::not_ar ||
                         d.status == cash::Status::returned;
    if (!settled && pass != (t.returned ? kReturnsPass : kLastPass)) return false;
    ++done_;
    summary_.add(t, d, desk_->decider.book());
    made->row.run = model::RunId{control_.run};
    made->row.pass = pass;
    if (desk_->writer.says_the_same(made->row)) return false;
    desk_->writer.add(made->row, environment_.clock->now());
    if (d.learns_account) learn_account(sql, t, *d.customer);
    if (d.advice) store::settle_advice(sql, *d.advice, t.id);
    if (!changed_) store::mark_changed(sql, control_.run);
    changed_ = true;
    return true;
  }

  void learn_account(soci::session& sql, const store::UndecidedTransaction& t,
                     model::CustomerId customer) const {
    store::learn(sql,
                 {.kind = store::LearntKind::iban,
                  .key = model::Iban::parse(t.counterparty_iban)->text(),
                  .value = t.counterparty_iban,
                  .customer = customer,
                  .proof = t.id,
                  .by = "run " + std::to_string(control_.run)},
                 environment_.clock->now());
  }
  const std::string& config_version() const { return environment_.config->digest; }

  const Environment& environment_;
  const ReconcileOptions& options_;
  const RunControl& control_;
  cash::NumberForms forms_;
  std::optional<store::WriteTransaction> dry_;
  const model::CashPolicy& policy_;
  std::unique_ptr<Desk> desk_;
  ReconcileSummary summary_;
  std::int64_t done_ = 0, total_ = 0;
  bool changed_ = false;
};

}  // namespace

RunOutcome run_reconcile(const Environment& environment, const ReconcileOptions& options,
                         const RunControl& control) {
  return Reconcile(environment, options, control).run();
}

}  // namespace saldo::flows
