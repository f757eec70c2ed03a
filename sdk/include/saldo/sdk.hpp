#pragma once

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saldo/plugin.h"
#include "saldo/record_fields.hpp"
#include "saldo/records.hpp"
#include "saldo/utf16.hpp"

/// The C++ face of plugin.h. Header-only; not part of the ABI. Derive from Decoder, Source or Sink
/// and name the classes in SALDO_PLUGIN. Throw Stop to end a call; anything else that is thrown
/// becomes SALDO_E_BUG. No exception crosses the ABI.
namespace saldo {

/// Ends a call with an outcome class and the facts that saldo shows to people.
class Stop : public std::exception {
 public:
  Stop(std::uint32_t outcome, std::string sentence)
      : status(outcome), message(std::move(sentence)) {}
  const char* what() const noexcept override { return message.c_str(); }

  std::uint32_t status;
  std::string message;          ///< one sentence: place, value, remedy
  std::string rule;             ///< e.g. "statement.balance"
  std::string expected, found;  ///< both figures
  Place at;
  std::optional<Money> held;  ///< the money that the refused input holds up
  std::uint64_t retry_after_ms = 0;
};

/// The input is bad and is set aside. Example:
/// `throw Rejected("statement.balance", "balances don't foot").at_place(p).figures("10.00",
/// "9.99");`
class Rejected : public Stop {
 public:
  Rejected(std::string rule_id, std::string sentence)
      : Stop(SALDO_E_REJECTED, std::move(sentence)) {
    rule = std::move(rule_id);
  }
  Rejected& at_place(Place p) { return at = p, *this; }
  Rejected& figures(std::string expected_figure, std::string found_figure) {
    expected = std::move(expected_figure);
    found = std::move(found_figure);
    return *this;
  }
  Rejected& holds(std::optional<Money> money) { return held = money, *this; }
};

namespace impl {

template <std::size_t N>
void copy_text(char (&to)[N], std::string_view from) {
  std::size_t n = from.size() < N - 1 ? from.size() : N - 1;
  while (n > 0 && n < from.size() && (static_cast<unsigned char>(from[n]) & 0xC0) == 0x80) --n;
  std::memcpy(to, from.data(), n);
  to[n] = '\0';
}

inline void fill(saldo_error* e, const Stop& s) {
  if (e == nullptr) return;
  e->place = {s.at.line, s.at.offset};
  e->retry_after_ms = s.retry_after_ms;
  if (s.held) e->held = to_abi(*s.held);
  copy_text(e->rule, s.rule);
  copy_text(e->expected, s.expected);
  copy_text(e->found, s.found);
  copy_text(e->message, s.message);
}

/// Runs `f` so that nothing is thrown across the ABI.
template <class F>
std::uint32_t guarded(saldo_error* error, F f) noexcept {
  try {
    f();
    return SALDO_OK;
  } catch (const Stop& s) {
    fill(error, s);
    return s.status;
  } catch (const FormatError& e) {
    fill(error, Rejected("format", e.what()));
    return SALDO_E_REJECTED;
  } catch (const std::bad_alloc&) {
    fill(error, Stop(SALDO_E_LIMIT, "out of memory"));
    return SALDO_E_LIMIT;
  } catch (const std::exception& e) {
    fill(error, Stop(SALDO_E_BUG, e.what()));
    return SALDO_E_BUG;
  } catch (...) {
    fill(error, Stop(SALDO_E_BUG, "an exception that is not a std::exception"));
    return SALDO_E_BUG;
  }
}

inline saldo_error empty_error() {
  saldo_error e{};
  e.struct_size = sizeof e;
  return e;
}

/// Turns a failed host call into the exception that ends the plugin's call.
inline void require(std::uint32_t status, const saldo_error& e) {
  if (status == SALDO_OK) return;
  Stop s(status, e.message);
  s.rule = e.rule;
  s.at = {e.place.line, e.place.offset};
  throw s;
}

}  // namespace impl

/// The services of the host, as far as it offers them. Copyable; valid as long as the instance.
class Host {
 public:
  explicit Host(const saldo_host* host) : host_(host) {}

  /// The service table behind `id`; throws Stop(UNSUPPORTED) when the host doesn't offer it.
  template <class T>
  const T& service(std::string_view id) const {
    if (const void* p = host_->service(host_, to_abi(id))) return *static_cast<const T*>(p);
    throw Stop(SALDO_E_UNSUPPORTED, "the host doesn't offer " + std::string(id));
  }
  template <class T>
  const T* find(std::string_view id) const {
    return static_cast<const T*>(host_->service(host_, to_abi(id)));
  }

  void log(std::uint32_t level, std::string_view message) const {
    if (const auto* s = find<saldo_log_service>(SALDO_SERVICE_LOG))
      s->write(host_, level, to_abi(message));
  }
  /// The value of a declared option, or nothing when it isn't set and has no default.
  std::optional<std::string> option(std::string_view key) const {
    saldo_str value{};
    const auto* s = find<saldo_config_service>(SALDO_SERVICE_CONFIG);
    if (s == nullptr || s->text(host_, to_abi(key), &value) == 0) return std::nullopt;
    return std::string(from_abi(value));
  }
  Date today() const {
    return Date::from_days(service<saldo_clock_service>(SALDO_SERVICE_CLOCK).today(host_));
  }
  std::int64_t now_ns() const {
    return service<saldo_clock_service>(SALDO_SERVICE_CLOCK).now_ns(host_);
  }
  bool should_stop() const {
    const auto* s = find<saldo_run_service>(SALDO_SERVICE_RUN);
    return s != nullptr && s->should_stop(host_) != 0;
  }
  /// should_stop as an exception, for long loops.
  void stop_if_asked() const {
    if (should_stop()) throw Stop(SALDO_E_CANCELLED, "cancelled");
  }
  void progress(std::uint64_t done, std::uint64_t total) const {
    if (const auto* s = find<saldo_run_service>(SALDO_SERVICE_RUN)) s->progress(host_, done, total);
  }
  void count(std::string_view metric, std::int64_t delta = 1) const {
    if (const auto* s = find<saldo_metrics_service>(SALDO_SERVICE_METRICS))
      s->add(host_, to_abi(metric), delta);
  }
  const saldo_host* raw() const { return host_; }

 private:
  const saldo_host* host_;
};

/// Emits records. Reuses its buffers: one for the life of a decode.
class Records {
 public:
  explicit Records(const Host& host)
      : host_(host), service_(host.service<saldo_records_service>(SALDO_SERVICE_RECORDS)) {}

  /// Throws Rejected("text.limit") at the record's place where it is larger than 1 MiB, so that
  /// what it belongs to can be set aside.
  template <class R>
  void emit(const R& record) {
    FieldWriter writer(fields_);
    describe(writer, record);
    saldo_record out{};
    out.kind = R::kKind;
    out.field_count = static_cast<std::uint32_t>(writer.fields().size());
    out.place = {record.at.line, record.at.offset};
    out.fields = writer.fields().data();
    const std::uint32_t status = service_.emit(host_.raw(), &out, &error_);
    if (status != SALDO_OK) [[unlikely]]
      fail(status, record.at);
  }
  /// Sets one statement of the document aside and lets the rest go on; see Refusal.
  void refuse(std::int64_t statement, const Rejected& why) {
    emit(Refusal{.at = why.at,
                 .statement = statement,
                 .rule = why.rule,
                 .message = why.message,
                 .expected = why.expected,
                 .found = why.found,
                 .held = why.held});
  }
  void checkpoint(std::string_view cursor) {
    saldo_error error = impl::empty_error();
    impl::require(service_.checkpoint(host_.raw(), to_abi(cursor), &error), error);
  }

 private:
  void fail(std::uint32_t status, Place at) {
    const saldo_error error = std::exchange(error_, impl::empty_error());
    if (status == SALDO_E_LIMIT)
      throw Rejected("text.limit", "line " + std::to_string(at.line) + ", byte " +
                                       std::to_string(at.offset) + ": " + error.message +
                                       "; ask the sender to split it")
          .at_place(at);
    impl::require(status, error);
  }

  Host host_;
  const saldo_records_service& service_;
  std::vector<saldo_field> fields_;
  saldo_error error_ = impl::empty_error();  // of records that were taken: it says nothing
};

/// The document to be decoded. UTF-16 that begins with its byte order mark is read as UTF-8, and
/// `identify` sees it so, too; places then count the bytes of the UTF-8.
class Input {
 public:
  explicit Input(const saldo_input* in) : in_(in) {}
  std::string_view name() const { return from_abi(in_->name); }
  std::string_view media_type() const { return from_abi(in_->media_type); }
  /// How many bytes the document has as it was received.
  std::uint64_t size() const { return in_->size; }
  /// Reads up to `capacity` bytes; 0 at the end. Throws Rejected("text.encoding") for broken
  /// UTF-16.
  std::size_t read(char* buffer, std::size_t capacity) {
    if (!began_) begin();
    if (ready_ == text_.size() && utf16_) refill(capacity);
    if (ready_ == text_.size()) return utf16_ ? 0 : read_raw(buffer, capacity);
    const std::size_t n = text_.copy(buffer, capacity, ready_);
    ready_ += n;
    return n;
  }

 private:
  std::size_t read_raw(char* buffer, std::size_t capacity) {
    std::uint64_t got = 0;
    saldo_error error = impl::empty_error();
    impl::require(in_->read(in_, buffer, capacity, &got, &error), error);
    return static_cast<std::size_t>(got);
  }
  void begin() {
    began_ = true;
    char byte = 0;
    while (text_.size() < 2 && read_raw(&byte, 1) == 1) text_ += byte;
    text::Utf16Decoder::Order order;
    if (!text::Utf16Decoder::begins(text_, order)) return;
    utf16_.emplace(order);
    text_.clear();
  }
  void refill(std::size_t capacity) {
    text_.clear();
    ready_ = 0;
    raw_.resize(std::max<std::size_t>(capacity, 64));
    try {
      while (text_.empty()) {
        const std::size_t got = read_raw(raw_.data(), raw_.size());
        if (got == 0) return utf16_->finish();
        utf16_->append(std::string_view(raw_).substr(0, got), text_);
      }
    } catch (const FormatError& e) {
      throw Rejected("text.encoding", std::string(e.what()) + "; have the document sent again");
    }
  }

  const saldo_input* in_;
  bool began_ = false;
  std::optional<text::Utf16Decoder> utf16_;
  std::string text_, raw_;  // what was read and not yet given, from ready_ on
  std::size_t ready_ = 0;
};

/// Hands documents over, for sources.
class Documents {
 public:
  explicit Documents(const Host& host)
      : host_(host), service_(host.service<saldo_documents_service>(SALDO_SERVICE_DOCUMENTS)) {}
  void begin(std::string_view key, std::string_view name, std::string_view media_type) {
    saldo_document d{};
    d.struct_size = sizeof d;
    d.key = to_abi(key);
    d.name = to_abi(name);
    d.media_type = to_abi(media_type);
    call([&](saldo_error* e) { return service_.begin(host_.raw(), &d, e); });
  }
  void write(std::string_view bytes) {
    call([&](saldo_error* e) { return service_.write(host_.raw(), to_abi(bytes), e); });
  }
  /// Returns when the document is durable.
  void finish() {
    call([&](saldo_error* e) { return service_.finish(host_.raw(), e); });
  }

 private:
  template <class F>
  void call(F f) {
    saldo_error error = impl::empty_error();
    impl::require(f(&error), error);
  }
  Host host_;
  const saldo_documents_service& service_;
};

/// What all components share. A class derives from one of Decoder, Source, Sink.
class Component {
 public:
  explicit Component(Host its_host) : host(its_host) {}
  virtual ~Component() = default;
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;
  /// Tests the configuration and what it points to; throws Stop(SALDO_E_CONFIG, …).
  virtual void check() {}

 protected:
  Host host;
};

class Decoder : public Component {
 public:
  using Component::Component;
  /// How surely the first bytes are this format: 0 (not mine) to 100. From 95 on they have the
  /// format's own mark, and decoders of other plugins aren't asked. Strict, no side effects.
  virtual int identify(std::string_view head, std::string_view name) const = 0;
  /// Reads the document and emits its records; throws Rejected for what can't be proved.
  virtual void decode(Input& input, Records& records) = 0;
};

class Source : public Component {
 public:
  using Component::Component;
  virtual void pull(std::string_view cursor, Documents& documents, Records& records) = 0;
  virtual void acknowledge(std::string_view key, std::uint32_t outcome) = 0;
  /// True as soon as a pull would find something, false after the time is up.
  virtual bool wait(std::uint64_t timeout_ms) = 0;
};

class Sink : public Component {
 public:
  using Component::Component;
  /// Delivers once for each idempotency key and returns the receiver's id.
  virtual std::string deliver(const saldo_message& message) = 0;
};

}  // namespace saldo

/// Behind plugin.h's opaque handle.
struct saldo_instance {
  std::unique_ptr<saldo::Component> component;
  saldo::Host host;
};

namespace saldo::impl {

struct Factory {
  const char* name;
  std::unique_ptr<Component> (*make)(Host);
};

template <class T>
std::unique_ptr<Component> make_component(Host host) {
  return std::make_unique<T>(host);
}

template <class T>
T& as(saldo_instance* i) {
  return dynamic_cast<T&>(*i->component);
}

inline constexpr saldo_decoder kDecoder = {
    sizeof(saldo_decoder), 1,
    [](saldo_instance* i, saldo_str head, saldo_str name) -> std::int32_t {
      std::int32_t score = 0;
      guarded(nullptr, [&] {
        std::string buffer;
        const auto text = text::utf8_head(from_abi(head), buffer);
        score = as<Decoder>(i).identify(text, from_abi(name));
      });
      return score;
    },
    [](saldo_instance* i, const saldo_input* in, saldo_error* error) {
      return guarded(error, [&] {
        Input input(in);
        Records records(i->host);
        as<Decoder>(i).decode(input, records);
      });
    }};

inline constexpr saldo_source kSource = {
    sizeof(saldo_source), 0,
    [](saldo_instance* i, saldo_str cursor, saldo_error* error) {
      return guarded(error, [&] {
        Documents documents(i->host);
        Records records(i->host);
        as<Source>(i).pull(from_abi(cursor), documents, records);
      });
    },
    [](saldo_instance* i, saldo_str key, std::uint32_t outcome, saldo_error* error) {
      return guarded(error, [&] { as<Source>(i).acknowledge(from_abi(key), outcome); });
    },
    [](saldo_instance* i, std::uint64_t timeout_ms, std::uint32_t* changed, saldo_error* error) {
      return guarded(error, [&] { *changed = as<Source>(i).wait(timeout_ms) ? 1 : 0; });
    }};

inline constexpr saldo_sink kSink = {
    sizeof(saldo_sink), 0,
    [](saldo_instance* i, const saldo_message* m, saldo_receipt* receipt, saldo_error* error) {
      return guarded(error, [&] { copy_text(receipt->id, as<Sink>(i).deliver(*m)); });
    }};

inline constexpr saldo_check kCheck = {sizeof(saldo_check), 0,
                                       [](saldo_instance* i, saldo_error* error) {
                                         return guarded(error, [&] { i->component->check(); });
                                       }};

inline const void* extension(saldo_instance* i, saldo_str id) {
  const auto name = from_abi(id);
  if (name == SALDO_EXT_CHECK) return &kCheck;
  if (name == SALDO_EXT_DECODER && dynamic_cast<Decoder*>(i->component.get())) return &kDecoder;
  if (name == SALDO_EXT_SOURCE && dynamic_cast<Source*>(i->component.get())) return &kSource;
  if (name == SALDO_EXT_SINK && dynamic_cast<Sink*>(i->component.get())) return &kSink;
  return nullptr;
}

template <std::size_t N>
std::uint32_t create(const Factory (&factories)[N], const saldo_host* host, saldo_str component,
                     saldo_instance** instance, saldo_error* error) {
  *instance = nullptr;
  return guarded(error, [&] {
    for (const Factory& f : factories)
      if (from_abi(component) == f.name) {
        auto made =
            std::make_unique<saldo_instance>(saldo_instance{f.make(Host(host)), Host(host)});
        *instance = made.release();
        return;
      }
    throw Stop(SALDO_E_UNSUPPORTED,
               "the plugin has no component '" + std::string(from_abi(component)) + "'");
  });
}

}  // namespace saldo::impl

/// Names a class as a component of the plugin: `SALDO_COMPONENT("camt", Camt)`.
#define SALDO_COMPONENT(name, type) \
  { name, &saldo::impl::make_component<type> }

/// The entry of statically linked plugins (tests, fuzzing) is renamed by the build.
#ifndef SALDO_ENTRY_NAME
#define SALDO_ENTRY_NAME saldo_plugin_entry_v0
#endif

/// Defines the plugin's one exported symbol:
/// `SALDO_PLUGIN("com.example.bank", "1.0.0", SALDO_COMPONENT("mine", MyDecoder))`
#define SALDO_PLUGIN(plugin_id, plugin_version, ...)                                            \
  static const saldo::impl::Factory saldo_factories[] = {__VA_ARGS__};                          \
  extern "C" __attribute__((visibility("default"))) const saldo_plugin* SALDO_ENTRY_NAME(void); \
  const saldo_plugin* SALDO_ENTRY_NAME(void) {                                                  \
    static constexpr saldo_plugin kPlugin = {                                                   \
        sizeof(saldo_plugin),                                                                   \
        SALDO_PLUGIN_MAGIC,                                                                     \
        SALDO_ABI_MAJOR,                                                                        \
        SALDO_ABI_MINOR,                                                                        \
        SALDO_ABI_MINOR,                                                                        \
        0,                                                                                      \
        {plugin_id, sizeof(plugin_id) - 1},                                                     \
        {plugin_version, sizeof(plugin_version) - 1},                                           \
        [](const saldo_host* host, saldo_str component, saldo_instance** instance,              \
           saldo_error* error) {                                                                \
          return saldo::impl::create(saldo_factories, host, component, instance, error);        \
        },                                                                                      \
        &saldo::impl::extension,                                                                \
        [](saldo_instance* instance) { delete instance; }};                                     \
    return &kPlugin;                                                                            \
  }
