#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saldo::files {

/// An entry of a folder on a server.
struct RemoteEntry {
  std::string name;
  std::uint64_t size = 0;
  std::string changed;   ///< as the server writes it: for comparing only
  bool is_file = false;  ///< a regular one

  bool same_version(const RemoteEntry& other) const {
    return size == other.size && changed == other.changed;
  }
};

/// A line as of `ls -l`, which is what SFTP servers send as an entry's long name:
/// "-rw-r--r--    1 bank  group   1234 Nov 26 02:14 statement.sta". Nothing for any other line.
std::optional<RemoteEntry> parse_listing_line(std::string_view line);

/// A name in a URL: everything but letters, digits and "-._~" percent-encoded (RFC 3986), "/" kept.
std::string percent_encoded(std::string_view name);

}  // namespace saldo::files
