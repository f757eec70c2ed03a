#include "flows/start_child.hpp"

namespace saldo::flows {

bool may_pass(const Failure& failure) {
  return failure.kind == FailureKind::unavailable || failure.kind == FailureKind::broken;
}

connect::Launch to_launch(const std::string& connector, const config::ComponentUse& use,
                          std::chrono::milliseconds silence) {
  connect::Launch launch;
  launch.connector = connector;
  launch.component = use.component;
  launch.library = use.library;
  launch.limits.silence = silence;
  launch.options.assign(use.options.begin(), use.options.end());
  for (const std::string& option : use.directories)
    launch.directories.push_back({option, use.options.at(option)});
  return launch;
}

Result<std::unique_ptr<connect::Child>> start_child(const connect::Launch& launch,
                                                    const std::vector<std::string>& required,
                                                    const connect::Observer& observer,
                                                    const std::filesystem::path& plugin_host) {
  auto child = connect::Child::start(launch, observer, plugin_host);
  if (!child) return child;
  const std::string level = (*child)->sandbox();
  for (const std::string& layer : required)
    if (level.find(layer) == std::string::npos)
      return Failure{.kind = FailureKind::denied,
                     .message = "the plugin of '" + launch.component + "' is confined by '" +
                                level + "', but isolation.require asks for " + layer +
                                "; run saldo on a kernel that has it, or relax the requirement",
                     .rule = "isolation.require",
                     .expected = layer,
                     .found = level};
  return child;
}

}  // namespace saldo::flows
