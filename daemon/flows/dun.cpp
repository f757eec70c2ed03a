#include "flows/dun.hpp"

#include <boost/json.hpp>
#include <map>

#include "base/sha256.hpp"
#include "collect/dunning.hpp"
#include "collect/run_gate.hpp"
#include "store/dunning.hpp"
#include "store/runs.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

collect::DunningAccount to_account(const store::AccountToDun& a) {
  collect::DunningAccount account;
  account.customer = a.customer;
  account.currency = a.currency;
  account.has_procedure = !a.dunning_procedure.empty();
  account.blocked = !a.dunning_block.empty();
  account.last_dunning_date = a.last_sent;
  account.unapplied = a.unapplied;
  for (const store::DunnableItem& i : a.items) {
    collect::DunningItem& item = account.items.emplace_back();
    item.id = i.id;
    item.number = i.number;
    item.kind = model::parse_item_kind(i.kind).value();
    item.open = i.open;
    item.due_date = i.due_date;
    item.posting_date = i.posting_date;
    item.previous_level = i.sent_level;
  }
  return account;
}

std::vector<collect::BankAccountState> bank_states(soci::session& sql) {
  std::vector<collect::BankAccountState> states;
  for (const store::BankAccountChain& chain : store::bank_account_chains(sql))
    states.push_back({chain.account, chain.last_closing, chain.gap, chain.gap_detail});
  return states;
}

class DunningRun {
 public:
  DunningRun(const Environment& environment, const DunOptions& options, const RunControl& control,
             const model::DunningProcedure& procedure)
      : environment_(environment), options_(options), control_(control), procedure_(procedure) {}

  RunOutcome run() {
    store::WriteTransaction transaction(*environment_.store);
    const auto gate =
        collect::gate_run(bank_states(transaction.sql()), procedure_, options_.run_date);
    if (gate.refused())
      return {
          .end = RunOutcome::End::failed,
          .result_json = json::serialize(json::object{
              {"outcome", "RUN_REFUSED"}, {"reason", std::string(collect::to_string(gate.gate))}}),
          .error =
              "RUN_REFUSED " + std::string(collect::to_string(gate.gate)) + ": " + gate.reason};
    std::vector<store::AccountToDun> accounts;
    store::for_each_account(transaction.sql(), options_.run_date,
                            [&](const store::AccountToDun& a) { accounts.push_back(a); });
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      if (control_.stop.stop_requested())
        return {.end = RunOutcome::End::cancelled, .error = "stopped"};
      account(transaction.sql(), accounts[i]);
      if (i % 100 == 0)
        control_.progress(static_cast<std::int64_t>(i), static_cast<std::int64_t>(accounts.size()));
    }
    if (notices_ > 0) store::mark_changed(transaction.sql(), control_.run);
    if (!options_.dry_run) transaction.commit();
    return {.changed = notices_ > 0 && !options_.dry_run, .result_json = summary()};
  }

 private:
  void account(soci::session& sql, const store::AccountToDun& a) {
    const collect::DunningDecision d =
        collect::decide(to_account(a), procedure_, options_.run_date);
    ++outcomes_[std::string(collect::to_string(d.outcome))];
    store::DunningOutcome outcome{.run = model::RunId{control_.run},
                                  .customer = a.customer,
                                  .company_code = a.company_code,
                                  .currency = a.currency,
                                  .reason = std::string(collect::to_string(d.outcome)),
                                  .level = d.level};
    store::add_outcome(sql, outcome);
    for (const collect::ItemDecision& i : d.items) {
      outcome.item = i.item;
      outcome.reason = collect::to_string(i.reason);
      outcome.level = i.level;
      store::add_outcome(sql, outcome);
    }
    if (d.outcome == collect::AccountOutcome::notice) propose(sql, a, d);
  }

  void propose(soci::session& sql, const store::AccountToDun& a,
               const collect::DunningDecision& d) {
    Sha256 hash;
    hash.update(d.idempotency_basis);
    hash.update("|" + a.company_code + "|" + a.customer_number);
    store::NewNotice notice{.run = model::RunId{control_.run},
                            .idempotency_key = hash.hex_digest(),
                            .procedure = options_.procedure,
                            .config_version = environment_.config->digest,
                            .company_code = a.company_code,
                            .customer = a.customer,
                            .run_date = options_.run_date,
                            .level = d.level,
                            .amount = d.amount,
                            .fee = d.fee};
    for (const collect::ItemDecision& i : d.items)
      if (i.reason == collect::ItemReason::dunned)
        notice.items.push_back({i.item, i.level, i.days_overdue, i.amount});
    if (!store::add_notice(sql, notice, environment_.clock->now())) {
      ++already_proposed_;
      return;
    }
    ++notices_;
    Money& sum = amounts_[std::string(a.currency.code())];
    sum = sum.currency.empty() ? d.amount : sum + d.amount;
  }

  std::string summary() const {
    json::object out{{"run_date", options_.run_date.to_string()},
                     {"notices", notices_},
                     {"already_proposed", already_proposed_}};
    if (options_.dry_run) out["dry_run"] = true;
    json::object amounts, outcomes;
    for (const auto& [currency, sum] : amounts_) amounts[currency] = json::string(sum.to_string());
    for (const auto& [outcome, count] : outcomes_) outcomes[outcome] = count;
    out["amount"] = std::move(amounts);
    out["accounts"] = std::move(outcomes);
    return json::serialize(out);
  }

  const Environment& environment_;
  const DunOptions& options_;
  const RunControl& control_;
  const model::DunningProcedure& procedure_;
  std::int64_t notices_ = 0, already_proposed_ = 0;
  std::map<std::string, Money> amounts_;
  std::map<std::string, std::int64_t> outcomes_;
};

}  // namespace

RunOutcome run_dunning(const Environment& environment, const DunOptions& options,
                       const RunControl& control) {
  const auto found = environment.config->procedures.find(options.procedure);
  if (found == environment.config->procedures.end())
    return {
        .end = RunOutcome::End::failed,
        .error = "there is no dunning procedure '" + options.procedure + "' in the configuration"};
  return DunningRun(environment, options, control, found->second).run();
}

}  // namespace saldo::flows
