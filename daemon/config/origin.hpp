#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "config/reader.hpp"

namespace saldo::config {

/// A server that a component may talk to: its address, or a mapping with `url` and how to be known
/// there: `user` and `password`, or `token`, or `certificate` and `key`; `ca`, `proxy`, `timeout`,
/// `requests_per_second`, `largest_mib`. Credentials need https, but for this machine itself. SFTP
/// needs `user`, `host_key` as `ssh-keygen -lf` prints it, and `key` (whose passphrase is
/// `password`) or `password`.
std::optional<OriginUse> read_origin(const std::string& key, const Node& node,
                                     const std::filesystem::path& folder, Faults& faults);

}  // namespace saldo::config
