#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/calendar.hpp"
#include "model/late_rates.hpp"

/// What law and custom fix and dunning needs, as dated data with sources: business days and what
/// late payment costs.
namespace saldo::config {

/// Where such data is installed, beside the plugins of the same installation.
std::filesystem::path data_folder(const std::filesystem::path& plugins);

/// The calendars of a folder, by name. Appends to `faults` what is wrong; the others still count.
std::map<std::string, model::Calendar> find_calendars(const std::filesystem::path& folder,
                                                      std::vector<Failure>& faults);

/// The rates in `folder`/late_interest.csv and late_compensation.csv; none where a file is absent.
/// Appends to `faults` what is wrong, each with its line: a rate that isn't one, two for one day.
model::LateRates read_late_rates(const std::filesystem::path& folder, std::vector<Failure>& faults);

}  // namespace saldo::config
