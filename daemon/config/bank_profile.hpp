#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"

/// How a bank's files depart from the standards, as data: named sets of decoder options.
namespace saldo::config {

struct BankProfile {
  std::string name, summary;
  std::string source;  ///< where this was seen
  /// By decoder: the options that it sets.
  std::map<std::string, std::map<std::string, std::string>> options;
};

/// Where profiles are installed, beside the plugins of the same installation.
std::filesystem::path bank_profile_folder(const std::filesystem::path& plugins);

/// The profiles in a folder, by name. Appends to `faults` what is wrong; the others still count.
std::vector<BankProfile> find_bank_profiles(const std::filesystem::path& folder,
                                            std::vector<Failure>& faults);

/// Sets what the profile says of this decoder. Fails when the decoder doesn't have the option.
Result<void> apply(const BankProfile& profile, const ComponentSpec& decoder, ComponentUse& use);

}  // namespace saldo::config
