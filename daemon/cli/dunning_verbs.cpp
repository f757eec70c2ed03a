#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/dunning.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {
namespace {

void add_proposals(CLI::App& dunning, std::string& socket, Action& action) {
  Verb<DunningProposeOptions>(dunning, "propose", "Decide whom to remind, and propose the notices",
                              "saldo dunning propose --dry-run --as-of 2026-03-31")
      .option("--job", "NAME", &DunningProposeOptions::job, "The dunning job, if there are several")
      .option("--as-of", "DATE", &DunningProposeOptions::as_of, "As if it were that day")
      .flag("--dry-run", &DunningProposeOptions::dry_run, "Show what it would do; change nothing")
      .formatted()
      .connected(socket)
      .runs(action, propose_dunning);

  Verb<DunningShowOptions>(dunning, "show", "Show the notices, or one with its items",
                           "saldo dunning show --state proposed\n  saldo dunning show 17")
      .word("NOTICE", &DunningShowOptions::notice, "One in detail", /*required=*/false)
      .option(
          "--state", "S", &DunningShowOptions::state,
          "Only proposed, approved, queued, sending, sent, voided, recalled, superseded or failed")
      .option("--where", "FIELD=VALUE", &DunningShowOptions::where,
              "Only rows whose field has this value; repeated: all must hold")
      .formatted()
      .connected(socket)
      .runs(action, show_dunning);

  Verb<DunningLetterOptions>(dunning, "letter", "Print the letter of a notice",
                             "saldo dunning letter 17\n  saldo dunning letter 17 --format pdf "
                             "--out reminder.pdf")
      .word("NOTICE", &DunningLetterOptions::notice, "Number of the notice")
      .choice("--format", &DunningLetterOptions::format, {"text", "html", "pdf", "docx"},
              "As a mail says it (text by default), as it goes into an envelope, or for Word")
      .option("--out", "FILE", &DunningLetterOptions::out, "Where to; stdout by default")
      .connected(socket)
      .runs(action, print_letter);

  Verb<DunningCheckOptions>(dunning, "check",
                            "Find levels without a letter in a language that customers have",
                            "saldo dunning check")
      .option("--procedure", "NAME", &DunningCheckOptions::procedure,
              "Only this one; by default all that jobs use")
      .formatted()
      .connected(socket)
      .runs(action, check_dunning);

  Verb<DunningExplainOptions>(dunning, "explain",
                              "Say why a customer and each item is reminded, or isn't",
                              "saldo dunning explain 0000100001 --as-of 2026-03-31")
      .word("CUSTOMER", &DunningExplainOptions::customer, "Number of the customer")
      .option("--as-of", "DATE", &DunningExplainOptions::as_of, "As a run on that day would decide")
      .option("--procedure", "NAME", &DunningExplainOptions::procedure,
              "The procedure, if several are in use")
      .formatted()
      .connected(socket)
      .runs(action, explain_dunning);
}

void add_edits(CLI::App& dunning, std::string& socket, Action& action) {
  Verb<DunningActOptions>(dunning, "exclude",
                          "Take an item off a notice: another without it is proposed instead, "
                          "which another person approves",
                          "saldo dunning exclude 17 --item 90000002 --reason 'goods came late'")
      .word("NOTICE", &DunningActOptions::notices, "Number of the notice")
      .option("--item", "NUMBER", &DunningActOptions::item, "The item", /*required=*/true)
      .option("--reason", "TEXT", &DunningActOptions::reason, "Why", /*required=*/true)
      .formatted()
      .connected(socket)
      .runs(action, exclude_dunning);

  Verb<DunningActOptions>(dunning, "edit",
                          "Propose a notice at a lower level or by another channel instead; "
                          "another person approves it",
                          "saldo dunning edit 17 --level 1 --reason 'agreed on the phone'\n"
                          "  saldo dunning edit 17 --channel letter --reason 'wants it on paper'")
      .word("NOTICE", &DunningActOptions::notices, "Number of the notice")
      .option("--level", "N", &DunningActOptions::level, "Lower than the notice's")
      .option("--channel", "NAME", &DunningActOptions::channel, "letter, email or phone")
      .option("--reason", "TEXT", &DunningActOptions::reason, "Why", /*required=*/true)
      .formatted()
      .connected(socket)
      .runs(action, edit_dunning);

  Verb<DunningActOptions>(dunning, "waive",
                          "Take a charge off proposed notices; another person approves them then",
                          "saldo dunning waive 17 --charge fee --reason 'first time late'")
      .word("NOTICE", &DunningActOptions::notices, "Numbers of notices")
      .choice("--charge", &DunningActOptions::charge, {"fee", "interest", "compensation"},
              "What isn't claimed", /*required=*/true)
      .option("--reason", "TEXT", &DunningActOptions::reason, "Why", /*required=*/true)
      .formatted()
      .connected(socket)
      .runs(action, waive_dunning);

  Verb<DunningActOptions>(dunning, "charge",
                          "Charge what sent notices claim beside their items, for the ERP to post "
                          "(`saldo export debit-notes`)",
                          "saldo dunning charge 17 --charge interest --reason 'third time late'\n"
                          "  saldo dunning charge 17 --charge interest --approve")
      .word("NOTICE", &DunningActOptions::notices, "Numbers of notices")
      .choice("--charge", &DunningActOptions::charge, {"fee", "interest", "compensation"},
              "What the customer is to owe", /*required=*/true)
      .option("--reason", "TEXT", &DunningActOptions::reason, "Why")
      .flag("--approve", &DunningActOptions::approve, "Approve what another person charged")
      .flag("--withdraw", &DunningActOptions::withdraw, "Take the charge back")
      .formatted()
      .connected(socket)
      .runs(action, charge_dunning);
}

void add_acts(CLI::App& dunning, std::string& socket, Action& action) {
  Verb<DunningActOptions>(dunning, "approve", "Approve notices",
                          "saldo dunning approve 17 18\n  saldo dunning approve --run 5")
      .word("NOTICE", &DunningActOptions::notices, "Numbers of notices", /*required=*/false)
      .option("--run", "RUN", &DunningActOptions::run, "All that this run proposed")
      .formatted()
      .connected(socket)
      .runs(action, approve_dunning);

  Verb<DunningActOptions>(
      dunning, "void",
      "Void notices that have not gone out; a run of a later day may propose "
      "them again",
      "saldo dunning void 17 --reason 'agreed by phone'\n  saldo dunning void --run 5 "
      "--reason 'the bank file was late'")
      .word("NOTICE", &DunningActOptions::notices, "Numbers of notices", /*required=*/false)
      .option("--run", "RUN", &DunningActOptions::run, "All of this run that haven't gone out")
      .option("--reason", "TEXT", &DunningActOptions::reason, "Why", /*required=*/true)
      .formatted()
      .connected(socket)
      .runs(action, void_dunning);

  Verb<DunningActOptions>(dunning, "send",
                          "Put approved notices on their way: by mail, where a job delivers it",
                          "saldo dunning send 17")
      .word("NOTICE", &DunningActOptions::notices, "Numbers of notices")
      .formatted()
      .connected(socket)
      .runs(action, send_dunning);

  Verb<DunningActOptions>(dunning, "sent", "Note that notices have gone out: their levels count",
                          "saldo dunning sent 17 --receipt 'registered mail RR123'")
      .word("NOTICE", &DunningActOptions::notices, "Numbers of notices")
      .option("--receipt", "TEXT", &DunningActOptions::receipt, "What proves it")
      .formatted()
      .connected(socket)
      .runs(action, note_dunning_sent);
}

void add_holds(CLI::App& dunning, std::string& socket, Action& action) {
  Verb<DunningHoldOptions>(dunning, "hold", "Keep a customer or an item out of dunning for a time",
                           "saldo dunning hold 100001 --item 90000001 --kind promise "
                           "--to 2026-04-15 --reason 'promised by Ms Alba'")
      .word("CUSTOMER", &DunningHoldOptions::customer, "Number of the customer")
      .option("--item", "NUMBER", &DunningHoldOptions::item, "One open item; else the customer")
      .option("--kind", "KIND", &DunningHoldOptions::kind,
              "block, dispute, promise, payment_plan, direct_debit, legal or insolvency",
              /*required=*/true)
      .option("--amount", "AMOUNT", &DunningHoldOptions::amount,
              "Of a dispute: the part in dispute")
      .option("--from", "DATE", &DunningHoldOptions::from, "First day; today by default")
      .option("--to", "DATE", &DunningHoldOptions::to, "Last day; none by default")
      .option("--reason", "TEXT", &DunningHoldOptions::reason, "Why", /*required=*/true)
      .formatted()
      .connected(socket)
      .runs(action, hold_dunning);

  Verb<DunningReleaseOptions>(dunning, "release", "End holds", "saldo dunning release 3")
      .word("HOLD", &DunningReleaseOptions::holds, "Numbers of holds")
      .formatted()
      .connected(socket)
      .runs(action, release_dunning);
}

}  // namespace

void add_dunning_verbs(CLI::App& app, std::string& socket, Action& action) {
  CLI::App* dunning = app.add_subcommand("dunning", "Reminders: from the proposal to the letter");
  dunning->require_subcommand(1);
  dunning->footer("Example:\n  saldo dunning propose --dry-run");
  add_proposals(*dunning, socket, action);
  add_acts(*dunning, socket, action);
  add_edits(*dunning, socket, action);
  add_holds(*dunning, socket, action);
}

}  // namespace saldo::cli
