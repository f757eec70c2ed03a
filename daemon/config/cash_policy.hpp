#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/cash_policy.hpp"

/// Policies of cash application: YAML, strict, every fault at once with its place.
namespace saldo::config {

/// What came of loading: a policy if there were no faults.
struct LoadedCashPolicy {
  std::optional<model::CashPolicy> policy;
  std::vector<Failure> faults;
};

/// Reads, checks and lints a file. `company_codes`: those that there are; empty: any may stand in
/// it.
LoadedCashPolicy load_cash_policy(const std::filesystem::path& file,
                                  const std::set<std::string>& company_codes = {});
/// As load_cash_policy, for the text of a file, which `file` names in faults.
LoadedCashPolicy load_cash_policy_text(std::string_view yaml, const std::filesystem::path& file,
                                       const std::set<std::string>& company_codes = {});

/// What a policy says with all defaults filled in: what its version is the digest of.
std::string effective_yaml(const model::CashPolicy& policy);

}  // namespace saldo::config
