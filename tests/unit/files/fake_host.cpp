#include "unit/files/fake_host.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace saldo::testing_files {
namespace {

std::uint32_t fail(saldo_error* error, std::uint32_t status, const std::string& why) {
  error->message[why.copy(error->message, sizeof error->message - 1)] = '\0';
  return status;
}
std::string text(saldo_str s) { return std::string(from_abi(s)); }

}  // namespace

std::uint32_t FakeHost::list(const saldo_host* host, saldo_str, saldo_str directory, void* context,
                             void (*each)(void*, const saldo_file_info*), saldo_error* error) {
  FakeHost& h = of(host);
  ++h.lists;
  const std::string prefix = directory.size == 0 ? "" : text(directory) + "/";
  if (h.missing_folders.count(text(directory)) != 0)
    return fail(error, SALDO_E_CONFIG, "no such directory");
  std::set<std::string> folders;
  for (const auto& [name, file] : h.files) {
    if (!name.starts_with(prefix)) continue;
    const std::size_t slash = name.find('/', prefix.size());
    saldo_file_info info{};
    if (slash != std::string::npos) {
      const auto [folder, is_new] = folders.insert(name.substr(0, slash));
      if (!is_new) continue;
      info.name = to_abi(*folder);
      info.kind = SALDO_FILE_DIRECTORY;
      info.readable = 1;
      each(context, &info);
      continue;
    }
    info.name = to_abi(name);
    info.size = file.bytes.size();
    info.modified_ns = file.modified_ns;
    info.kind = SALDO_FILE_REGULAR;
    info.readable = file.readable ? 1 : 0;
    each(context, &info);
  }
  return SALDO_OK;
}

std::uint32_t FakeHost::wait(const saldo_host* host, saldo_str, std::uint64_t timeout_ms,
                             std::uint32_t* changed, saldo_error*) {
  FakeHost& h = of(host);
  ++h.waits;
  const std::int64_t end = h.now_ns + static_cast<std::int64_t>(timeout_ms) * 1'000'000;
  *changed = 0;
  if (!h.events.empty() && h.events.begin()->first <= end) {
    const auto event = h.events.begin();
    h.now_ns = std::max(h.now_ns, event->first);
    event->second();
    h.events.erase(event);
    *changed = h.tells_changes ? 1 : 0;
    if (h.tells_changes) return SALDO_OK;
  }
  h.now_ns = end;
  return SALDO_OK;
}

std::uint32_t FakeHost::open(const saldo_host* host, saldo_str, saldo_str name,
                             std::uint64_t* handle, saldo_error* error) {
  FakeHost& h = of(host);
  const auto file = h.files.find(text(name));
  if (file == h.files.end()) return fail(error, SALDO_E_REJECTED, "no such file");
  *handle = h.next_handle_++;
  h.open_[*handle] = {file->first, file->second.bytes, 0};
  ++h.open_files;
  return SALDO_OK;
}

std::uint32_t FakeHost::read(const saldo_host* host, std::uint64_t handle, char* buffer,
                             std::uint64_t capacity, std::uint64_t* got, saldo_error* error) {
  FakeHost& h = of(host);
  Open& file = h.open_.at(handle);
  if (file.name == h.damaged && file.at >= h.damaged_from)
    return fail(error, SALDO_E_RETRY, "input/output error");
  *got = file.bytes.copy(buffer, capacity, file.at);
  file.at += *got;
  if (h.after_read) h.after_read(file.name);
  return SALDO_OK;
}

void FakeHost::close(const saldo_host* host, std::uint64_t handle) {
  of(host).open_.erase(handle);
  --of(host).open_files;
}

std::uint32_t FakeHost::move(const saldo_host* host, saldo_str, saldo_str name, saldo_str target,
                             saldo_error* error) {
  FakeHost& h = of(host);
  if (h.read_only) return fail(error, SALDO_E_CONFIG, "read-only file system");
  const auto file = h.files.find(text(name));
  if (file == h.files.end()) return fail(error, SALDO_E_REJECTED, "no such file");
  std::string to = text(target);
  for (int n = 1; h.files.count(to) != 0; ++n) to = text(target) + "." + std::to_string(n);
  h.files[to] = file->second;
  h.files.erase(text(name));
  return SALDO_OK;
}

std::uint32_t FakeHost::write(const saldo_host* host, saldo_str, saldo_str name, saldo_str bytes,
                              saldo_error* error) {
  FakeHost& h = of(host);
  if (h.read_only) return fail(error, SALDO_E_CONFIG, "read-only file system");
  h.put(text(name), text(bytes), h.now_ns);
  return SALDO_OK;
}

std::uint32_t FakeHost::find(const saldo_host* host, saldo_str, saldo_str name,
                             saldo_file_info* info, saldo_error*) {
  ++of(host).finds;
  const auto file = of(host).files.find(text(name));
  if (file == of(host).files.end()) return SALDO_OK;
  *info = {name, file->second.bytes.size(), file->second.modified_ns, SALDO_FILE_REGULAR, 1};
  return SALDO_OK;
}

const void* FakeHost::find_service(const saldo_host* asking, saldo_str id) {
  static const saldo_files_service files{sizeof files, 0,     &list,  &open, &read,
                                         &close,       &move, &write, &wait, &find};
  static const saldo_files_service first_files{offsetof(saldo_files_service, find),
                                               0,
                                               &list,
                                               &open,
                                               &read,
                                               &close,
                                               &move,
                                               &write,
                                               &wait,
                                               nullptr};
  static const saldo_config_service config{
      sizeof config, 0, [](const saldo_host* host, saldo_str key, saldo_str* value) {
        const auto found = of(host).options.find(text(key));
        if (found == of(host).options.end()) return 0u;
        *value = to_abi(found->second);
        return 1u;
      }};
  static const saldo_clock_service clock{sizeof clock, 0,
                                         [](const saldo_host* host) { return of(host).now_ns; },
                                         [](const saldo_host*) -> saldo_date { return 0; }};
  static const saldo_log_service log{
      sizeof log, 0, [](const saldo_host* host, std::uint32_t level, saldo_str message) {
        if (level >= SALDO_LOG_WARNING) of(host).warnings.push_back(text(message));
      }};
  static const saldo_documents_service documents{
      sizeof documents, 0,
      [](const saldo_host* host, const saldo_document* document, saldo_error* error) {
        FakeHost& h = of(host);
        if (std::exchange(h.document_open_, true))
          return fail(error, SALDO_E_BUG, "the document before this one was not finished");
        h.delivered.push_back({.key = text(document->key)});
        return SALDO_OK;
      },
      [](const saldo_host* host, saldo_str bytes, saldo_error* error) {
        if (of(host).archive_full) return fail(error, SALDO_E_RETRY, "no space left");
        Delivered& d = of(host).delivered.back();
        d.bytes += text(bytes);
        d.largest_piece = std::max<std::size_t>(d.largest_piece, bytes.size);
        return SALDO_OK;
      },
      [](const saldo_host* host, saldo_error*) {
        of(host).delivered.back().finished = true;
        of(host).document_open_ = false;
        return SALDO_OK;
      }};
  static const saldo_records_service records{sizeof records, 0, nullptr, nullptr};
  const auto name = from_abi(id);
  if (name == SALDO_SERVICE_FILES) return of(asking).can_find ? &files : &first_files;
  if (name == SALDO_SERVICE_CONFIG) return &config;
  if (name == SALDO_SERVICE_CLOCK) return &clock;
  if (name == SALDO_SERVICE_LOG) return &log;
  if (name == SALDO_SERVICE_DOCUMENTS) return &documents;
  if (name == SALDO_SERVICE_RECORDS) return &records;
  if (name == SALDO_SERVICE_TRANSFER) return of(asking).transfers;
  return nullptr;
}

}  // namespace saldo::testing_files
