#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/config_verbs.hpp"
#include "cli/convert.hpp"
#include "cli/decode.hpp"
#include "cli/plugin_check.hpp"
#include "cli/plugins.hpp"
#include "cli/restore.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {
namespace {

struct ConfigOptions {
  std::string file = "/etc/saldo/saldo.yaml";
};

constexpr const char* kPluginDirHelp =
    "A folder with a folder for each plugin; repeatable. Else SALDO_PLUGIN_PATH, else the "
    "installed "
    "ones";

void add_plugin_verbs(CLI::App& app, Action& action) {
  CLI::App* plugin = app.add_subcommand("plugin", "Installed plugins, and help in writing them");
  plugin->require_subcommand(1);
  plugin->footer("Example:\n  saldo plugin list");

  Verb<PluginListOptions>(*plugin, "list", "Show what the installed plugins offer",
                          "saldo plugin list --plugin-dir build/plugins")
      .option("--plugin-dir", "DIR", &PluginListOptions::plugin_dirs, kPluginDirHelp)
      .formatted()
      .runs(action, list_plugins);

  Verb<PluginInfoOptions>(*plugin, "info", "Show what a plugin declares, without running it",
                          "saldo plugin info /usr/lib/saldo/plugins/bank")
      .word("FILE", &PluginInfoOptions::file, "Its library, its plugin.yaml or their folder")
      .formatted()
      .runs(action, show_plugin);

  Verb<PluginCheckOptions>(
      *plugin, "check", "Try to break a plugin: the conformance suite",
      "saldo plugin check build/plugins/acme_csv/acme_csv.so --samples samples")
      .word("FILE", &PluginCheckOptions::file, "Its library, its plugin.yaml or their folder")
      .option("--samples", "DIR", &PluginCheckOptions::samples,
              "Documents that its decoders read; NAME.jsonl beside NAME.ext holds the records")
      .option("--only", "TEXT", &PluginCheckOptions::only, "Checks whose name holds this text")
      .option("--seed", "N", &PluginCheckOptions::seed, "Of the damage done to samples")
      .formatted()
      .runs(action, check_plugin);

  Verb<PluginNewOptions>(*plugin, "new", "Make a plugin that builds and passes the suite",
                         "saldo plugin new acme-csv --kind decoder")
      .word("NAME", &PluginNewOptions::name, "Its name in configurations: letters, digits, '-'")
      .word("DIR", &PluginNewOptions::directory, "A new folder; NAME by default",
            /*required=*/false)
      .choice("--kind", &PluginNewOptions::kind, {"decoder", "source", "sink"},
              "What it is to be; a decoder by default")
      .runs(action, new_plugin);
}

void add_config_verbs(CLI::App& app, Action& action) {
  CLI::App* config = app.add_subcommand("config", "The daemon's configuration");
  config->require_subcommand(1);
  config->footer("Example:\n  saldo config check");

  Verb<ConfigOptions>(*config, "check", "Show every fault at once, with its line and column",
                      "saldo config check saldo.yaml")
      .word("FILE", &ConfigOptions::file, "/etc/saldo/saldo.yaml by default", /*required=*/false)
      .runs(action, [](const ConfigOptions& options) { return check_config(options.file); });

  Verb<ConfigOptions>(*config, "show", "Show the effective configuration, secrets masked",
                      "saldo config show")
      .word("FILE", &ConfigOptions::file, "/etc/saldo/saldo.yaml by default", /*required=*/false)
      .runs(action, [](const ConfigOptions& options) { return show_config(options.file); });
}

/// What the verbs that decode documents take.
template <class Options>
void reads_documents(Verb<Options>& verb) {
  verb.word("FILE", &Options::files, "Documents, packed ones too, and folders of them")
      .option("--as", "DECODER", &Options::decoder, "Only this decoder; else who knows it")
      .option("--plugin-dir", "DIR", &Options::plugin_dirs, kPluginDirHelp)
      .option(
          "--profile", "NAME", &Options::profile,
          "How the bank departs from the standards; auto: find the one under which a file foots")
      .flag("--lenient", &Options::lenient,
            "Take statements whose own controls don't hold, marked as unbalanced");
}

}  // namespace

void add_offline_verbs(CLI::App& app, Action& action) {
  Verb<DecodeOptions> decoding(app, "decode",
                               "Decode documents without the daemon and show their records",
                               "saldo decode statement.xml --as camt --format csv");
  reads_documents(decoding);
  decoding
      .choice("--format", &DecodeOptions::format, {"jsonl", "csv", "table", "count"},
              "jsonl by default, table for a folder; count: file, decoder, statements, "
              "transactions, credit, debit")
      .runs(action, decode);

  Verb<ConvertOptions> converting(
      app, "convert", "Write what bank files hold in another form, without the daemon",
      "saldo convert january.sta --to camt053 --out january.xml\n"
      "  saldo convert statements.zip --to xlsx --out statements.xlsx\n"
      "camt053 is for booked statements: balances are kept as the bank wrote them and never\n"
      "computed. A document without them (a notification, an intraday report, payment orders)\n"
      "goes to csv, jsonl or xlsx. What a camt.053 has no place for is told, and stands in its\n"
      "additional information.");
  reads_documents(converting);
  converting
      .choice("--to", &ConvertOptions::to, {"camt053", "csv", "jsonl", "xlsx"},
              "camt053: ISO 20022 camt.053.001.08, valid against its schema; xlsx: a spreadsheet "
              "with a sheet for statements and one for transactions; the others as decode",
              /*required=*/true)
      .option("--out", "FILE", &ConvertOptions::out,
              "Write to a file, which appears when complete; else stdout")
      .runs(action, convert);

  add_plugin_verbs(app, action);
  add_config_verbs(app, action);

  Verb<RestoreOptions>(app, "restore", "Put a backup in place while the daemon is stopped",
                       "sudo -u saldo saldo restore /var/backups/saldo.tar")
      .word("FILE", &RestoreOptions::file, "What `saldo backup` wrote")
      .option("--config", "CONFIG", &RestoreOptions::config,
              "Says where book and documents belong; /etc/saldo/saldo.yaml by default")
      .flag("--force", &RestoreOptions::force, "Replace a book that is there")
      .runs(action, restore);
}

}  // namespace saldo::cli
