#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saldo/sdk.hpp"

/// A directory that the configuration grants to a connector, over the service saldo.files/1.
/// Not thread-safe; valid as long as the instance. Failures of the host end the call as Stop.
namespace saldo {

/// One entry of a directory.
struct DirectoryEntry {
  std::string name;              ///< relative to the root, parts joined by '/'
  std::uint64_t size = 0;        ///< bytes
  std::int64_t modified_ns = 0;  ///< UTC, nanoseconds since 1970
  std::uint32_t kind = SALDO_FILE_OTHER;
  bool readable = false;

  /// Size and time of two moments are alike: nobody wrote in between, as far as one can tell.
  bool same_version(const DirectoryEntry& other) const {
    return size == other.size && modified_ns == other.modified_ns;
  }
};

/// An open file; closed with the object.
class DirectoryFile {
 public:
  /// `handle` is an answer of the service's open.
  DirectoryFile(const Host& host, const saldo_files_service& service, std::uint64_t handle)
      : host_(host), service_(service), handle_(handle) {}
  ~DirectoryFile() {
    if (handle_ != kNone) service_.close(host_.raw(), handle_);
  }
  DirectoryFile(DirectoryFile&& other) noexcept
      : host_(other.host_),
        service_(other.service_),
        handle_(std::exchange(other.handle_, kNone)) {}
  DirectoryFile(const DirectoryFile&) = delete;
  DirectoryFile& operator=(const DirectoryFile&) = delete;

  /// Reads up to `capacity` bytes; 0 at the end.
  std::size_t read(char* buffer, std::size_t capacity) {
    std::uint64_t got = 0;
    saldo_error error = impl::empty_error();
    impl::require(service_.read(host_.raw(), handle_, buffer, capacity, &got, &error), error);
    return static_cast<std::size_t>(got);
  }

 private:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};

  Host host_;
  const saldo_files_service& service_;
  std::uint64_t handle_;
};

class Directory {
 public:
  /// `option` is the name of the option that holds the directory.
  Directory(const Host& host, std::string option)
      : host_(host),
        service_(host.service<saldo_files_service>(SALDO_SERVICE_FILES)),
        option_(std::move(option)) {}

  /// The entries of a folder ("" is the root), by name; not those of folders below it.
  std::vector<DirectoryEntry> list(std::string_view folder = {}) const {
    std::vector<DirectoryEntry> entries;
    call([&](saldo_error* e) {
      return service_.list(host_.raw(), to_abi(option_), to_abi(folder), &entries, &add_entry, e);
    });
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return entries;
  }
  /// One entry by its name, or nothing when it isn't there.
  std::optional<DirectoryEntry> find(std::string_view name) const {
    if (!SALDO_HAS(&service_, find) || service_.find == nullptr) return find_in_list(name);
    saldo_file_info info{};
    call([&](saldo_error* e) {
      return service_.find(host_.raw(), to_abi(option_), to_abi(name), &info, e);
    });
    if (info.kind == SALDO_FILE_NONE) return std::nullopt;
    info.name = to_abi(name);
    return entry_of(info);
  }
  DirectoryFile open(std::string_view name) const {
    std::uint64_t handle = 0;
    call([&](saldo_error* e) {
      return service_.open(host_.raw(), to_abi(option_), to_abi(name), &handle, e);
    });
    return {host_, service_, handle};
  }
  /// Renames and makes the target's folders; what already has that name is kept beside it.
  void move(std::string_view name, std::string_view target) const {
    call([&](saldo_error* e) {
      return service_.move(host_.raw(), to_abi(option_), to_abi(name), to_abi(target), e);
    });
  }
  /// Writes a file whole or not at all.
  void write(std::string_view name, std::string_view bytes) const {
    call([&](saldo_error* e) {
      return service_.write(host_.raw(), to_abi(option_), to_abi(name), to_abi(bytes), e);
    });
  }
  /// True when something below the root changed, false when the time is up.
  bool wait(std::uint64_t timeout_ms) const {
    std::uint32_t changed = 0;
    call([&](saldo_error* e) {
      return service_.wait(host_.raw(), to_abi(option_), timeout_ms, &changed, e);
    });
    return changed != 0;
  }

 private:
  static DirectoryEntry entry_of(const saldo_file_info& info) {
    return {std::string(from_abi(info.name)), info.size, info.modified_ns, info.kind,
            info.readable != 0};
  }
  static void add_entry(void* context, const saldo_file_info* info) {
    static_cast<std::vector<DirectoryEntry>*>(context)->push_back(entry_of(*info));
  }
  /// For hosts that can't find: slow in large folders. A folder that is gone holds nothing.
  std::optional<DirectoryEntry> find_in_list(std::string_view name) const {
    const std::size_t slash = name.rfind('/');
    const bool in_root = slash == std::string_view::npos;
    try {
      for (DirectoryEntry& entry : list(in_root ? std::string_view() : name.substr(0, slash)))
        if (entry.name == name) return std::move(entry);
    } catch (const Stop& s) {
      if (in_root || s.status == SALDO_E_CANCELLED) throw;
    }
    return std::nullopt;
  }
  template <class F>
  void call(F f) const {
    saldo_error error = impl::empty_error();
    impl::require(f(&error), error);
  }

  Host host_;
  const saldo_files_service& service_;
  std::string option_;
};

}  // namespace saldo
