#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

/// The verbs, their options and their help. What a verb does stands in the other files.
namespace saldo::cli {

/// What the command line chose; returns the exit code.
using Action = std::function<int()>;

/// Declares the verbs that talk to the daemon, or that work without it. A verb that was chosen puts
/// its work into `action`.
void add_daemon_verbs(CLI::App& app, std::string& socket, Action& action);
void add_book_verbs(CLI::App& app, std::string& socket, Action& action);
void add_dunning_verbs(CLI::App& app, std::string& socket, Action& action);
void add_collection_verbs(CLI::App& app, std::string& socket, Action& action);
void add_dispute_verbs(CLI::App& app, std::string& socket, Action& action);
void add_review_verbs(CLI::App& app, std::string& socket, Action& action);
void add_policy_verbs(CLI::App& app, std::string& socket, Action& action);
void add_proposal_verbs(CLI::App& app, std::string& socket, Action& action);
void add_mail_verbs(CLI::App& app, std::string& socket, Action& action);
void add_offline_verbs(CLI::App& app, Action& action);

/// Reads the command line. Prints help or version itself, and then leaves the action empty.
/// Ends the verb (exit 2) for anything that isn't understood, naming the nearest word that is.
Action parse_command_line(int argc, const char* const* argv);

}  // namespace saldo::cli
