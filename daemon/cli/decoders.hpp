#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/bank_profile.hpp"
#include "config/config.hpp"

/// Installed plugins, without the daemon.
namespace saldo::cli {

/// The manifests of all folders. What is wrong with one is told and counted in `faults`; the others
/// still work.
std::vector<config::Manifest> installed_plugins(const std::vector<std::filesystem::path>& folders,
                                                std::size_t& faults);

struct DecoderChoice {
  std::string only;                              ///< --as; empty: all
  const config::BankProfile* profile = nullptr;  ///< none: the standards' rules
  bool lenient = false;
};

/// The installed bank profiles, by name.
std::vector<config::BankProfile> installed_profiles();
/// The one of this name; ends the verb (exit 2) if there is none.
const config::BankProfile& profile_named(const std::vector<config::BankProfile>& profiles,
                                         const std::string& name);

/// The decoders to try. Of two with one name the first counts. Ends the verb (exit 2) when none is
/// left, or none knows an option that was asked for.
std::vector<config::ComponentUse> choose_decoders(const std::vector<config::Manifest>& plugins,
                                                  const DecoderChoice& choice);

}  // namespace saldo::cli
