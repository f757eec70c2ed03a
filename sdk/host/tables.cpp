#include "tables.hpp"

#include "saldo/sdk.hpp"
#include "services.hpp"

namespace saldo::host {
namespace {

using impl::guarded;

/// For service functions that can't fail in the plugin's eyes.
template <class F>
void quietly(F f) noexcept {
  guarded(nullptr, f);
}

constexpr saldo_log_service kLog = {sizeof(saldo_log_service), 0,
                                    [](const saldo_host* h, std::uint32_t level, saldo_str text) {
                                      quietly([&] { Services::of(h).log(level, from_abi(text)); });
                                    }};

constexpr saldo_run_service kRun = {
    sizeof(saldo_run_service), 0,
    [](const saldo_host* h) -> std::uint32_t {
      bool stop = false;
      quietly([&] { stop = Services::of(h).should_stop(); });
      return stop ? 1 : 0;
    },
    [](const saldo_host* h, std::uint64_t done, std::uint64_t total) {
      quietly([&] { Services::of(h).progress(done, total); });
    }};

constexpr saldo_records_service kRecords = {
    sizeof(saldo_records_service), 0,
    [](const saldo_host* h, const saldo_record* record, saldo_error* error) {
      return guarded(error, [&] { Services::of(h).emit(*record); });
    },
    [](const saldo_host* h, saldo_str cursor, saldo_error* error) {
      return guarded(error, [&] { Services::of(h).checkpoint(from_abi(cursor)); });
    }};

constexpr saldo_config_service kConfig = {
    sizeof(saldo_config_service), 0,
    [](const saldo_host* h, saldo_str key, saldo_str* value) -> std::uint32_t {
      const std::string_view* found = Services::of(h).option(from_abi(key));
      if (found == nullptr) return 0;
      *value = to_abi(*found);
      return 1;
    }};

constexpr saldo_clock_service kClock = {
    sizeof(saldo_clock_service), 0,
    [](const saldo_host* h) -> std::int64_t { return Services::of(h).now_ns(); },
    [](const saldo_host* h) -> saldo_date { return Services::of(h).today(); }};

constexpr saldo_metrics_service kMetrics = {
    sizeof(saldo_metrics_service), 0, [](const saldo_host* h, saldo_str name, std::int64_t delta) {
      quietly([&] { Services::of(h).count(from_abi(name), delta); });
    }};

constexpr saldo_documents_service kDocuments = {
    sizeof(saldo_documents_service), 0,
    [](const saldo_host* h, const saldo_document* document, saldo_error* error) {
      return guarded(error, [&] { Services::of(h).begin_document(*document); });
    },
    [](const saldo_host* h, saldo_str bytes, saldo_error* error) {
      return guarded(error, [&] { Services::of(h).write_document(from_abi(bytes)); });
    },
    [](const saldo_host* h, saldo_error* error) {
      return guarded(error, [&] { Services::of(h).finish_document(); });
    }};

constexpr saldo_files_service kFiles = {
    sizeof(saldo_files_service),
    0,
    [](const saldo_host* h, saldo_str root, saldo_str directory, void* context,
       void (*each)(void*, const saldo_file_info*), saldo_error* error) {
      return guarded(error, [&] {
        Services::of(h).files().list(from_abi(root), from_abi(directory),
                                     [&](const saldo_file_info& info) { each(context, &info); });
      });
    },
    [](const saldo_host* h, saldo_str root, saldo_str name, std::uint64_t* handle,
       saldo_error* error) {
      return guarded(
          error, [&] { *handle = Services::of(h).files().open(from_abi(root), from_abi(name)); });
    },
    [](const saldo_host* h, std::uint64_t handle, char* buffer, std::uint64_t capacity,
       std::uint64_t* got, saldo_error* error) {
      return guarded(error, [&] {
        *got = Services::of(h).files().read(handle, {buffer, capacity});
      });
    },
    [](const saldo_host* h, std::uint64_t handle) {
      quietly([&] { Services::of(h).files().close(handle); });
    },
    [](const saldo_host* h, saldo_str root, saldo_str name, saldo_str target, saldo_error* error) {
      return guarded(error, [&] {
        Services::of(h).files().move(from_abi(root), from_abi(name), from_abi(target));
      });
    },
    [](const saldo_host* h, saldo_str root, saldo_str name, saldo_str bytes, saldo_error* error) {
      return guarded(error, [&] {
        Services::of(h).files().write(from_abi(root), from_abi(name), from_abi(bytes));
      });
    },
    [](const saldo_host* h, saldo_str root, std::uint64_t timeout_ms, std::uint32_t* changed,
       saldo_error* error) {
      return guarded(error, [&] {
        *changed = Services::of(h).files().wait(from_abi(root), timeout_ms) ? 1 : 0;
      });
    },
    [](const saldo_host* h, saldo_str root, saldo_str name, saldo_file_info* info,
       saldo_error* error) {
      return guarded(error,
                     [&] { *info = Services::of(h).files().find(from_abi(root), from_abi(name)); });
    }};

constexpr saldo_transfer_service kTransfer = {
    sizeof(saldo_transfer_service), 0,
    [](const saldo_host* h, const saldo_transfer_request* request, saldo_transfer_reply* reply,
       saldo_error* error) {
      return guarded(error, [&] { *reply = Services::of(h).transfer(*request); });
    },
    [](const saldo_host* h, char* buffer, std::uint64_t capacity, std::uint64_t* got,
       saldo_error* error) {
      return guarded(error, [&] { *got = Services::of(h).read_transfer(buffer, capacity); });
    }};

}  // namespace

const void* find_service(const saldo_host* host, saldo_str id) {
  const auto name = from_abi(id);
  if (name == SALDO_SERVICE_LOG) return &kLog;
  if (name == SALDO_SERVICE_RUN) return &kRun;
  if (name == SALDO_SERVICE_RECORDS) return &kRecords;
  if (name == SALDO_SERVICE_CONFIG) return &kConfig;
  if (name == SALDO_SERVICE_CLOCK) return &kClock;
  if (name == SALDO_SERVICE_METRICS) return &kMetrics;
  if (name == SALDO_SERVICE_DOCUMENTS) return &kDocuments;
  if (name == SALDO_SERVICE_FILES && Services::of(host).files().any()) return &kFiles;
  if (name == SALDO_SERVICE_TRANSFER) return &kTransfer;
  return nullptr;
}

std::uint32_t read_input(const saldo_input* input, char* buffer, std::uint64_t capacity,
                         std::uint64_t* got, saldo_error* error) {
  return guarded(error, [&] {
    const auto* face = reinterpret_cast<const InputFace*>(input);
    *got = Services::of(face->host).read_input(buffer, capacity);
  });
}

}  // namespace saldo::host
