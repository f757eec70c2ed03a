#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/proposals.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {
namespace {

void add_credit_verbs(CLI::App& app, std::string& socket, Action& action) {
  CLI::App* credit = app.add_subcommand("credit",
                                        "Change credit limits and blocks in the ERP: one person "
                                        "proposes, another approves");
  credit->require_subcommand(1);
  credit->footer("Example:\n  saldo credit propose --help");
  Verb<CreditChangeOptions>(*credit, "propose", "Propose a credit limit, a block or its end",
                            "saldo credit propose 100001 --area 1000 --limit 50000.00 --currency "
                            "EUR --reason 'insured up to this'\n"
                            "  saldo credit propose 100001 --area 1000 --block yes --reason "
                            "'insolvency filed'")
      .word("CUSTOMER", &CreditChangeOptions::customer, "The customer's number")
      .option("--area", "AREA", &CreditChangeOptions::area, "The credit control area",
              /*required=*/true)
      .option("--limit", "AMOUNT", &CreditChangeOptions::limit, "The new limit")
      .option("--currency", "CODE", &CreditChangeOptions::currency, "Its currency")
      .choice("--block", &CreditChangeOptions::block, {"yes", "no"},
              "Whether credit management blocks the customer")
      .option("--reason", "TEXT", &CreditChangeOptions::reason, "Why", /*required=*/true)
      .option("--connector", "NAME", &CreditChangeOptions::connector,
              "Whose sink tells it, where several do")
      .formatted()
      .connected(socket)
      .runs(action, propose_credit_change);

  Verb<ProposalActOptions>(*credit, "approve", "Approve what another person proposed",
                           "saldo proposals --status awaiting\n  saldo credit approve 17")
      .word("PROPOSAL", &ProposalActOptions::proposals, "Numbers of proposals")
      .formatted()
      .connected(socket)
      .runs(action, approve_credit_changes);
}

}  // namespace

void add_proposal_verbs(CLI::App& app, std::string& socket, Action& action) {
  Verb<ProposalsOptions>(app, "proposals", "Show what goes back to the ERP, or one with its answer",
                         "saldo proposals --status failed\n  saldo proposals 17")
      .word("ID", &ProposalsOptions::proposal, "One in detail", /*required=*/false)
      .option("--status", "S", &ProposalsOptions::status,
              "Only awaiting, proposed, sent, confirmed, failed or void")
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

  add_credit_verbs(app, socket, action);
}

}  // namespace saldo::cli
