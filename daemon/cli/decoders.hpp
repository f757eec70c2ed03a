#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/config.hpp"

/// Installed plugins, without the daemon.
namespace saldo::cli {

/// The manifests of all folders. What is wrong with one is told and counted in `faults`; the others
/// still work.
std::vector<config::Manifest> installed_plugins(const std::vector<std::filesystem::path>& folders,
                                                std::size_t& faults);

struct DecoderChoice {
  std::string only;     ///< --as; empty: all
  std::string profile;  ///< --profile
  bool lenient = false;
};

/// The decoders to try. Of two with one name the first counts. Ends the verb (exit 2) when none is
/// left, or none knows an option that was asked for.
std::vector<config::ComponentUse> choose_decoders(const std::vector<config::Manifest>& plugins,
                                                  const DecoderChoice& choice);

}  // namespace saldo::cli
