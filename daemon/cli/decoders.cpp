#include "cli/decoders.hpp"

#include <algorithm>

#include "cli/exit.hpp"
#include "cli/places.hpp"
#include "cli/terminal.hpp"
#include "config/component.hpp"
#include "config/reader.hpp"

namespace saldo::cli {
namespace {

bool declares(const config::ComponentSpec& decoder, std::string_view option) {
  return std::ranges::any_of(decoder.options, [&](const auto& o) { return o.name == option; });
}

/// Decoders that need an option can't be used without a configuration.
bool works_by_itself(const config::ComponentSpec& decoder) {
  return std::ranges::none_of(decoder.options, [](const auto& o) { return o.required; });
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

std::vector<config::BankProfile> installed_profiles() {
  std::vector<Failure> faults;
  auto profiles =
      config::find_bank_profiles(config::bank_profile_folder(default_plugin_folder()), faults);
  for (const Failure& fault : faults) tell("saldo: " + fault.to_string());
  return profiles;
}

const config::BankProfile& profile_named(const std::vector<config::BankProfile>& profiles,
                                         const std::string& name) {
  std::vector<std::string> names{"auto"};
  for (const config::BankProfile& profile : profiles) {
    if (profile.name == name) return profile;
    names.push_back(profile.name);
  }
  throw Stop(kUsage, "there is no bank profile '" + name + "'" +
                         config::suggestion(name, names, "there are"));
}

std::vector<config::ComponentUse> choose_decoders(const std::vector<config::Manifest>& plugins,
                                                  const DecoderChoice& choice) {
  std::vector<config::ComponentUse> chosen;
  std::vector<std::string> names;
  bool lenient = false, found = choice.only.empty();
  for (const config::Manifest& plugin : plugins)
    for (const config::ComponentSpec& decoder : plugin.components) {
      if (decoder.kind != "decoder" || std::ranges::count(names, decoder.name) != 0) continue;
      names.push_back(decoder.name);
      // What is packed is unpacked, whichever decoder is wanted for it.
      const bool wanted = choice.only.empty()
                              ? works_by_itself(decoder)
                              : decoder.name == choice.only || decoder.name == "unpack";
      if (!wanted) continue;
      found = found || decoder.name == choice.only;
      chosen.push_back(config::use_of(plugin, decoder));
      if (choice.lenient && declares(decoder, "lenient")) {
        chosen.back().options["lenient"] = "true";
        lenient = true;
      }
      if (choice.profile != nullptr)
        if (const auto applied = config::apply(*choice.profile, decoder, chosen.back()); !applied)
          throw Stop(kUsage, applied.error().message);
    }
  if (names.empty())
    throw Stop(kUsage, "no decoder is installed; name the folder of the plugins with --plugin-dir");
  if (!found)
    throw Stop(kUsage, "there is no decoder '" + choice.only + "'" +
                           config::suggestion(choice.only, names, "there are"));
  if (choice.lenient && !lenient)
    throw Stop(kUsage,
               "--lenient: none of the decoders has this option; `saldo plugin info` tells which "
               "options there are");
  return chosen;
}

}  // namespace saldo::cli
