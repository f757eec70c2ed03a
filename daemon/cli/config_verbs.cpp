#include "cli/config_verbs.hpp"

#include "cli/exit.hpp"
#include "cli/places.hpp"
#include "cli/sink.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {
namespace {

std::string count(std::size_t n, const char* what) {
  return std::to_string(n) + ' ' + what + (n == 1 ? "" : "s");
}

void print(const std::string& text) {
  const auto sink = open_sink({});
  sink->write(text);
  sink->finish();
}

}  // namespace

config::Config load_config(const std::string& file) {
  config::Loaded loaded = config::load(file, default_plugin_folder());
  for (const Failure& fault : loaded.faults) tell(fault.to_string());
  if (!loaded.config)
    throw Stop(kUsage,
               file + ": " + count(loaded.faults.size(), "fault") + "; nothing was changed");
  return std::move(*loaded.config);
}

int check_config(const std::string& file) {
  const config::Config config = load_config(file);
  print(file + ": good; " + count(config.connectors.size(), "connector") + ", " +
        count(config.jobs.size(), "job") + ", " +
        count(config.procedures.size(), "dunning procedure") + ", book " +
        config.database().string() + '\n');
  return kDone;
}

int show_config(const std::string& file) {
  print(load_config(file).masked_yaml);
  return kDone;
}

}  // namespace saldo::cli
