#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/collections.hpp"
#include "cli/correspondence.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {
namespace {

CLI::App& group(CLI::App& app, const char* name, const char* summary, const char* example) {
  CLI::App* verbs = app.add_subcommand(name, summary);
  verbs->require_subcommand(1);
  verbs->footer(std::string("Example:\n  ") + example);
  return *verbs;
}

void add_promise_verbs(CLI::App& app, std::string& socket, Action& action) {
  CLI::App& promise = group(app, "promise", "Promises to pay", "saldo promise list --state open");
  Verb<PromiseAddOptions>(promise, "add", "Record that a customer promises to pay",
                          "saldo promise add 100001 --item 90000001 --date 2026-04-15 --by 'Ms "
                          "Alba'")
      .word("CUSTOMER", &PromiseAddOptions::customer, "Number of the customer")
      .option("--item", "NUMBER", &PromiseAddOptions::items, "An open item; repeated: several",
              /*required=*/true)
      .option("--date", "DATE", &PromiseAddOptions::date, "By when", /*required=*/true)
      .option("--amount", "AMOUNT", &PromiseAddOptions::amount,
              "How much; all that is open on the items by default")
      .option("--tolerance", "DAYS", &PromiseAddOptions::tolerance,
              "So many days later still keeps it; 0 by default")
      .option("--by", "NAME", &PromiseAddOptions::by, "Who promised")
      .option("--note", "TEXT", &PromiseAddOptions::note, "What else was said")
      .formatted()
      .connected(socket)
      .runs(action, add_promise);
  Verb<PromiseListOptions>(promise, "list", "List promises, the newest first",
                           "saldo promise list 100001 --state broken")
      .word("CUSTOMER", &PromiseListOptions::customer, "Of one customer", /*required=*/false)
      .option("--state", "S", &PromiseListOptions::state,
              "Only open, kept, partly_kept, broken or withdrawn")
      .formatted()
      .connected(socket)
      .runs(action, list_promises);
  Verb<PromiseWithdrawOptions>(promise, "withdraw", "Take a promise back",
                               "saldo promise withdraw 7 --reason 'was a misunderstanding'")
      .word("PROMISE", &PromiseWithdrawOptions::promise, "Number of the promise")
      .option("--reason", "TEXT", &PromiseWithdrawOptions::reason, "Why", /*required=*/true)
      .formatted()
      .connected(socket)
      .runs(action, withdraw_promise);
}

void add_contact_verbs(CLI::App& app, std::string& socket, Action& action) {
  CLI::App& contact =
      group(app, "contact", "Calls, mails and letters with customers", "saldo contact list 100001");
  Verb<ContactAddOptions>(contact, "add", "Put down a contact and what came of it",
                          "saldo contact add 100001 --channel phone --outcome 'will pay' "
                          "--next 2026-04-15")
      .word("CUSTOMER", &ContactAddOptions::customer, "Number of the customer")
      .choice("--channel", &ContactAddOptions::channel,
              {"phone", "email", "letter", "visit", "portal"}, "How", /*required=*/true)
      .flag("--incoming", &ContactAddOptions::incoming, "The customer came to us")
      .option("--outcome", "TEXT", &ContactAddOptions::outcome, "What came of it",
              /*required=*/true)
      .option("--person", "NAME", &ContactAddOptions::person, "With whom")
      .option("--item", "NUMBER", &ContactAddOptions::items,
              "An item that it was about; repeated: several")
      .option("--date", "DATE", &ContactAddOptions::date, "When; today by default")
      .option("--next", "DATE", &ContactAddOptions::next, "When to come back to it")
      .option("--note", "TEXT", &ContactAddOptions::note, "What else was said")
      .formatted()
      .connected(socket)
      .runs(action, add_contact);
  Verb<ContactListOptions>(contact, "list", "List contacts, the newest first",
                           "saldo contact list 100001")
      .word("CUSTOMER", &ContactListOptions::customer, "Of one customer", /*required=*/false)
      .formatted()
      .connected(socket)
      .runs(action, list_contacts);
}

void add_correspondence_verbs(CLI::App& app, std::string& socket, Action& action) {
  CLI::App& mails = group(app, "correspondence", "Mails that came in, and what they are about",
                          "saldo correspondence list --unthreaded");
  Verb<CorrespondenceListOptions>(mails, "list", "List mails, the newest first",
                                  "saldo correspondence list 100001 --class reply")
      .word("CUSTOMER", &CorrespondenceListOptions::customer, "Of one customer", /*required=*/false)
      .choice("--class", &CorrespondenceListOptions::classification,
              {"reply", "auto_reply", "bounce", "report", "other"}, "Only mails of one kind")
      .flag("--unthreaded", &CorrespondenceListOptions::unthreaded,
            "Only what belongs to no customer yet")
      .option("--where", "FIELD=VALUE", &CorrespondenceListOptions::where,
              "Only rows whose field has this value; repeated: all must hold")
      .formatted()
      .connected(socket)
      .runs(action, list_correspondence);
  Verb<CorrespondenceShowOptions>(mails, "show", "Show one mail with all that was read of it",
                                  "saldo correspondence show 17")
      .word("MAIL", &CorrespondenceShowOptions::mail, "Number of the mail")
      .formatted()
      .connected(socket)
      .runs(action, show_correspondence);
}

}  // namespace

void add_collection_verbs(CLI::App& app, std::string& socket, Action& action) {
  Verb<WorklistOptions>(app, "worklist", "Whom to turn to first, and why",
                        "saldo worklist --format table")
      .option("--as-of", "DATE", &WorklistOptions::as_of, "As of that day; today by default")
      .option("--where", "FIELD=VALUE", &WorklistOptions::where,
              "Only rows whose field has this value; repeated: all must hold")
      .formatted()
      .connected(socket)
      .runs(action, show_worklist);
  Verb<StatementOptions>(app, "statement", "A customer's account: activity, open items, aging",
                         "saldo statement 100001 --from 2026-01-01\n  saldo statement 100001 "
                         "--format pdf --out statement.pdf")
      .word("CUSTOMER", &StatementOptions::customer, "Number of the customer")
      .option("--from", "DATE", &StatementOptions::from,
              "First day of the activity; 90 days before the last by default")
      .option("--to", "DATE", &StatementOptions::to, "Last day; today by default")
      .choice("--format", &StatementOptions::format, {"jsonl", "csv", "table", "xlsx", "pdf"},
              "Form of the result; a table on a terminal, else jsonl; pdf is the letter")
      .option("--out", "FILE", &StatementOptions::out, "Where to; stdout by default")
      .connected(socket)
      .runs(action, print_statement);
  add_promise_verbs(app, socket, action);
  add_contact_verbs(app, socket, action);
  add_correspondence_verbs(app, socket, action);
}

}  // namespace saldo::cli
