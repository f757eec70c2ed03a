#pragma once

#include <string>

#include "config/config.hpp"

/// The configuration, without the daemon.
namespace saldo::cli {

/// Reads a configuration; tells every fault and ends the verb (exit 2) when there is one.
config::Config load_config(const std::string& file);

int check_config(const std::string& file);
int show_config(const std::string& file);

}  // namespace saldo::cli
