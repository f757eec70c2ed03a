#include "flows/start_child.hpp"

#include "config/secret.hpp"

namespace saldo::flows {

namespace {

Result<connect::Origin> to_origin(const std::string& option, const config::OriginUse& use) {
  connect::Origin origin{.option = option,
                         .url = use.url,
                         .user = use.user,
                         .ca = use.ca,
                         .certificate = use.certificate,
                         .key = use.key,
                         .host_key = use.host_key,
                         .tls = use.tls == "none"      ? connect::Origin::Tls::none
                                : use.tls == "offered" ? connect::Origin::Tls::offered
                                                       : connect::Origin::Tls::required,
                         .proxy = use.proxy,
                         .timeout = use.timeout,
                         .requests_per_second = static_cast<unsigned>(use.requests_per_second),
                         .largest_bytes = static_cast<std::uint64_t>(use.largest_mib) << 20};
  for (const auto& [reference, secret] :
       {std::pair(&use.password, &origin.password), std::pair(&use.token, &origin.token)}) {
    if (!*reference) continue;
    auto revealed = config::reveal(**reference);
    if (!revealed) return revealed.error();
    *secret = std::move(*revealed);
  }
  return origin;
}

}  // namespace

bool may_pass(const Failure& failure) {
  return failure.kind == FailureKind::unavailable || failure.kind == FailureKind::broken;
}

Result<connect::Launch> to_launch(const std::string& connector, const config::ComponentUse& use,
                                  std::chrono::milliseconds silence) {
  connect::Launch launch;
  launch.connector = connector;
  launch.component = use.component;
  launch.library = use.library;
  launch.limits.silence = silence;
  launch.options.assign(use.options.begin(), use.options.end());
  for (const std::string& option : use.directories)
    launch.directories.push_back({option, use.options.at(option)});
  for (const auto& [option, server] : use.origins) {
    auto origin = to_origin(option, server);
    if (!origin) return origin.error();
    launch.origins.push_back(std::move(*origin));
  }
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
