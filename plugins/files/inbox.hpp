#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "options.hpp"
#include "saldo/directory.hpp"

namespace saldo::files {

/// What one look at the directory found.
struct Look {
  std::vector<DirectoryEntry> ready;  ///< complete and readable, by name
  std::vector<std::string> blocked;   ///< files and folders whose permission is missing
  /// When the next of the others will have settled, if it stays as it is; UTC, nanoseconds.
  std::optional<std::int64_t> settles_at_ns;
};

/// Decides which files of the directory are complete. It remembers how it saw them last, so that a
/// file whose time of modification says nothing must stand still while it looks.
class Inbox {
 public:
  Inbox(const Host& host, const Options& options, const Directory& directory)
      : host_(host), options_(options), directory_(directory) {}

  Look look();

 private:
  struct Sighting {
    DirectoryEntry entry;
    std::int64_t still_since_ns;  ///< nobody has changed it since
  };

  void collect(const std::string& folder, int depth, std::vector<DirectoryEntry>& candidates,
               Look& look) const;
  bool wanted(const DirectoryEntry& entry) const;
  std::int64_t still_since(const DirectoryEntry& entry, std::int64_t now_ns) const;

  Host host_;
  const Options& options_;
  const Directory& directory_;
  std::map<std::string, Sighting> sightings_;
};

}  // namespace saldo::files
