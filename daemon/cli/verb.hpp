#pragma once

#include <CLI/App.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command_line.hpp"

/// How verbs are declared: each has options of its own type, which live as long as the parser.
namespace saldo::cli {

/// One verb. `Options` is what its function takes.
template <class Options>
class Verb {
 public:
  Verb(CLI::App& app, const std::string& name, const std::string& summary,
       const std::string& example)
      : app_(app.add_subcommand(name, summary)), options_(std::make_shared<Options>()) {
    app_->footer("Example:\n  " + example);
  }

  /// A word without a flag; `what` is its name in the help.
  template <class Value>
  Verb& word(const std::string& what, Value Options::*target, const std::string& help,
             bool required = true) {
    app_->add_option(what, options_.get()->*target, help)->required(required)->option_text(" ");
    return *this;
  }
  /// An option with a value, shown as `--name VALUE`.
  template <class Value>
  Verb& option(const std::string& name, const std::string& value, Value Options::*target,
               const std::string& help, bool required = false) {
    app_->add_option(name, options_.get()->*target, help)
        ->required(required)
        ->option_text(required ? value + " (needed)" : value)
        ->allow_extra_args(false);
    return *this;
  }
  Verb& choice(const std::string& name, std::string Options::*target,
               const std::vector<std::string>& values, const std::string& help,
               bool required = false) {
    std::string shown;
    for (const std::string& value : values) shown += (shown.empty() ? "" : "|") + value;
    app_->add_option(name, options_.get()->*target, help)
        ->required(required)
        ->option_text(shown + (required ? " (needed)" : ""))
        ->check(CLI::IsMember(values));
    return *this;
  }
  Verb& flag(const std::string& name, bool Options::*target, const std::string& help) {
    app_->add_flag(name, options_.get()->*target, help);
    return *this;
  }
  /// --format of listings.
  Verb& formatted() {
    return choice("--format", &Options::format, {"jsonl", "csv", "table"},
                  "Form of the result; a table on a terminal, else jsonl");
  }
  /// --socket, before the verb or after it.
  Verb& connected(std::string& socket) {
    socket_ = &socket;
    app_->add_option("--socket", socket,
                     "The daemon's socket; else SALDO_SOCKET, else "
                     "/run/saldo/saldo.sock")
        ->option_text("PATH");
    return *this;
  }
  /// What the verb does where none of the verbs below it was named.
  template <class Run>
  void runs(Action& action, Run run) {
    app_->callback([&action, run, app = app_, options = options_, socket = socket_] {
      if (!app->get_subcommands().empty()) return;
      give_socket(*options, socket);
      action = [run, options] { return static_cast<int>(run(*options)); };
    });
  }

 private:
  static void give_socket([[maybe_unused]] Options& options,
                          [[maybe_unused]] const std::string* socket) {
    if constexpr (requires { options.socket; })
      if (socket != nullptr) options.socket = *socket;
  }

  CLI::App* app_;
  std::shared_ptr<Options> options_;
  std::string* socket_ = nullptr;
};

}  // namespace saldo::cli
