#include "flows/dun.hpp"

#include <boost/json.hpp>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "flows/balance_check.hpp"
#include "flows/dispute_run.hpp"
#include "flows/dunning_account.hpp"
#include "flows/notice_proposal.hpp"
#include "flows/notices.hpp"
#include "flows/wording_lint.hpp"
#include "store/dunning.hpp"
#include "store/runs.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

/// Holds a procedure for one run; a second run of it is refused, not queued: it would decide on
/// what the first is about to change. One daemon owns a book, so this process knows all runs.
class RunLock {
 public:
  RunLock(const store::Store* store, const std::string& procedure) : key_(store, procedure) {
    const std::lock_guard lock(mutex());
    held_ = running().insert(key_).second;
  }
  ~RunLock() {
    if (!held_) return;
    const std::lock_guard lock(mutex());
    running().erase(key_);
  }
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;
  bool held() const { return held_; }

 private:
  using Key = std::pair<const store::Store*, std::string>;
  static std::mutex& mutex() {
    static std::mutex m;
    return m;
  }
  static std::set<Key>& running() {
    static std::set<Key> all;
    return all;
  }
  Key key_;
  bool held_ = false;
};

RunOutcome refused(std::string_view code, const std::string& reason) {
  return {.end = RunOutcome::End::failed,
          .result_json = json::serialize(
              json::object{{"outcome", "RUN_REFUSED"}, {"reason", std::string(code)}}),
          .error = "RUN_REFUSED " + std::string(code) + ": " + reason};
}

void count_money(std::map<std::string, Money>& sums, Money amount) {
  Money& sum = sums[std::string(amount.currency.code())];
  sum = sum.currency.empty() ? amount : sum + amount;
}

json::object to_json(const std::map<std::string, Money>& sums) {
  json::object out;
  for (const auto& [currency, sum] : sums) out[currency] = json::string(sum.to_string());
  return out;
}

class DunningRun {
 public:
  DunningRun(const Environment& environment, const DunOptions& options, const RunControl& control,
             const model::DunningProcedure& procedure)
      : environment_(environment),
        options_(options),
        control_(control),
        basis_(*environment.config, procedure) {}

  RunOutcome run() {
    for (const WordingGap& gap : lint_wordings(environment_, options_.procedure))
      wording_gaps_.emplace_back(gap.to_string());
    store::WriteTransaction transaction(*environment_.store);
    const auto gate = gate_dunning(transaction.sql(), basis_.procedure(), options_.run_date);
    if (gate.refused()) return refused(collect::to_string(gate.gate), gate.reason);
    maker_ = person_behind(transaction.sql(), control_.run);
    // What was paid of a dispute, and what was deducted, counts before anybody is reminded.
    bring_disputes_up({transaction.sql(), *environment_.config, options_.run_date,
                       environment_.clock->now(), "saldo"});
    recalled_ = recall_overtaken(transaction.sql(), options_.run_date, environment_.clock->now());
    store::OutcomeWriter outcomes(transaction.sql());
    store::NoticeWriter notices(transaction.sql());
    if (!decide_all(transaction.sql(), outcomes, notices))
      return {.end = RunOutcome::End::cancelled, .error = "stopped"};
    const bool changed = proposed_ > 0 || recalled_ > 0;
    if (changed) store::mark_changed(transaction.sql(), control_.run);
    if (!options_.dry_run) transaction.commit();
    return {.changed = changed && !options_.dry_run, .result_json = summary()};
  }

 private:
  /// False when it was stopped.
  bool decide_all(soci::session& sql, store::OutcomeWriter& outcomes,
                  store::NoticeWriter& notices) {
    Date last = options_.run_date;
    for (const auto& [company, day] : options_.company_dates) last = std::max(last, day);
    const store::AccountQuery query{.as_of = last, .settlements = basis_.needs_settlements()};
    const std::int64_t total = store::count_customers_to_dun(sql);
    std::int64_t done = 0;
    model::CustomerId customer{};
    bool stopped = false;
    store::for_each_account(sql, query, [&](const store::AccountToDun& a) {
      stopped = stopped || control_.stop.stop_requested();
      if (stopped) return;
      account(outcomes, notices, a);
      if (std::exchange(customer, a.customer) != a.customer && done++ % 100 == 0)
        control_.progress(done, total);
    });
    return !stopped;
  }

  Date run_date(const std::string& company) const {
    const auto own = options_.company_dates.find(company);
    return own == options_.company_dates.end() ? options_.run_date : own->second;
  }

  void account(store::OutcomeWriter& outcomes, store::NoticeWriter& notices,
               const store::AccountToDun& a) {
    const Date day = run_date(a.company_code);
    const collect::DunningRules rules = basis_.rules(a.customer_country);
    for (const collect::DunningAccount& one : to_accounts(a, basis_, day)) {
      const collect::DunningDecision d = collect::decide(one, rules, day);
      ++outcomes_[d.outcome];
      if (!d.interest_missing.empty()) interest_missing_ = d.interest_missing;
      std::vector<store::OutcomeWriter::Outcome> told{
          {.reason = collect::to_string(d.outcome), .level = d.level}};
      for (const collect::ItemDecision& i : d.items)
        told.push_back({i.item, collect::to_string(i.reason), i.level});
      outcomes.add({model::RunId{control_.run}, a.customer, a.company_code, a.currency}, told);
      if (d.outcome == collect::AccountOutcome::notice) propose(notices, a, one, d, day);
    }
  }

  void propose(store::NoticeWriter& notices, const store::AccountToDun& a,
               const collect::DunningAccount& one, const collect::DunningDecision& d, Date day) {
    const ProposedBy by{model::RunId{control_.run}, options_.procedure, environment_.config->digest,
                        maker_};
    if (!notices.add(new_notice(a, one.area, d, day, by), environment_.clock->now())) {
      ++already_proposed_;
      return;
    }
    ++proposed_;
    count_money(amounts_, d.amount);
    if (d.interest.minor != 0) count_money(interest_, d.interest);
  }

  std::string summary() const {
    json::object out{{"run_date", options_.run_date.to_string()},
                     {"notices", proposed_},
                     {"already_proposed", already_proposed_},
                     {"recalled", recalled_}};
    if (options_.dry_run) out["dry_run"] = true;
    json::object outcomes;
    for (const auto& [outcome, count] : outcomes_) outcomes[collect::to_string(outcome)] = count;
    out["amount"] = to_json(amounts_);
    if (!interest_.empty()) out["interest_memo"] = to_json(interest_);
    if (!interest_missing_.empty()) out["interest_missing"] = interest_missing_;
    out["accounts"] = std::move(outcomes);
    if (!wording_gaps_.empty()) out["wordings_missing"] = wording_gaps_;
    return json::serialize(out);
  }

  const Environment& environment_;
  const DunOptions& options_;
  const RunControl& control_;
  DunningBasis basis_;
  std::string maker_, interest_missing_;
  std::int64_t proposed_ = 0, already_proposed_ = 0, recalled_ = 0;
  std::map<std::string, Money> amounts_, interest_;
  std::map<collect::AccountOutcome, std::int64_t> outcomes_;
  json::array wording_gaps_;
};

}  // namespace

collect::RunGateDecision gate_dunning(soci::session& sql, const model::DunningProcedure& procedure,
                                      Date day) {
  std::vector<collect::BankAccountState> states;
  for (const store::BankAccountChain& chain : store::bank_account_chains(sql))
    states.push_back({chain.account, chain.last_closing, chain.gap, chain.gap_detail});
  const auto bank = collect::gate_run(states, procedure, day);
  return bank.refused() ? bank : collect::gate_balance(balance_check_state(sql), procedure, day);
}

RunOutcome run_dunning(const Environment& environment, const DunOptions& options,
                       const RunControl& control) {
  const auto found = environment.config->procedures.find(options.procedure);
  if (found == environment.config->procedures.end())
    return {
        .end = RunOutcome::End::failed,
        .error = "there is no dunning procedure '" + options.procedure + "' in the configuration"};
  const RunLock lock(environment.store, options.procedure);
  if (!lock.held())
    return refused("ALREADY_RUNNING",
                   "another run of procedure '" + options.procedure + "' is going on");
  return DunningRun(environment, options, control, found->second).run();
}

}  // namespace saldo::flows
