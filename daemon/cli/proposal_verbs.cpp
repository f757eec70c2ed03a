#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/proposals.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {

void add_proposal_verbs(CLI::App& app, std::string& socket, Action& action) {
  Verb<ProposalsOptions>(app, "proposals", "Show what goes back to the ERP, or one with its answer",
                         "saldo proposals --status failed\n  saldo proposals 17")
      .word("ID", &ProposalsOptions::proposal, "One in detail", /*required=*/false)
      .option("--status", "S", &ProposalsOptions::status,
              "Only proposed, sent, confirmed, failed or void")
      .option("--where", "FIELD=VALUE", &ProposalsOptions::where,
              "Only rows whose field has this value; repeated: all must hold")
      .formatted()
      .connected(socket)
      .runs(action, show_proposals);

  Verb<ProposalActOptions>(app, "retry", "Send proposals again that failed", "saldo retry 17 18")
      .word("PROPOSAL", &ProposalActOptions::proposals, "Numbers of proposals")
      .formatted()
      .connected(socket)
      .runs(action, retry_proposals);

  Verb<ProposalActOptions>(app, "void", "Void proposals that aren't to go out",
                           "saldo void 17 --reason 'posted by hand'")
      .word("PROPOSAL", &ProposalActOptions::proposals, "Numbers of proposals")
      .option("--reason", "TEXT", &ProposalActOptions::reason, "Why", /*required=*/true)
      .formatted()
      .connected(socket)
      .runs(action, void_proposals);
}

}  // namespace saldo::cli
