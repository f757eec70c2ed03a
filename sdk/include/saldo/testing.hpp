#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "saldo/sdk.hpp"

/// A host inside the test's own process, for unit tests of plugins.
///
///     extern "C" const saldo_plugin* bank_entry();
///     saldo::TestHost host(bank_entry(), "camt", {{"lenient", "true"}});
///     const auto result = host.decode("<Document …");
///     EXPECT_EQ(result.status, SALDO_OK);
///     EXPECT_EQ(result.transactions().at(0).amount->to_string(), "12.30");
///
/// It keeps the contract of plugin.h, but nothing is confined and nothing is durable. One thread.
namespace saldo {

using AnyRecord = std::variant<Statement, Transaction, Customer, Item, RemittanceAdvice, Refusal,
                               PaymentInstruction, PaymentStatus, Extract, Correspondence>;

/// A document that lay within the one that was decoded, or that a source found.
struct HandedOver {
  std::string key, name, bytes;
  bool finished = false;
};

/// What a decode gave: records in the order in which they came, and the error when status isn't 0.
struct Decoded {
  std::uint32_t status = SALDO_OK;
  saldo_error error = impl::empty_error();
  std::vector<AnyRecord> records;
  std::vector<HandedOver> documents;

  template <class R>
  std::vector<R> of() const {
    std::vector<R> out;
    for (const auto& record : records)
      if (const auto* r = std::get_if<R>(&record)) out.push_back(*r);
    return out;
  }
  std::vector<Statement> statements() const { return of<Statement>(); }
  std::vector<Transaction> transactions() const { return of<Transaction>(); }
  std::vector<Customer> customers() const { return of<Customer>(); }
  std::vector<Item> items() const { return of<Item>(); }
  std::vector<Refusal> refusals() const { return of<Refusal>(); }
};

/// A record as lines of "path=value" in the order of its description: for golden tests and for
/// comparing records. Lists repeat their path.
class FieldLines {
 public:
  template <class R>
  static std::string of(const R& record) {
    FieldLines lines;
    describe(lines, record);
    return lines.out_;
  }
  void text(std::uint16_t, const char* path, const std::string& s) {
    if (!s.empty()) put(path, s);
  }
  void texts(std::uint16_t, const char* path, const std::vector<std::string>& list) {
    for (const auto& s : list) put(path, s);
  }
  void date(std::uint16_t, const char* path, Date d) {
    if (!d.empty()) put(path, d.to_string());
  }
  void money(std::uint16_t, const char* path, const std::optional<Money>& m) {
    if (m) put(path, m->to_string() + " " + std::string(m->currency.code()));
  }
  void money_of(std::uint16_t id, const char* path, const char*, const std::optional<Money>& m) {
    money(id, path, m);
  }
  void flag(std::uint16_t, const char* path, bool b) {
    if (b) put(path, "true");
  }
  void integer(std::uint16_t, const char* path, std::int64_t n) { put(path, std::to_string(n)); }
  void number(std::uint16_t, const char* path, const std::optional<std::int64_t>& n) {
    if (n) put(path, std::to_string(*n));
  }
  template <class T, class F>
  void rows(std::uint16_t, std::uint16_t, const char* path, const std::vector<T>& list, F part) {
    for (const auto& row : list) {
      prefix_ = std::string(path) + ".";
      part(*this, row);
    }
    prefix_.clear();
  }

 private:
  void put(const char* path, std::string_view value) {
    out_ += prefix_;
    out_.append(path).append("=").append(value).append("\n");
  }
  std::string out_, prefix_;
};

/// One instance of one component, with the services of plugin.h behind it. A test may change the
/// public members between calls.
class TestHost {
 public:
  using Options = std::map<std::string, std::string>;
  /// Gives the bytes of a document; 0 at its end.
  using Bytes = std::function<std::size_t(char* buffer, std::size_t capacity)>;

  /// Throws std::runtime_error when the plugin refuses to make the component.
  TestHost(const saldo_plugin* plugin, std::string_view component, Options set = {})
      : options(std::move(set)), plugin_(plugin) {
    host_.self = this;
    host_.abi = {sizeof(saldo_host), SALDO_ABI_MAJOR, SALDO_ABI_MINOR, &TestHost::service};
    saldo_error error = impl::empty_error();
    if (plugin_->create(&host_.abi, to_abi(component), &instance_, &error) != SALDO_OK)
      throw std::runtime_error(error.message);
  }
  ~TestHost() {
    if (instance_ != nullptr) plugin_->destroy(instance_);
  }
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  /// The table behind an extension id, or null.
  template <class T>
  const T* extension(std::string_view id) const {
    return static_cast<const T*>(plugin_->extension(instance_, to_abi(id)));
  }
  saldo_instance* instance() const { return instance_; }
  const saldo_host* abi() const { return &host_.abi; }
  /// Offers a service table of the test's own, or replaces one; it must outlive the host.
  void offer(std::string_view id, const void* table) { offered_[std::string(id)] = table; }

  int identify(std::string_view head, std::string_view name = "document") {
    return decoder().identify(instance_, to_abi(head.substr(0, 4096)), to_abi(name));
  }

  /// Decodes a document that arrives in pieces of `chunk` bytes.
  Decoded decode(std::string_view bytes, std::size_t chunk = SIZE_MAX) {
    const std::uint64_t size = bytes.size();
    return decode_stream(
        [&](char* buffer, std::size_t capacity) {
          const std::size_t n = std::min({capacity, chunk, bytes.size()});
          if (n != 0) std::memcpy(buffer, bytes.data(), n);
          bytes.remove_prefix(n);
          return n;
        },
        size);
  }

  /// Decodes a document that needn't exist anywhere.
  Decoded decode_stream(Bytes bytes, std::uint64_t size, std::string_view name = "document") {
    decoded_ = {};
    StreamInput input{{sizeof(saldo_input), 0, to_abi(name), {}, size, &TestHost::read},
                      std::move(bytes)};
    decoded_.status = decoder().decode(instance_, &input.abi, &decoded_.error);
    return std::move(decoded_);
  }

  Options options;                               ///< what Host::option answers
  std::vector<std::string> logs;                 ///< what the plugin logged
  std::map<std::string, std::int64_t> counters;  ///< what it counted
  std::vector<std::string> cursors;              ///< its checkpoints
  Date today = Date::from_days(0);
  std::int64_t now_ns = 0;
  bool stop = false;  ///< what should_stop answers
  /// Called with each record before it is kept; an outcome other than SALDO_OK is handed on.
  std::function<std::uint32_t(const saldo_record&)> on_record;

 private:
  struct HostTable {
    saldo_host abi{};
    TestHost* self = nullptr;
  };
  struct StreamInput {
    saldo_input abi;
    Bytes bytes;
  };
  static TestHost& of(const saldo_host* host) {
    return *reinterpret_cast<const HostTable*>(host)->self;
  }

  const saldo_decoder& decoder() const {
    if (const auto* d = extension<saldo_decoder>(SALDO_EXT_DECODER)) return *d;
    throw std::runtime_error("the component is not a decoder");
  }

  static std::uint32_t read(const saldo_input* input, char* buffer, std::uint64_t capacity,
                            std::uint64_t* got, saldo_error*) {
    *got = reinterpret_cast<const StreamInput*>(input)->bytes(buffer,
                                                              static_cast<std::size_t>(capacity));
    return SALDO_OK;
  }

  static constexpr std::size_t kRecordBytesMax = 1u << 20;
  /// As it travels.
  static std::size_t size_of(const saldo_record& record) {
    std::size_t size = 24;
    for (std::uint32_t i = 0; i < record.field_count; ++i) {
      const saldo_field& f = record.fields[i];
      const bool is_text = f.type == SALDO_FIELD_TEXT;
      size += is_text                       ? 12 + static_cast<std::size_t>(f.value.text.size)
              : f.type == SALDO_FIELD_MONEY ? 24
                                            : 16;
    }
    return size;
  }

  std::uint32_t keep(const saldo_record& record, saldo_error* error) {
    return impl::guarded(error, [&] {
      if (on_record) impl::require(on_record(record), impl::empty_error());
      if (size_of(record) > kRecordBytesMax)
        throw Stop(SALDO_E_LIMIT, "a record of " + std::to_string(size_of(record)) +
                                      " bytes is larger than the limit of 1 MiB");
      switch (record.kind) {
        case Customer::kKind:
          return add<Customer>(record);
        case Item::kKind:
          return add<Item>(record);
        case Statement::kKind:
          return add<Statement>(record);
        case Transaction::kKind:
          return add<Transaction>(record);
        case RemittanceAdvice::kKind:
          return add<RemittanceAdvice>(record);
        case Refusal::kKind:
          return add<Refusal>(record);
        case PaymentInstruction::kKind:
          return add<PaymentInstruction>(record);
        case PaymentStatus::kKind:
          return add<PaymentStatus>(record);
        case Extract::kKind:
          return add<Extract>(record);
        case Correspondence::kKind:
          return add<Correspondence>(record);
        default:
          throw Stop(SALDO_E_BUG, "unknown record kind " + std::to_string(record.kind));
      }
    });
  }
  template <class R>
  void add(const saldo_record& record) {
    decoded_.records.emplace_back(read_record<R>(record));
  }

  static const void* service(const saldo_host* host, saldo_str id) {
    const auto& offered = of(host).offered_;
    const auto found = offered.find(std::string(from_abi(id)));
    return found != offered.end() ? found->second : built_in(from_abi(id));
  }

  static const void* built_in(std::string_view id) {
    static constexpr saldo_log_service kLog = {
        sizeof kLog, 0, [](const saldo_host* h, std::uint32_t, saldo_str message) {
          of(h).logs.emplace_back(from_abi(message));
        }};
    static constexpr saldo_run_service kRun = {
        sizeof kRun, 0, [](const saldo_host* h) -> std::uint32_t { return of(h).stop ? 1 : 0; },
        [](const saldo_host*, std::uint64_t, std::uint64_t) {}};
    static constexpr saldo_records_service kRecords = {
        sizeof kRecords, 0,
        [](const saldo_host* h, const saldo_record* record, saldo_error* error) {
          return of(h).keep(*record, error);
        },
        [](const saldo_host* h, saldo_str cursor, saldo_error*) -> std::uint32_t {
          of(h).cursors.emplace_back(from_abi(cursor));
          return SALDO_OK;
        }};
    static constexpr saldo_config_service kConfig = {
        sizeof kConfig, 0,
        [](const saldo_host* h, saldo_str key, saldo_str* value) -> std::uint32_t {
          const auto found = of(h).options.find(std::string(from_abi(key)));
          if (found == of(h).options.end()) return 0;
          *value = to_abi(std::string_view(found->second));
          return 1;
        }};
    static constexpr saldo_clock_service kClock = {
        sizeof kClock, 0, [](const saldo_host* h) { return of(h).now_ns; },
        [](const saldo_host* h) { return saldo_date{of(h).today.days()}; }};
    static constexpr saldo_metrics_service kMetrics = {
        sizeof kMetrics, 0, [](const saldo_host* h, saldo_str name, std::int64_t delta) {
          of(h).counters[std::string(from_abi(name))] += delta;
        }};
    static constexpr saldo_documents_service kDocuments = {
        sizeof kDocuments, 0,
        [](const saldo_host* h, const saldo_document* d, saldo_error*) -> std::uint32_t {
          of(h).decoded_.documents.push_back(
              {std::string(from_abi(d->key)), std::string(from_abi(d->name)), {}, false});
          return SALDO_OK;
        },
        [](const saldo_host* h, saldo_str bytes, saldo_error*) -> std::uint32_t {
          of(h).decoded_.documents.back().bytes += from_abi(bytes);
          return SALDO_OK;
        },
        [](const saldo_host* h, saldo_error*) -> std::uint32_t {
          of(h).decoded_.documents.back().finished = true;
          return SALDO_OK;
        }};
    if (id == SALDO_SERVICE_DOCUMENTS) return &kDocuments;
    if (id == SALDO_SERVICE_LOG) return &kLog;
    if (id == SALDO_SERVICE_RUN) return &kRun;
    if (id == SALDO_SERVICE_RECORDS) return &kRecords;
    if (id == SALDO_SERVICE_CONFIG) return &kConfig;
    if (id == SALDO_SERVICE_CLOCK) return &kClock;
    return id == SALDO_SERVICE_METRICS ? &kMetrics : nullptr;
  }

  const saldo_plugin* plugin_;
  HostTable host_;
  saldo_instance* instance_ = nullptr;
  Decoded decoded_;
  std::map<std::string, const void*> offered_;
};

}  // namespace saldo
