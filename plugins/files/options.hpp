#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pattern.hpp"
#include "saldo/sdk.hpp"

namespace saldo::files {

/// The connector's configuration; plugin.yaml explains each.
struct Options {
  Pattern pattern;
  std::int64_t settled_for_ns;
  std::string done_marker;  ///< empty: files are taken when they have settled
  bool recursive;
  std::int64_t poll_ns;
  std::string done, failed;  ///< folders below the root, without a '/' at either end
};

/// Reads and checks them; throws Stop(SALDO_E_CONFIG) naming the option, its value, the remedy.
Options read_options(const Host& host);

/// "500ms", "2s", "5m", "1h", "1d" in nanoseconds. Throws Stop(SALDO_E_CONFIG).
std::int64_t parse_duration_ns(std::string_view option, std::string_view text);

}  // namespace saldo::files
