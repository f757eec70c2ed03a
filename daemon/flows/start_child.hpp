#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "connect/child.hpp"

namespace saldo::flows {

/// Whether a child that didn't start may start another time: memory was short, or it was ended.
bool may_pass(const Failure& failure);

/// A component as the supervisor starts it, with the secrets for its servers; `silence` as in
/// connect::ChildLimits. Fails for a secret that can't be read.
Result<connect::Launch> to_launch(const std::string& connector, const config::ComponentUse& use,
                                  std::chrono::milliseconds silence);

/// Starts a component in its child. Fails when the kernel didn't confine it in every way that
/// `required` names (the configuration's isolation.require).
Result<std::unique_ptr<connect::Child>> start_child(const connect::Launch& launch,
                                                    const std::vector<std::string>& required,
                                                    const connect::Observer& observer,
                                                    const std::filesystem::path& plugin_host);

}  // namespace saldo::flows
