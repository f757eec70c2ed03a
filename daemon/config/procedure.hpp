#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/reader.hpp"

/// The parts of a dunning procedure.
namespace saldo::config {

inline constexpr int kDaysMax = 3650;
/// How a notice can go out. A letter reaches everybody.
inline const std::vector<std::string> kChannels = {"email", "letter", "phone"};

/// "5.00 EUR", or amounts by currency: { EUR: 5.00, SEK: 50 }.
std::map<std::string, Money> read_amounts(Mapping& map, std::string_view key, Faults& faults);
/// A percentage above 0 and up to 100, with up to three decimals.
std::optional<model::Percent> read_percent(Mapping& map, std::string_view key, Faults& faults);
std::vector<std::string> read_channels(Mapping& map, Faults& faults);
std::vector<model::DunningLevel> read_levels(const Node& node, Faults& faults);

/// Adds faults for what is well-formed but can't be meant: levels that nothing reaches, a level
/// without a text, settings that nothing uses, names that don't exist. `node` is the procedure's.
void lint_procedure(const model::DunningProcedure& procedure, const Node& node,
                    const Config& config, Faults& faults);

}  // namespace saldo::config
