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
/// `password`) or `password`. A mail server, smtp:// or imap://, has to offer STARTTLS unless `tls`
/// is `offered` or `none`; smtps:// and imaps:// are TLS from the start. A path behind smtp:// is
/// the name that the server is greeted with.
std::optional<OriginUse> read_origin(const std::string& key, const Node& node,
                                     const std::filesystem::path& folder, Faults& faults);

bool is_mail_server(const std::string& url);

}  // namespace saldo::config
