#include "cli/command_line.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>

#include "cli/exit.hpp"
#include "config/reader.hpp"
#include "saldo/plugin.h"

namespace saldo::cli {
namespace {

/// The verb that the words led to: "saldo plugin check".
const CLI::App& deepest(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : deepest(*parsed.front());
}

std::string full_name(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + ' ' + app.get_name();
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// What is wrong with a word that the parser couldn't place, and what was probably meant.
std::string unknown(const CLI::App& app, const std::string& word) {
  const std::string where = full_name(app);
  if (word.starts_with("-"))
    return "'" + word + "' is no option of " + where +
           config::suggestion(word.substr(0, word.find('=')), options_of(app), "it has");
  if (const auto verbs = verbs_of(app); !verbs.empty())
    return "'" + word + "' is no verb of " + where + config::suggestion(word, verbs, "it has");
  return "'" + word + "' is a word too many for " + where + "; see " + where + " --help";
}

/// The first word that nobody took, with the verb that it was given to.
std::string first_unknown(const CLI::App& app) {
  if (const auto words = app.remaining(); !words.empty()) return unknown(app, words.front());
  for (const CLI::App* verb : app.get_subcommands())
    if (auto found = first_unknown(*verb); !found.empty()) return found;
  return {};
}

/// Whether `verb` is one that needs no daemon.
bool is_offline(const std::string& verb) {
  CLI::App app;
  Action unused;
  add_offline_verbs(app, unused);
  const auto verbs = verbs_of(app);
  return std::ranges::find(verbs, verb) != verbs.end();
}

void print_version() {
  std::printf("saldo %s (plugin ABI %u.%u)\n", SALDO_VERSION, SALDO_ABI_MAJOR, SALDO_ABI_MINOR);
}

}  // namespace

Action parse_command_line(int argc, const char* const* argv) {
  CLI::App app("Keeps accounts receivable straight; talks to the daemon saldod.", "saldo");
  app.require_subcommand(1);
  app.set_help_all_flag();
  bool version = false;
  std::string socket;
  app.add_flag("--version", version, "Show the version");
  app.add_option("--socket", socket, "The daemon's socket")->option_text("PATH");
  app.footer(
      "Example:\n  saldo submit house-bank statement.xml --wait\n\n"
      "Exit codes: 0 done, 1 the work failed, 2 wrong usage or configuration,\n"
      "3 the daemon can't be reached, 4 not allowed. `saldo VERB --help` tells more.");
  Action action;
  // Making all verbs takes longer than many a file takes to be read.
  if (argc < 2 || !is_offline(argv[1])) {
    add_daemon_verbs(app, socket, action);
    add_book_verbs(app, socket, action);
    add_dunning_verbs(app, socket, action);
    add_collection_verbs(app, socket, action);
    add_dispute_verbs(app, socket, action);
    add_review_verbs(app, socket, action);
    add_policy_verbs(app, socket, action);
    add_proposal_verbs(app, socket, action);
    add_mail_verbs(app, socket, action);
  }
  add_offline_verbs(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return {};
  } catch (const CLI::ParseError& e) {
    if (version) {
      print_version();
      return {};
    }
    const std::string word = first_unknown(app);
    throw Stop(kUsage, word.empty()
                           ? std::string(e.what()) + "; see " + full_name(deepest(app)) + " --help"
                           : word);
  }
  if (version) {
    print_version();
    return {};
  }
  return action;
}

}  // namespace saldo::cli
