#pragma once

#include <set>
#include <string>

#include "config/reader.hpp"
#include "model/cash_policy.hpp"

/// Private to config.
namespace saldo::config {

/// Adds faults for what is well-formed but can't be meant: rules that nothing reaches, stages that
/// can never post, bounds that never count, names that don't exist. `root` is the policy's.
void lint_cash_policy(const model::CashPolicy& policy, const Node& root,
                      const std::set<std::string>& company_codes, Faults& faults);

}  // namespace saldo::config
