#include <sys/prctl.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "app/daemon.hpp"
#include "app/logging.hpp"

namespace {

std::filesystem::path plugins_beside_program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() /
         "lib/saldo/plugins";
}

constexpr int kWorkFailed = 1;
constexpr int kUsageOrConfig = 2;

}  // namespace

int main(int argc, char** argv) {
  // What the command line asks for.
  CLI::App program(
      "saldod: integrates ERPs, banks and mail for order-to-cash teams.\n"
      "Runs in the foreground; under systemd as Type=notify. `saldo` is its client.");
  std::string config_file = "/etc/saldo/saldo.yaml";
  program.add_option("--config", config_file, "the configuration (YAML)")->capture_default_str();
  program.set_version_flag("--version", std::string("saldod ") + SALDO_VERSION);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return program.exit(e) == 0 ? 0 : kUsageOrConfig;
  }

  // Secrets stay out of core dumps; writing to a client that went away is an error, not the end.
  prctl(PR_SET_DUMPABLE, 0);
  std::signal(SIGPIPE, SIG_IGN);

  // The configuration, or all that is wrong with it.
  saldo::config::Loaded loaded = saldo::config::load(config_file, plugins_beside_program());
  if (!loaded.config) {
    for (const saldo::Failure& fault : loaded.faults) std::cerr << fault.to_string() << '\n';
    return kUsageOrConfig;
  }
  saldo::app::start_logging(loaded.config->log_level);

  // Book, archive, queue, watchers, socket; then the control loop until a signal ends it.
  saldo::app::Daemon daemon(std::move(*loaded.config), plugins_beside_program());
  if (const auto started = daemon.start(); !started) {
    std::cerr << started.error().to_string() << '\n';
    return kWorkFailed;
  }
  daemon.run();
  return 0;
}
