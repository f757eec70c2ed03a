#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/component.hpp"
#include "config/config.hpp"
#include "config/reader.hpp"

/// The larger sections of the file, each read by one function.
namespace saldo::config {

/// Where each connector and job was named: their names are one namespace, for `after` and `runs`.
using Names = std::map<std::string, Mark>;

std::vector<Connector> read_connectors(const Node& node, const Catalogue& catalogue,
                                       const std::filesystem::path& folder, Names& names,
                                       Faults& faults);
/// Reads the jobs and checks what they refer to: connectors and jobs by `names`, procedures.
std::vector<Job> read_jobs(const Node& node, const Config& config, Names& names, Faults& faults);
/// Reads the receivers; what their senders push must be for one of `connectors`.
std::vector<Receiver> read_receivers(const Node& node, const std::vector<Connector>& connectors,
                                     const std::filesystem::path& folder, Names& names,
                                     Faults& faults);
/// Reads the procedures and lints them, by the calendars and rates of `config`.
std::map<std::string, model::DunningProcedure> read_procedures(const Node& node,
                                                               const Config& config,
                                                               Faults& faults);
/// The procedure `standard` where the file doesn't define it: three levels without fees.
model::DunningProcedure standard_procedure();

/// The section `bank_accounts`: the other names of accounts, and their IBANs.
std::map<std::string, std::string> read_bank_accounts(const Node& node, Faults& faults);
class Writer;
void write_bank_accounts(Writer& w, const std::map<std::string, std::string>& ibans);

Letterhead read_letterhead(const Node& node, Faults& faults);
/// The section `letters`, which may be missing; `shipped` is the folder of the installed wordings.
Letters read_letters(const Node* node, const std::filesystem::path& folder,
                     const std::filesystem::path& shipped, Faults& faults);

/// The section `disputes`, checked by the calendars of `config`.
model::DisputePolicy read_disputes(const Node& node, const Config& config, Faults& faults);
/// The same section with all defaults filled in.
void write_disputes(Writer& w, const model::DisputePolicy& policy);
/// The section `deductions`.
model::DeductionPolicy read_deductions(const Node& node, Faults& faults);
void write_deductions(Writer& w, const model::DeductionPolicy& policy);

/// `name`, unused so far; remembered in `names`.
std::string read_new_name(Mapping& map, Names& names, Faults& faults);
/// `cron` and `time_zone`, either of them checked.
void read_cron(Mapping& map, std::string& cron, std::string& time_zone, Faults& faults);
/// `time_zone`, an IANA name.
std::string read_time_zone(Mapping& map, std::string otherwise, Faults& faults);

/// A procedure as YAML with all defaults filled in: what its version is the digest of.
std::string effective_yaml(const model::DunningProcedure& procedure);
/// The configuration as YAML with all defaults filled in; loads as the same configuration.
std::string effective_yaml(const Config& config);

}  // namespace saldo::config
