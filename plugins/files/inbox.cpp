#include "inbox.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace saldo::files {
namespace {

/// Deeper than anybody sorts files by hand; a bind mount of a folder into itself ends here.
constexpr int kDepthMax = 32;

/// Ends of names that uploading programs give to what isn't complete.
constexpr std::array<std::string_view, 3> kUnfinished = {".part", ".tmp", ".filepart"};

std::string_view base_name(std::string_view name) { return name.substr(name.rfind('/') + 1); }

bool by_name(const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; }

}  // namespace

bool Inbox::wanted(const DirectoryEntry& entry) const {
  const auto base = base_name(entry.name);
  const auto ends = [&](std::string_view suffix) { return base.ends_with(suffix); };
  return entry.kind == SALDO_FILE_REGULAR &&
         std::none_of(kUnfinished.begin(), kUnfinished.end(), ends) &&
         (options_.done_marker.empty() || !ends(options_.done_marker)) &&
         options_.pattern.matches(std::string(base));
}

void Inbox::collect(const std::string& folder, int depth, std::vector<DirectoryEntry>& candidates,
                    Look& look) const {
  std::vector<DirectoryEntry> entries;
  try {
    entries = directory_.list(folder);
  } catch (const Stop& s) {
    if (folder.empty() || s.status == SALDO_E_CANCELLED) throw;
    look.blocked.push_back(folder);
    return;
  }
  for (const DirectoryEntry& e : entries) {
    if (base_name(e.name).starts_with('.')) continue;
    if (e.kind == SALDO_FILE_DIRECTORY) {
      if (!options_.recursive || e.name == options_.done || e.name == options_.failed) continue;
      if (depth == kDepthMax)
        look.blocked.push_back(e.name);
      else
        collect(e.name, depth + 1, candidates, look);
    } else if (wanted(e)) {
      const bool marked =
          options_.done_marker.empty() ||
          std::binary_search(entries.begin(), entries.end(),
                             DirectoryEntry{.name = e.name + options_.done_marker}, by_name);
      if (marked) candidates.push_back(e);
    }
  }
}

/// A time of modification in the future says nothing, nor does an old one whose size has just
/// changed: then it counts how long the file has been seen as it is.
std::int64_t Inbox::still_since(const DirectoryEntry& entry, std::int64_t now_ns) const {
  const auto seen = sightings_.find(entry.name);
  if (seen == sightings_.end()) return std::clamp<std::int64_t>(entry.modified_ns, 0, now_ns);
  return seen->second.entry.same_version(entry) ? seen->second.still_since_ns : now_ns;
}

Look Inbox::look() {
  Look look;
  std::vector<DirectoryEntry> candidates;
  collect("", 0, candidates, look);
  std::sort(candidates.begin(), candidates.end(), by_name);

  const std::int64_t now_ns = host_.now_ns();
  std::map<std::string, Sighting> sightings;
  for (DirectoryEntry& e : candidates) {
    const std::int64_t since = still_since(e, now_ns);
    sightings.emplace(e.name, Sighting{e, since});
    if (options_.done_marker.empty() && now_ns - since < options_.settled_for_ns) {
      const std::int64_t at = since + options_.settled_for_ns;
      look.settles_at_ns = std::min(look.settles_at_ns.value_or(at), at);
    } else if (!e.readable) {
      look.blocked.push_back(e.name);
    } else {
      look.ready.push_back(std::move(e));
    }
  }
  sightings_ = std::move(sightings);
  return look;
}

}  // namespace saldo::files
