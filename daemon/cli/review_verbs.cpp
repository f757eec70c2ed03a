#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/review.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {
namespace {

constexpr const char* kTransaction = "Its id in the list, its fingerprint or the bank's reference";

/// What every act takes.
Verb<ReviewActOptions> act(CLI::App& review, const std::string& name, const std::string& summary,
                           const std::string& example) {
  Verb<ReviewActOptions> verb(review, name, summary, example);
  verb.word("TRANSACTION", &ReviewActOptions::transaction, kTransaction)
      .option("--version", "N", &ReviewActOptions::version,
              "What the list showed; refused if the payment was decided on since. Else what is "
              "there now");
  return verb;
}

Verb<ReviewActOptions>& with_reason(Verb<ReviewActOptions>& verb) {
  return verb.option("--reason", "TEXT", &ReviewActOptions::reason, "Why", /*required=*/true);
}

Verb<ReviewActOptions>& with_learning(Verb<ReviewActOptions>& verb) {
  return verb.flag("--learn", &ReviewActOptions::learn,
                   "The payer's account and name are this customer's from now on");
}

void add_settling(CLI::App& review, std::string& socket, Action& action) {
  auto accept = act(review, "accept", "Apply a proposal as it stands",
                    "saldo review accept 4711 --version 88 --proposal 2 --learn");
  with_learning(accept)
      .option("--proposal", "N", &ReviewActOptions::proposal, "Which one; the first by default")
      .option("--reason", "TEXT", &ReviewActOptions::reason, "Why")
      .formatted()
      .connected(socket)
      .runs(action, accept_review);

  auto choose = act(review, "choose", "Settle other items with all of the payment",
                    "saldo review choose 4711 90000001 90000002 --reason 'told by phone'");
  choose.word("ITEM", &ReviewActOptions::items, "Numbers of items, or COMPANY/NUMBER");
  with_learning(with_reason(choose)).formatted().connected(socket).runs(action, choose_review);

  auto split = act(review, "split", "Settle items in part, with a discount, or leave a rest",
                   "saldo review split 4711 90000001=98.00+2.00 90000002=50 --rest-to 100001 "
                   "--reason 'as in their mail'");
  split.word("ITEM=AMOUNT", &ReviewActOptions::items,
             "What of the payment settles an item; +DISCOUNT behind it grants one");
  with_learning(with_reason(split))
      .option("--rest-to", "CUSTOMER", &ReviewActOptions::customer,
              "On whose account the rest stands; without it nothing may be left")
      .formatted()
      .connected(socket)
      .runs(action, split_review);
}

void add_other_acts(CLI::App& review, std::string& socket, Action& action) {
  auto park = act(review, "park", "Put the payment on a customer's account",
                  "saldo review park 4711 0000100001 --reason 'paid ahead of the invoice'");
  park.word("CUSTOMER", &ReviewActOptions::customer, "Number of the customer");
  with_learning(with_reason(park)).formatted().connected(socket).runs(action, park_review);

  auto not_ar = act(review, "not-ar", "Say that it isn't customers' money",
                    "saldo review not-ar 4711 --reason 'tax refund'");
  with_reason(not_ar).formatted().connected(socket).runs(action, mark_not_ar);

  auto undo = act(review, "undo", "Take a decision back by counter-postings",
                  "saldo review undo 4711 --reason 'was for another invoice'");
  with_reason(undo).formatted().connected(socket).runs(action, undo_review);
}

void add_learnt(CLI::App& app, std::string& socket, Action& action) {
  CLI::App* learnt = app.add_subcommand("learnt", "Accounts and names that payments taught");
  learnt->require_subcommand(1);
  learnt->footer("Example:\n  saldo learnt list");

  Verb<LearntListOptions>(*learnt, "list", "Show what was learnt, by whom, and what still counts",
                          "saldo learnt list --where state=counts")
      .option("--where", "FIELD=VALUE", &LearntListOptions::where,
              "Only rows whose field has this value; repeated: all must hold")
      .formatted()
      .connected(socket)
      .runs(action, list_learnt);

  Verb<LearntWithdrawOptions>(*learnt, "withdraw", "Forget what was learnt; history keeps it",
                              "saldo learnt withdraw 3 --reason 'the account was a bank clerk's'")
      .word("LEARNT", &LearntWithdrawOptions::learnt, "Numbers in the list")
      .option("--reason", "TEXT", &LearntWithdrawOptions::reason, "Why", /*required=*/true)
      .formatted()
      .connected(socket)
      .runs(action, withdraw_learnt);
}

}  // namespace

void add_review_verbs(CLI::App& app, std::string& socket, Action& action) {
  Verb<ReviewListOptions>(app, "review",
                          "What cash application leaves to persons, largest money first",
                          "saldo review --limit 20\n  saldo review accept 4711 --version 88")
      .option("--customer", "NUMBER", &ReviewListOptions::customer, "Only this customer's")
      .option("--limit", "N", &ReviewListOptions::limit, "How many; 50 by default")
      .flag("--parked", &ReviewListOptions::parked, "Also what a person put on an account")
      .option("--where", "FIELD=VALUE", &ReviewListOptions::where,
              "Only rows whose field has this value; repeated: all must hold")
      .formatted()
      .connected(socket)
      .runs(action, list_review);
  CLI::App* review = app.get_subcommand("review");
  review->require_subcommand(0, 1);
  add_settling(*review, socket, action);
  add_other_acts(*review, socket, action);
  add_learnt(app, socket, action);

  Verb<ExplainOptions>(app, "explain",
                       "Tell why a payment was decided on so, or how an item's open amount comes "
                       "about, down to the bytes of the bank's file",
                       "saldo explain 90000001\n  saldo explain BANK00000001 --format jsonl")
      .word("NAME", &ExplainOptions::name,
            "An item's number, or a payment's fingerprint, bank reference or id")
      .choice("--format", &ExplainOptions::format, {"text", "jsonl", "csv", "table"},
              "Sentences by default; jsonl has the figures, too")
      .connected(socket)
      .runs(action, explain);
}

}  // namespace saldo::cli
