#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "config/config.hpp"

/// A dunning procedure in a file of its own, to be tried before it goes into the configuration: the
/// section `dunning` with one procedure, as it stands there.
namespace saldo::config {

/// Whether it is such a file, good or not.
bool holds_procedure(std::string_view yaml);

/// What came of loading: a procedure if there were no faults.
struct LoadedProcedure {
  std::optional<model::DunningProcedure> procedure;
  std::vector<Failure> faults;
};
/// Reads, checks and lints it by the calendars, rates and letters of `config`; `file` is named in
/// faults.
LoadedProcedure load_procedure_text(std::string_view yaml, const std::filesystem::path& file,
                                    const Config& config);

}  // namespace saldo::config
