#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/policy.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {

void add_policy_verbs(CLI::App& app, std::string& socket, Action& action) {
  CLI::App* policy = app.add_subcommand(
      "policy", "How far cash application may go by itself, and how a new rule would have worked");
  policy->require_subcommand(1);
  policy->footer("Example:\n  saldo policy check cash-policy.yaml");

  Verb<PolicyCheckOptions>(*policy, "check",
                           "Show every fault of a policy at once, without the daemon",
                           "saldo policy check cash-policy.yaml")
      .word("FILE", &PolicyCheckOptions::file, "The policy")
      .runs(action, check_policy);

  Verb<BacktestOptions>(*policy, "backtest",
                        "List what would have gone otherwise: payments under a policy of cash "
                        "application, notices under a dunning procedure",
                        "saldo policy backtest --from 2026-01-01 --to 2026-03-31 new.yaml")
      .word("FILE", &BacktestOptions::file,
            "The policy to be tried; or the section `dunning` with one procedure, as in saldo.yaml")
      .option("--from", "DATE", &BacktestOptions::from,
              "Payments booked, or dunning runs, from this day on",
              /*required=*/true)
      .option("--to", "DATE", &BacktestOptions::to, "Up to this day", /*required=*/true)
      .formatted()
      .connected(socket)
      .runs(action, backtest_policy);
}

}  // namespace saldo::cli
