#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/record_fields.hpp"

/// A host for the files connector: a file system in memory and a clock that only waiting moves.
namespace saldo::testing_files {

struct FakeFile {
  std::string bytes;
  std::int64_t modified_ns = 0;
  bool readable = true;
};

struct Delivered {
  std::string key, bytes;
  bool finished = false;
  std::size_t largest_piece = 0;
};

class FakeHost {
 public:
  FakeHost()
      : handle_{{sizeof(saldo_host), SALDO_ABI_MAJOR, SALDO_ABI_MINOR, &find_service}, this} {}
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;
  const saldo_host* raw() const { return &handle_.base; }

  void put(const std::string& name, const std::string& bytes, std::int64_t modified_ns) {
    files[name] = {bytes, modified_ns, true};
  }
  /// The calls before are over; what they left unfinished is forgotten.
  void begin_call() { document_open_ = false; }
  std::vector<std::string> keys() const {
    std::vector<std::string> list;
    for (const Delivered& d : delivered)
      if (d.finished) list.push_back(d.key);
    return list;
  }
  bool has(const std::string& name) const { return files.count(name) != 0; }

  std::map<std::string, FakeFile> files;
  std::map<std::string, std::string> options;
  std::int64_t now_ns = 1'000'000'000'000;
  std::vector<Delivered> delivered;
  std::vector<std::string> warnings;
  int lists = 0;  ///< looks at any folder
  int finds = 0;
  int waits = 0;
  int open_files = 0;
  bool read_only = false;     ///< moves and writes fail
  bool archive_full = false;  ///< handing over fails
  bool can_find = true;       ///< false: as the first hosts of ABI 0.1
  bool tells_changes = true;  ///< false: a network drive, where only looking helps
  std::set<std::string> missing_folders;
  std::string damaged;           ///< reading this file fails though it opens,
  std::size_t damaged_from = 0;  ///< from this offset on
  /// Called after every piece that was read of a file, with its name.
  std::function<void(const std::string&)> after_read;
  /// What happens in the world: the first event whose time comes ends a wait early.
  std::multimap<std::int64_t, std::function<void()>> events;
  const saldo_transfer_service* transfers = nullptr;  ///< none: no server is granted

 private:
  struct Open {
    std::string name, bytes;
    std::size_t at = 0;
  };

  struct Handle {
    saldo_host base;  // first, so that a pointer to it is a pointer to the handle
    FakeHost* self;
  };
  static FakeHost& of(const saldo_host* host) {
    return *reinterpret_cast<const Handle*>(host)->self;
  }

  static const void* find_service(const saldo_host* host, saldo_str id);
  static std::uint32_t find(const saldo_host* host, saldo_str, saldo_str name,
                            saldo_file_info* info, saldo_error* error);
  static std::uint32_t list(const saldo_host* host, saldo_str, saldo_str directory, void* context,
                            void (*each)(void*, const saldo_file_info*), saldo_error* error);
  static std::uint32_t wait(const saldo_host* host, saldo_str, std::uint64_t timeout_ms,
                            std::uint32_t* changed, saldo_error* error);
  static std::uint32_t open(const saldo_host* host, saldo_str, saldo_str name,
                            std::uint64_t* handle, saldo_error* error);
  static std::uint32_t read(const saldo_host* host, std::uint64_t handle, char* buffer,
                            std::uint64_t capacity, std::uint64_t* got, saldo_error* error);
  static void close(const saldo_host* host, std::uint64_t handle);
  static std::uint32_t move(const saldo_host* host, saldo_str, saldo_str name, saldo_str target,
                            saldo_error* error);
  static std::uint32_t write(const saldo_host* host, saldo_str, saldo_str name, saldo_str bytes,
                             saldo_error* error);

  Handle handle_;
  std::map<std::uint64_t, Open> open_;
  std::uint64_t next_handle_ = 1;
  bool document_open_ = false;
};

}  // namespace saldo::testing_files
