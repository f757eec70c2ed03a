#pragma once

#include <string>
#include <string_view>

namespace saldo::app {

/// Starts logging: to the journal's socket when systemd reads our stderr, else to stderr.
/// `level`: debug | info | warning | error.
void start_logging(const std::string& level);

/// One line about a connector; `level` as in plugin.h.
void log_connector(std::string_view connector, unsigned level, std::string_view text);

}  // namespace saldo::app
