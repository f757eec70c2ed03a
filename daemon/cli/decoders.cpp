#include "cli/decoders.hpp"

#include <algorithm>

#include "cli/exit.hpp"
#include "cli/terminal.hpp"
#include "config/reader.hpp"

namespace saldo::cli {
namespace {

config::ComponentUse use_of(const config::Manifest& plugin, const config::ComponentSpec& decoder) {
  config::ComponentUse use{.plugin_name = plugin.name,
                           .component = decoder.name,
                           .library = plugin.library,
                           .version = plugin.version};
  for (const config::OptionSpec& option : decoder.options)
    if (!option.default_value.empty()) use.options[option.name] = option.default_value;
  return use;
}

bool declares(const config::ComponentSpec& decoder, std::string_view option) {
  return std::ranges::any_of(decoder.options, [&](const auto& o) { return o.name == option; });
}

/// Decoders that need an option can't be used without a configuration.
bool works_by_itself(const config::ComponentSpec& decoder) {
  return std::ranges::none_of(decoder.options, [](const auto& o) { return o.required; });
}

[[noreturn]] void none_knows(const char* flag) {
  throw Stop(kUsage, std::string(flag) +
                         ": none of the decoders has this option; `saldo plugin info`"
                         " tells which options there are");
}

}  // namespace

std::vector<config::Manifest> installed_plugins(const std::vector<std::filesystem::path>& folders,
                                                std::size_t& faults) {
  std::vector<config::Manifest> plugins;
  std::vector<Failure> failures;
  for (const auto& folder : folders)
    for (auto& plugin : config::find_plugins(folder, failures))
      plugins.push_back(std::move(plugin));
  for (const Failure& failure : failures) tell("saldo: " + failure.to_string());
  faults = failures.size();
  return plugins;
}

std::vector<config::ComponentUse> choose_decoders(const std::vector<config::Manifest>& plugins,
                                                  const DecoderChoice& choice) {
  std::vector<config::ComponentUse> chosen;
  std::vector<std::string> names;
  bool lenient = false, profiled = false;
  for (const config::Manifest& plugin : plugins)
    for (const config::ComponentSpec& decoder : plugin.components) {
      if (decoder.kind != "decoder" || std::ranges::count(names, decoder.name) != 0) continue;
      names.push_back(decoder.name);
      if (choice.only.empty() ? !works_by_itself(decoder) : decoder.name != choice.only) continue;
      chosen.push_back(use_of(plugin, decoder));
      if (choice.lenient && declares(decoder, "lenient")) {
        chosen.back().options["lenient"] = "true";
        lenient = true;
      }
      if (!choice.profile.empty() && declares(decoder, "profile")) {
        chosen.back().options["profile"] = choice.profile;
        profiled = true;
      }
    }
  if (chosen.empty() && names.empty())
    throw Stop(kUsage, "no decoder is installed; name the folder of the plugins with --plugin-dir");
  if (chosen.empty())
    throw Stop(kUsage, "there is no decoder '" + choice.only + "'" +
                           config::suggestion(choice.only, names, "there are"));
  if (choice.lenient && !lenient) none_knows("--lenient");
  if (!choice.profile.empty() && !profiled) none_knows("--profile");
  return chosen;
}

}  // namespace saldo::cli
