#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/disputes.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {

namespace {

using Act = Verb<DisputeActOptions>;

Act act(CLI::App& dispute, const std::string& name, const std::string& summary,
        const std::string& example) {
  Act verb(dispute, name, summary, example);
  verb.word("DISPUTE", &DisputeActOptions::dispute, "Number of the dispute");
  return verb;
}

void finish(Act& verb, std::string& socket, Action& action, int (*run)(const DisputeActOptions&)) {
  verb.formatted().connected(socket).runs(action, run);
}

void add_open_and_list(CLI::App& dispute, std::string& socket, Action& action) {
  Verb<DisputeOpenOptions>(dispute, "open", "Open a dispute: its items stay out of dunning",
                           "saldo dispute open 100001 --item 90000001=120.00 --reason price\n  "
                           "saldo dispute open 100001 --item 90000001 --item 90000002 --reason "
                           "damage --their-reason 'Bruch' --note 'photos by mail'")
      .word("CUSTOMER", &DisputeOpenOptions::customer, "Number of the customer")
      .option("--item", "NUMBER[=AMOUNT]", &DisputeOpenOptions::items,
              "An open item and how much of it; all that is open by default. Repeated: several",
              /*required=*/true)
      .choice("--reason", &DisputeOpenOptions::reason,
              {"price", "shortage", "damage", "freight", "tax", "trade_promotion", "cash_discount",
               "duplicate", "paid_already", "document", "unknown"},
              "Why the customer doesn't pay", /*required=*/true)
      .option("--their-reason", "TEXT", &DisputeOpenOptions::customer_reason,
              "The customer's own code or words")
      .option("--queue", "NAME", &DisputeOpenOptions::queue, "Where it waits for an owner")
      .option("--note", "TEXT", &DisputeOpenOptions::note, "What else was said")
      .formatted()
      .connected(socket)
      .runs(action, open_dispute);
  Verb<DisputeListOptions>(dispute, "list", "List disputes, the most urgent first",
                           "saldo dispute list --state open --where late=true\n  saldo dispute "
                           "list --deductions --state open")
      .word("CUSTOMER", &DisputeListOptions::customer, "Of one customer", /*required=*/false)
      .option("--state", "S", &DisputeListOptions::state,
              "Only open ones, or of one state: new, assigned, in_progress, waiting_customer, "
              "waiting_internal, resolved, closed, voided or reopened")
      .option("--owner", "NAME", &DisputeListOptions::owner, "Only of this owner")
      .option("--queue", "NAME", &DisputeListOptions::queue, "Only in this queue")
      .flag("--deductions", &DisputeListOptions::deductions,
            "Only what customers kept back of payments: much money and little time first")
      .option("--where", "FIELD=VALUE", &DisputeListOptions::where,
              "Only rows whose field has this value; repeated: all must hold")
      .formatted()
      .connected(socket)
      .runs(action, list_disputes);
  auto show = act(dispute, "show", "One with its amounts and all that was done to it",
                  "saldo dispute show 7");
  finish(show, socket, action, show_dispute);
}

void add_work(CLI::App& dispute, std::string& socket, Action& action) {
  auto assign = act(dispute, "assign", "Give a dispute to an owner, or to another one",
                    "saldo dispute assign 7 anna --queue service-partner");
  assign.word("OWNER", &DisputeActOptions::owner, "Who works on it from now on")
      .option("--queue", "NAME", &DisputeActOptions::queue, "The queue that it stands in")
      .option("--reason", "TEXT", &DisputeActOptions::reason, "Why");
  finish(assign, socket, action, assign_dispute);
  auto resume = act(dispute, "resume", "Begin to work on it, or go on after waiting",
                    "saldo dispute resume 7 --reason 'proof of delivery came'");
  resume.option("--reason", "TEXT", &DisputeActOptions::reason, "What has come");
  finish(resume, socket, action, resume_dispute);
  auto wait = act(dispute, "wait", "Wait for somebody; for the customer, the clock stands still",
                  "saldo dispute wait 7 --for customer --reason 'photos of the damage'");
  wait.choice("--for", &DisputeActOptions::whom, {"customer", "internal"}, "Who has the next word",
              /*required=*/true)
      .option("--reason", "TEXT", &DisputeActOptions::reason, "What for");
  finish(wait, socket, action, wait_dispute);
}

void add_evidence(CLI::App& dispute, std::string& socket, Action& action) {
  auto evidence = act(dispute, "evidence", "Put down what shows who is right",
                      "saldo dispute evidence 7 --kind proof_of_delivery --reference 'CMR 4711, "
                      "signed 2026-03-02'");
  evidence
      .choice("--kind", &DisputeActOptions::kind,
              {"contract", "promotion", "price_list", "proof_of_delivery", "correspondence"},
              "What it is", /*required=*/true)
      .option("--reference", "TEXT", &DisputeActOptions::reference, "Where it is to be found",
              /*required=*/true);
  finish(evidence, socket, action, add_dispute_evidence);
}

void add_outcome(CLI::App& dispute, std::string& socket, Action& action) {
  auto resolve =
      act(dispute, "resolve", "Say what comes of it; whatever gives money away waits for approval",
          "saldo dispute resolve 7 --as credit --reason 'price list of May held' --root-cause "
          "'price not updated'\n  saldo dispute resolve 8 --as partial --amount 40.00 --reason "
          "'half of it came'\n  saldo dispute resolve 9 --as customer_pays --reason 'delivered, "
          "signed for'");
  resolve
      .choice("--as", &DisputeActOptions::resolution,
              {"credit", "rebill", "customer_pays", "partial", "write_off"}, "The outcome",
              /*required=*/true)
      .option("--amount", "AMOUNT", &DisputeActOptions::amount,
              "What is credited of a partial one; the rest is the customer's to pay")
      .option("--reason", "TEXT", &DisputeActOptions::reason, "Why", /*required=*/true)
      .option("--root-cause", "TEXT", &DisputeActOptions::root_cause, "What went wrong at our end");
  finish(resolve, socket, action, resolve_dispute);
  auto approve = act(dispute, "approve",
                     "Approve the resolution; not by whoever opened or resolved the dispute",
                     "saldo dispute approve 7");
  finish(approve, socket, action, approve_dispute);
  const auto with_reason = [&](const char* name, const char* summary, const char* example,
                               int (*run)(const DisputeActOptions&)) {
    auto verb = act(dispute, name, summary, example);
    verb.option("--reason", "TEXT", &DisputeActOptions::reason, "Why", /*required=*/true);
    finish(verb, socket, action, run);
  };
  with_reason("reject", "Take the resolution back: the owner goes on",
              "saldo dispute reject 7 --reason 'no proof of delivery'", reject_dispute);
  with_reason("reopen", "Open one again that was closed lately",
              "saldo dispute reopen 7 --reason 'new photos'", reopen_dispute);
  with_reason("void", "End one that shouldn't have been opened",
              "saldo dispute void 7 --reason 'was another customer'", void_dispute);
}

}  // namespace

void add_dispute_verbs(CLI::App& app, std::string& socket, Action& action) {
  CLI::App* dispute = app.add_subcommand("dispute", "What customers hold against invoices");
  dispute->require_subcommand(1);
  dispute->footer(
      "new → assigned → in_progress ⇄ waiting → resolved → closed; void ends an open one, reopen "
      "a closed one.\nA dispute closes by itself when its items are paid, credited or written "
      "off.\nExample:\n  saldo dispute list --state open");
  add_open_and_list(*dispute, socket, action);
  add_work(*dispute, socket, action);
  add_evidence(*dispute, socket, action);
  add_outcome(*dispute, socket, action);
}

}  // namespace saldo::cli
