#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "directory.hpp"
#include "link.hpp"
#include "saldo/plugin.h"

namespace saldo::host {

/// saldo.files/1 over the granted directories. Throws Stop; the errno of a failed call is told in
/// its sentence.
class Files {
 public:
  /// `link` has received Welcome.
  explicit Files(Link& link);
  bool any() const { return !roots_.empty(); }

  void list(std::string_view root, std::string_view directory,
            const std::function<void(const saldo_file_info&)>& each);
  /// One entry as list gives it, `name` being the caller's; kind SALDO_FILE_NONE: it isn't there.
  saldo_file_info find(std::string_view root, std::string_view name) const;
  std::uint64_t open(std::string_view root, std::string_view name);
  std::size_t read(std::uint64_t handle, std::span<char> buffer);
  void close(std::uint64_t handle) { handles_.erase(handle); }
  void move(std::string_view root, std::string_view name, std::string_view target);
  void write(std::string_view root, std::string_view name, std::string_view bytes);
  bool wait(std::string_view root, std::uint64_t timeout_ms);

 private:
  const Directory& root(std::string_view option) const;
  void watch(const Directory& root, std::string_view directory);
  bool drain_watch(std::string_view root);

  Link& link_;
  std::vector<Directory> roots_;
  std::map<std::uint64_t, Fd> handles_;
  std::uint64_t last_handle_ = 0;
  Fd inotify_;
  std::map<std::pair<std::string, std::string>, int> watches_;  ///< (option, folder) → number
  std::map<int, std::string> watched_root_;                     ///< number → option
  std::map<std::string, bool> changed_;                         ///< option → seen and not told
};

}  // namespace saldo::host
